"""The office's half of a claim: sending the letter, approving, returning, rejecting; and the support body's voucher."""

from typing import Any, Final

from sqlalchemy.orm import Session

from app.accounts.queries import get_user
from app.companies.claim_states import CODE_LIFE, OFFICIAL, SUPPORT, ClaimState, Proof
from app.companies.events import ClaimApproved, ClaimConfirmed, ClaimLetterSent, ClaimRejected, ClaimReturned
from app.companies.models import ClaimedTrader, Company, CompanyClaim, CompanyProfile
from app.companies.policy.claims import has_proof
from app.companies.service.claim_steps import grant_of, take_step
from app.companies.service.members import add_member
from app.companies.states import SOLE_TRADER, sort_key
from app.core import clock
from app.core.actor import Actor, FirmRole
from app.core.errors import Conflict
from app.core.events import RecordsChanged, announce
from app.core.ids import new_id
from app.core.text import company_core
from app.reference.municipalities import get_municipality, get_prefecture

SOURCE: Final = "本人の届出"


def send_letter(session: Session, actor: Actor, claim: CompanyClaim) -> None:
    """Make the letter with the code, or a new one: only the last one's code counts, for CODE_LIFE from now."""
    if claim.proof != Proof.LETTER:
        raise Conflict("この申請は、手紙による確認を選んでいません。")
    changes: dict[str, Any] = {"letter_number": claim.letter_number + 1, "code_expires_at": clock.now() + CODE_LIFE}
    step = take_step(session, actor, claim, "send", OFFICIAL, **changes)
    announce(session, ClaimLetterSent(claim.id, step.id))


def approve_claim(session: Session, actor: Actor, claim: CompanyClaim, checked: Proof, how: str) -> None:
    """The claimant becomes an owner of the firm, beside those there are. `checked` and `how` say what the official looked at.

    Conflict while the proof that the claimant chose is not there. A sole trader's firm is made now.
    """
    if claim.state == ClaimState.SUBMITTED and not has_proof(claim):
        raise Conflict("確認コードか支援機関の確認がまだのため、承認できません。")
    if get_user(session, claim.user_id).closed_at:
        raise Conflict("申請した人が退会したため、承認できません。却下してください。")
    trader = session.get(ClaimedTrader, claim.id) if claim.company_id is None else None
    changes: dict[str, Any] = {"decided_by": actor.user_id, "checked": checked.value, "checked_how": how, "reason": ""}
    company = _make_company(session, claim, trader) if trader else session.get_one(Company, claim.company_id)
    step = take_step(session, actor, claim, "approve", OFFICIAL, company_id=company.id, **changes)
    grant = grant_of(actor, claim, OFFICIAL)
    add_member(session, company.id, claim.user_id, FirmRole.OWNER, given_by=actor.user_id, grant=grant)
    profile = session.get(CompanyProfile, company.id)
    if profile is not None:
        profile.is_claimed = True
    company.updated_at = clock.now()
    announce(session, RecordsChanged("company", (company.id,)))
    announce(session, ClaimApproved(claim.id, step.id))
    session.flush()


def return_claim(session: Session, actor: Actor, claim: CompanyClaim, reason: str) -> None:
    """Give the claim back to be mended; the claimant reads `reason`."""
    step = take_step(session, actor, claim, "return", OFFICIAL, note=reason, reason=reason, decided_by=actor.user_id)
    announce(session, ClaimReturned(claim.id, step.id))


def reject_claim(session: Session, actor: Actor, claim: CompanyClaim, reason: str) -> None:
    """Refuse the claim; the claimant reads `reason`."""
    step = take_step(session, actor, claim, "reject", OFFICIAL, note=reason, reason=reason, decided_by=actor.user_id)
    announce(session, ClaimRejected(claim.id, step.id))


def vouch(session: Session, actor: Actor, claim: CompanyClaim, note: str) -> None:
    """The support body confirms that the person acts for the firm; `note` says how it knows, for the official."""
    changes: dict[str, Any] = {"confirmed_at": clock.now(), "vouched_by": actor.user_id, "vouch_note": note}
    step = take_step(session, actor, claim, "confirm", SUPPORT, **changes)
    announce(session, ClaimConfirmed(claim.id, step.id))


def decline_voucher(session: Session, actor: Actor, claim: CompanyClaim, reason: str) -> None:
    """The support body can't confirm it: the claimant reads `reason` and may choose another proof."""
    step = take_step(session, actor, claim, "decline", SUPPORT, note=reason, reason=reason)
    announce(session, ClaimReturned(claim.id, step.id))


def _make_company(session: Session, claim: CompanyClaim, trader: ClaimedTrader) -> Company:
    place = get_municipality(trader.municipality_code)
    core = company_core(trader.name)
    company = Company(
        id=new_id(),
        corporate_number=None,
        name=trader.name,
        name_kana=trader.kana,
        name_core=core,
        sort_kana=sort_key(trader.kana, core),
        kind=SOLE_TRADER,
        prefecture_code=place.prefecture_code,
        municipality_code=place.code6,
        prefecture_name=get_prefecture(place.prefecture_code).name,
        city_name=place.name,
        street=trader.street,
        postcode=trader.postcode,
        process="",  # stands in no register
        source=SOURCE,
        source_on=clock.today(),
        row_digest=f"claim-{claim.id}",
        updated_at=clock.now(),
    )
    session.add(company)
    session.flush()
    return company
