"""One step of a claim: asked of the table and of the policy, moved by one conditional UPDATE, written into history and audit."""

from typing import Any

from sqlalchemy.orm import Session

from app.accounts.queries import list_user_names
from app.audit.service import record
from app.companies.claim_states import CLAIM, OFFICIAL, SUPPORT
from app.companies.models import ClaimStep, CompanyClaim
from app.companies.policy.claims import DESK, can_act, is_claimant
from app.companies.queries.claims import list_steps
from app.core import clock
from app.core.actor import Actor, Grant, Role
from app.core.errors import NotYours
from app.core.workflow import WrongState, move


def take_step(
    session: Session,
    actor: Actor,
    claim: CompanyClaim,
    action: str,
    who: str,
    *,
    note: str = "",
    **changes: Any,  # noqa: ANN401 - columns of the claim
) -> ClaimStep:
    """Move `claim` by `action`, done as `who`. Exactly one of several at once wins.

    NotYours if it is not for this actor; WrongState, saying who did what, if someone was faster or the table has no such arrow.
    """
    if not can_act(actor, claim, who):
        raise NotYours(
            "自分の申請や、自分がメンバーになっている企業の申請は、扱えません。ほかの担当者に頼んでください。"
        )
    found = CLAIM.find(action, claim.state)
    if found is None or who not in found.who:
        raise _late(session, actor, claim)
    try:
        move(session, CLAIM, claim, action, state_at=clock.now(), **changes)
    except WrongState:
        session.refresh(claim)
        raise _late(session, actor, claim) from None
    return write_step(session, actor, claim, action, who, note=note)


def write_step(
    session: Session, actor: Actor, claim: CompanyClaim, action: str, who: str, *, note: str = ""
) -> ClaimStep:
    """The line in the claim's history and in the audit, for a step that was taken."""
    step = ClaimStep(
        claim_id=claim.id, at=clock.now(), action=action, state=claim.state, by=actor.user_id, who=who, note=note
    )
    session.add(step)
    session.flush()
    details = {"state": claim.state, "company": claim.company_id, "proof": claim.proof}
    grant = grant_of(actor, claim, who)
    record(session, actor, f"claim.{action}", ("claim", claim.id), grant=grant, details=details)
    return step


def grant_of(actor: Actor, claim: CompanyClaim, who: str) -> Grant | None:
    """The grant that the step is done by."""
    if who == OFFICIAL:
        return actor.grant_for(DESK, claim.office_id)
    if who == SUPPORT:
        return actor.grant_for((Role.SUPPORT,), claim.support_office_id)
    return actor.grant_for((Role.MEMBER,))


def _late(session: Session, actor: Actor, claim: CompanyClaim) -> WrongState:
    """Why it can't be done now: the claimant reads the state, those who work on it also who was faster."""
    state = CLAIM.states[claim.state]
    last = next(iter(list_steps(session, claim.id)), None)
    if last is None or is_claimant(actor, claim):
        return WrongState("この申請は、いま「%(state)s」です。最新の内容を確認してください。", state=state)
    name = list_user_names(session, [last.by]).get(last.by, "")
    return WrongState(
        "この申請は%(name)sさんが先に操作し、いまは「%(state)s」です。最新の内容を確認してください。",
        name=name,
        state=state,
    )
