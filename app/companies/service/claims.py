"""The claimant's half of a claim: submitting, submitting again, typing the letter's code, withdrawing."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.throttle import Limit, count_try
from app.companies.claim_codes import is_same_code, letter_code
from app.companies.claim_states import CLAIMANT, MOST_A_DAY, OPEN, ClaimState, Proof
from app.companies.events import ClaimConfirmed, ClaimSubmitted, OwnerToldOfClaim
from app.companies.models import ClaimedTrader, Company, CompanyClaim
from app.companies.policy.claims import is_claimant, is_member
from app.companies.queries.claims import find_open_of, list_owners
from app.companies.service.claim_steps import take_step, write_step
from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, InvalidInput, Refusal
from app.core.events import announce
from app.core.ids import new_id
from app.core.labels import phrase
from app.files.intake import Prepared
from app.files.service import keep, set_references
from app.offices.queries import find_reviewing_office
from app.papers.service import forget_of

FILES: Final = "claim"
LETTER: Final = "claim-letter"  # the kind of the letter as a paper
"""The kind under which a claim's files are referred to."""
DAILY: Final = Limit("claim", MOST_A_DAY, timedelta(days=1))
CODE_TRIES: Final = Limit("claim-code", 10, timedelta(hours=1))  # of one claim; the code has 28^8 forms
_ALREADY: Final = phrase("この企業には、もう申請をしています。「自社の登録」のページで進み具合を見られます。")


class TooManyClaims(Refusal):
    """More claims than one person needs in a day."""

    status = 429


@dataclass(frozen=True, slots=True)
class ClaimAnswers:
    """What the claimant says. `support_office_id` with a voucher only, `issued_on` and `document` with papers only."""

    position: str
    phone: str
    proof: Proof
    firm_name: str = ""
    firm_address: str = ""
    issued_on: date | None = None
    support_office_id: str | None = None
    document: Prepared | None = None  # None when submitting again: the file that is there stays


@dataclass(frozen=True, slots=True)
class TraderAnswers:
    """A sole trader's name and address; `postcode` 7 digits, `municipality_code` 6."""

    name: str
    kana: str
    postcode: str
    municipality_code: str
    street: str


def submit_claim(session: Session, actor: Actor, company: Company, answers: ClaimAnswers) -> CompanyClaim:
    """A person's claim on a firm; it waits at the office of the firm's municipality from now on.

    Conflict for a closed firm, one's own firm, or a second open claim on the same firm. Present owners are told.
    """
    if company.closed_on or company.removed_on:
        raise Conflict("この企業の登記は閉鎖されているため、自社として登録できません。")
    if is_member(actor, company.id):
        raise Conflict("この企業のメンバーになっています。役割を変えるときは、責任者に頼んでください。")
    if find_open_of(session, actor.user_id or "", company.id):
        raise Conflict(_ALREADY)
    claim = _new_claim(session, actor, answers, company.municipality_code)
    claim.company_id = company.id
    return _submit(session, actor, claim, answers)


def submit_trader(session: Session, actor: Actor, trader: TraderAnswers, answers: ClaimAnswers) -> CompanyClaim:
    """The claim of a sole trader without a number: the firm itself comes with the approval. Conflict for a second open one."""
    claim = _new_claim(session, actor, answers, trader.municipality_code)
    claim = _add(session, claim)
    session.add(ClaimedTrader(claim_id=claim.id, **_columns(trader)))
    return _submit(session, actor, claim, answers)


def submit_again(
    session: Session, actor: Actor, claim: CompanyClaim, answers: ClaimAnswers, trader: TraderAnswers | None = None
) -> None:
    """Send a returned claim back to the office, mended. Codes and vouchers of before no longer count."""
    if trader is not None:
        described = session.get_one(ClaimedTrader, claim.id)
        for name, value in _columns(trader).items():
            setattr(described, name, value)
    changes: dict[str, Any] = {
        **_answered(answers),
        "submitted_at": clock.now(),
        "letter_number": claim.letter_number if answers.proof == Proof.LETTER else 0,
        "code_expires_at": claim.code_expires_at if answers.proof == Proof.LETTER else None,
        "confirmed_at": None,
        "vouched_by": None,
        "vouch_note": "",
    }
    step = take_step(session, actor, claim, "submit", CLAIMANT, **changes)
    _keep_document(session, actor, claim, answers)
    announce(session, ClaimSubmitted(claim.id, step.id))


