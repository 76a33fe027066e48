"""Who acts for a firm, as rows: its members, those who are invited, and support bodies that type for it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

_CURRENT = text("ended_at IS NULL")
_INVITED = text("state = 'open'")
_STANDING = text("state IN ('requested', 'active')")


class CompanyMember(Base):
    """A person's role for a firm (core.actor.FirmRole: owner, editor, viewer), from when to when. Ended rows stay."""

    __tablename__ = "company_members"
    __table_args__ = (
        CheckConstraint("role IN ('owner', 'editor', 'viewer')", name="role_known"),
        Index("ix_company_members_user", "user_id", "ended_at"),
        Index(
            "uq_company_members_current",
            "company_id",
            "user_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("companies.id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    given_by: Mapped[str | None]
    given_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]


class CompanyInvitation(Base):
    """An invitation to act for a firm, sent to an e-mail address. The address is erased once the invitation is over."""

    __tablename__ = "company_invitations"
    __table_args__ = (
        CheckConstraint("role IN ('owner', 'editor', 'viewer')", name="role_known"),
        CheckConstraint("state IN ('open', 'accepted', 'declined', 'cancelled', 'expired')", name="state_known"),
        CheckConstraint("(state = 'open') = (email <> '')", name="open_has_email"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="end_has_time"),
        Index("ix_company_invitations_company", "company_id", "state"),
        Index("ix_company_invitations_email", "email", "state"),
        Index(
            "uq_company_invitations_open",
            "company_id",
            "email",
            unique=True,
            sqlite_where=_INVITED,
            postgresql_where=_INVITED,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("companies.id"))
    email: Mapped[str]  # as accounts store it; empty once over
    role: Mapped[str]
    token_hash: Mapped[str | None] = mapped_column(unique=True)  # None until the letter is written
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    invited_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]


class CompanyProxy(Base):
    """A support body that may type for a firm, by whose consent, from when to when. Ended rows stay: histories name them."""

    __tablename__ = "company_proxies"
    __table_args__ = (
        CheckConstraint("state IN ('requested', 'active', 'declined', 'ended')", name="state_known"),
        CheckConstraint("consent IN ('paper', 'owner')", name="consent_known"),
        CheckConstraint(
            "consent <> 'paper' OR (consented_by <> '' AND consented_on IS NOT NULL AND state <> 'requested')",
            name="paper_is_named",
        ),
        CheckConstraint("state <> 'active' OR started_at IS NOT NULL", name="active_has_start"),
        CheckConstraint("(state IN ('declined', 'ended')) = (ended_at IS NOT NULL)", name="end_has_time"),
        Index("ix_company_proxies_office", "office_id", "state"),
        Index(
            "uq_company_proxies_standing",
            "company_id",
            "office_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("companies.id"))
    office_id: Mapped[str] = mapped_column(ForeignKey("offices.id"))
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    consent: Mapped[str]  # on paper, or given here by an owner
    consented_by: Mapped[str] = mapped_column(default="")  # who signed the paper; empty for an owner's consent
    consented_on: Mapped[date | None]  # day on the paper
    requested_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    requested_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    started_by: Mapped[str | None]  # the owner who agreed; for paper, who entered it
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
