"""Claims as rows: who says that they act for a firm, what proves it, and every step of the way."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.companies.claim_states import OPEN, ClaimState, Proof
from app.core.db import Base


def _names(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


_OPEN: Final = f"state IN ({_names(OPEN)})"
_OPEN_FIRM: Final = text(f"{_OPEN} AND company_id IS NOT NULL")
_OPEN_TRADER: Final = text(f"{_OPEN} AND company_id IS NULL")


class CompanyClaim(Base):
    """One person's claim on one firm; a sole trader without a number (`ClaimedTrader`) has a firm from the approval on.

    The letter's code stands nowhere: it is made anew from the site's key, this id and `letter_number` (`claim_codes`).
    """

    __tablename__ = "company_claims"
    __table_args__ = (
        CheckConstraint(f"state IN ({_names(ClaimState)})", name="state_known"),
        CheckConstraint(f"proof IN ({_names(Proof)})", name="proof_known"),
        CheckConstraint("(proof = 'voucher') = (support_office_id IS NOT NULL)", name="voucher_has_body"),
        CheckConstraint("proof = 'document' OR issued_on IS NULL", name="issue_needs_document"),
        CheckConstraint("proof = 'letter' OR letter_number = 0", name="letter_needs_proof"),
        CheckConstraint("(letter_number = 0) = (code_expires_at IS NULL)", name="letter_has_end"),
        CheckConstraint("state <> 'letter_sent' OR letter_number > 0", name="sent_has_letter"),
        CheckConstraint("state <> 'confirmed' OR confirmed_at IS NOT NULL", name="confirmed_has_time"),
        CheckConstraint(
            "state <> 'approved' OR (company_id IS NOT NULL AND checked IS NOT NULL)", name="approved_whole"
        ),
        CheckConstraint("state NOT IN ('approved', 'rejected') OR decided_by IS NOT NULL", name="decided_by_whom"),
        Index("ix_company_claims_desk", "office_id", "state", "state_at"),
        Index("ix_company_claims_vouchers", "support_office_id", "state", "state_at"),
        Index("ix_company_claims_user", "user_id", "created_at"),
        Index("ix_company_claims_company", "company_id", "state"),
        Index(
            "uq_company_claims_open",
            "company_id",
            "user_id",
            unique=True,
            sqlite_where=_OPEN_FIRM,
            postgresql_where=_OPEN_FIRM,
        ),
        Index(
            "uq_company_claims_open_trader",
            "user_id",
            unique=True,
            sqlite_where=_OPEN_TRADER,
            postgresql_where=_OPEN_TRADER,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str | None] = mapped_column(ForeignKey("companies.id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    office_id: Mapped[str] = mapped_column(ForeignKey("offices.id"))  # fixed when it is submitted
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    state_at: Mapped[datetime]  # since when it is in this state
    position: Mapped[str]  # what the claimant is in the firm, in their words
    phone: Mapped[str]  # as typed
    firm_name: Mapped[str] = mapped_column(default="")  # as the claimant knows it, to be compared with the register
    firm_address: Mapped[str] = mapped_column(default="")
    proof: Mapped[str]
    issued_on: Mapped[date | None]  # of the certificate
    support_office_id: Mapped[str | None] = mapped_column(ForeignKey("offices.id"))
    letter_number: Mapped[int] = mapped_column(default=0)  # how many letters were made; only the last one's code counts
    code_expires_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    vouched_by: Mapped[str | None]
    vouch_note: Mapped[str] = mapped_column(default="")  # how the support body knows the person
    consented_at: Mapped[datetime]
    submitted_at: Mapped[datetime]
    decided_by: Mapped[str | None]  # who approved, returned or rejected last
    checked: Mapped[str | None]  # which proof the official looked at
    checked_how: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")  # of the last return or rejection, for the claimant
    created_at: Mapped[datetime]


class ClaimedTrader(Base):
    """A sole trader as the claimant describes it: what becomes a company's row when the claim is approved."""

    __tablename__ = "claimed_traders"

    claim_id: Mapped[str] = mapped_column(ForeignKey("company_claims.id"), primary_key=True)
    name: Mapped[str]
    kana: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str]  # 7 digits
    municipality_code: Mapped[str]  # 6 digits
    street: Mapped[str]  # after the municipality


class ClaimStep(Base):
    """One step of a claim's way: who did what, and the words that went with it."""

    __tablename__ = "company_claim_steps"
    __table_args__ = (Index("ix_company_claim_steps_claim", "claim_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[str] = mapped_column(ForeignKey("company_claims.id"))
    at: Mapped[datetime]
    action: Mapped[str]
    state: Mapped[str]  # that it led to
    by: Mapped[str]  # user id
    who: Mapped[str]  # claimant, official, support
    note: Mapped[str] = mapped_column(default="")  # a reason; the claimant reads it