def confirm_code(session: Session, actor: Actor, claim: CompanyClaim, typed: str, key: str) -> None:
    """The claimant typed the code of the last letter. InvalidInput for a wrong or an expired one."""
    if claim.state == ClaimState.LETTER_SENT:
        if claim.code_expires_at and claim.code_expires_at <= clock.now():
            raise InvalidInput("この確認コードは期限が過ぎています。窓口に、手紙をもう一度送るよう頼んでください。")
        if not is_same_code(typed, letter_code(key, claim.id, claim.letter_number)):
            raise InvalidInput("確認コードが違います。届いた手紙のうち、いちばん新しいものを見てください。")
    step = take_step(session, actor, claim, "confirm", CLAIMANT, confirmed_at=clock.now())
    announce(session, ClaimConfirmed(claim.id, step.id))


def withdraw_claim(session: Session, actor: Actor, claim: CompanyClaim) -> None:
    """The claimant gives the claim up; a new one may be made."""
    take_step(session, actor, claim, "withdraw", CLAIMANT)


def withdraw_claims_of(session: Session, user_id: str, actor: Actor) -> None:
    """Give up all open claims of a person whose account closes, on their own behalf."""
    query = select(CompanyClaim).where(CompanyClaim.user_id == user_id, CompanyClaim.state.in_(OPEN))
    for claim in session.scalars(query.order_by(CompanyClaim.id)):
        take_step(session, actor if is_claimant(actor, claim) else Actor(user_id), claim, "withdraw", CLAIMANT)


def erase_claims_of(session: Session, user_id: str) -> None:
    """Take telephone and papers from all claims of a person who is erased; what was decided, and how, stays."""
    for claim in session.scalars(select(CompanyClaim).where(CompanyClaim.user_id == user_id)):
        claim.phone = ""
        set_references(session, FILES, claim.id, ())
        forget_of(session, LETTER, claim.id)
    session.flush()


def _new_claim(session: Session, actor: Actor, answers: ClaimAnswers, municipality: str | None) -> CompanyClaim:
    office = find_reviewing_office(session, municipality)
    if office is None:
        raise Conflict("いまは申請を受け付ける窓口がありません。しばらくしてから、もう一度お試しください。")
    if not count_try(session, DAILY, actor.user_id or ""):
        raise TooManyClaims("1日に出せる申請の数を超えました。続きは、明日お願いします。")
    now = clock.now()
    return CompanyClaim(
        id=new_id(),
        user_id=actor.user_id,
        office_id=office.id,
        state=ClaimState.SUBMITTED,
        state_at=now,
        submitted_at=now,
        created_at=now,
        letter_number=0,
        **_answered(answers),
    )


def _submit(session: Session, actor: Actor, claim: CompanyClaim, answers: ClaimAnswers) -> CompanyClaim:
    _add(session, claim)
    _keep_document(session, actor, claim, answers)
    step = write_step(session, actor, claim, "submit", CLAIMANT)
    announce(session, ClaimSubmitted(claim.id, step.id))
    if list_owners(session, claim.company_id):
        announce(session, OwnerToldOfClaim(claim.id, step.id))
    session.flush()
    return claim


def _add(session: Session, claim: CompanyClaim) -> CompanyClaim:
    session.add(claim)
    try:
        session.flush()
    except IntegrityError as error:  # another one of theirs came at the same moment
        raise Conflict(_ALREADY) from error
    return claim


def _answered(answers: ClaimAnswers) -> dict[str, Any]:
    is_paper, is_voucher = answers.proof == Proof.DOCUMENT, answers.proof == Proof.VOUCHER
    return {
        "position": answers.position,
        "phone": answers.phone,
        "proof": answers.proof.value,
        "firm_name": answers.firm_name,
        "firm_address": answers.firm_address,
        "issued_on": answers.issued_on if is_paper else None,
        "support_office_id": answers.support_office_id if is_voucher else None,
        "consented_at": clock.now(),
    }


def _keep_document(session: Session, actor: Actor, claim: CompanyClaim, answers: ClaimAnswers) -> None:
    """The claim refers to the newest paper alone, and to none if another proof was chosen."""
    if answers.proof != Proof.DOCUMENT:
        set_references(session, FILES, claim.id, ())
    elif answers.document is not None:
        set_references(session, FILES, claim.id, (keep(session, answers.document, actor).id,))


def _columns(trader: TraderAnswers) -> dict[str, str]:
    return {name: getattr(trader, name) for name in ("name", "kana", "postcode", "municipality_code", "street")}
