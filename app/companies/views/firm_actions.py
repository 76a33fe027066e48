"""What a firm's public page offers to the person who looks: to claim it, to follow a claim, to work for it. Visitors cost no query."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.companies.models import Company
from app.companies.queries.claims import find_open_of, list_open_on
from app.core.actor import Actor, FirmRole

_OWN = (FirmRole.OWNER, FirmRole.EDITOR, FirmRole.VIEWER)


@dataclass(frozen=True, slots=True)
class FirmActions:
    """What to show; `role` is the actor's role for the firm, `claims_on` how many open claims its owners should know of."""

    can_claim: bool = False
    open_claim_id: str | None = None
    role: str | None = None
    may_edit: bool = False
    claims_on: int = 0
    claims_since: datetime | None = None

    @property
    def is_member(self) -> bool:
        """Whether the actor is one of the firm's own people, not staff of a support body."""
        return self.role in _OWN


def firm_actions(session: Session, company: Company, actor: Actor) -> FirmActions:
    """For this actor on this firm's page; `company` as `queries.get_company` gives it."""
    is_claimed = bool(company.is_owned) or (company.profile is not None and company.profile.is_claimed)
    can_claim = not is_claimed and company.closed_on is None
    if actor.user_id is None:
        return FirmActions(can_claim=can_claim)
    grant = actor.grant_for(FirmRole, company.id)
    if grant is None:
        claim = find_open_of(session, actor.user_id, company.id)
        return FirmActions(can_claim=can_claim and claim is None, open_claim_id=claim.id if claim else None)
    claims = list_open_on(session, company.id) if grant.role == FirmRole.OWNER else []
    return FirmActions(
        role=grant.role,
        may_edit=grant.role != FirmRole.VIEWER,
        claims_on=len(claims),
        claims_since=claims[0].created_at if claims else None,
    )
