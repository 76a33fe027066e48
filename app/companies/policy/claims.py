"""Who may do what with a claim."""

from app.companies.claim_states import CLAIMANT, OFFICIAL, SUPPORT, ClaimState, Proof
from app.companies.models import CompanyClaim
from app.core.actor import Actor, FirmRole, Role

DESK = (Role.OFFICIAL, Role.CHIEF)


def is_claimant(actor: Actor, claim: CompanyClaim) -> bool:
    """Whether it is the actor's own claim."""
    return actor.user_id is not None and claim.user_id == actor.user_id


def is_member(actor: Actor, company_id: str | None) -> bool:
    """Whether the actor acts for this firm already, in whatever role."""
    return company_id is not None and actor.has_any(FirmRole, company_id)


def can_see_at_desk(actor: Actor, claim: CompanyClaim) -> bool:
    """Officials see the claims of their own office."""
    return actor.has_any(DESK, claim.office_id)


def can_decide(actor: Actor, claim: CompanyClaim) -> bool:
    """An official of the office decides, but never about themselves or a firm of their own."""
    return can_see_at_desk(actor, claim) and not is_claimant(actor, claim) and not is_member(actor, claim.company_id)


def can_see_voucher(actor: Actor, claim: CompanyClaim) -> bool:
    """Support staff see the claims in which their own body is named."""
    return claim.support_office_id is not None and actor.has(Role.SUPPORT, claim.support_office_id)


def can_vouch(actor: Actor, claim: CompanyClaim) -> bool:
    """Support staff of the named body, but never for themselves."""
    return can_see_voucher(actor, claim) and not is_claimant(actor, claim)


def can_act(actor: Actor, claim: CompanyClaim, who: str) -> bool:
    """Whether the actor is what the table calls `who`."""
    return {CLAIMANT: is_claimant, OFFICIAL: can_decide, SUPPORT: can_vouch}[who](actor, claim)


def has_proof(claim: CompanyClaim) -> bool:
    """Whether the proof that the claimant chose is there: papers are from the beginning, a code or a voucher once confirmed."""
    return claim.proof == Proof.DOCUMENT or claim.state == ClaimState.CONFIRMED


def actions_at_desk(actor: Actor, claim: CompanyClaim) -> tuple[str, ...]:
    """What this official may do now, in the order of the page."""
    if not can_decide(actor, claim):
        return ()
    is_here = claim.state in (ClaimState.SUBMITTED, ClaimState.LETTER_SENT, ClaimState.CONFIRMED)
    may_send = claim.proof == Proof.LETTER and claim.state in (ClaimState.SUBMITTED, ClaimState.LETTER_SENT)
    may_approve = is_here and claim.state != ClaimState.LETTER_SENT and has_proof(claim)
    wanted = (("send", may_send), ("approve", may_approve), ("return", is_here), ("reject", is_here))
    return tuple(action for action, is_possible in wanted if is_possible)
