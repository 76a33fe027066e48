"""How a firm and its people part: 「企業の登録をやめる」, and what follows when an account closes.

A firm that is given up is unclaimed again. What was published stays for everyone; memberships, invitations and entry on
behalf end, and drafts are given up: nobody is left to hand them in.
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.companies.models import Company, CompanyMember, CompanyProfile
from app.companies.policy.members import can_manage_members
from app.companies.queries.members import MemberRow, has_other_owner, lock_members
from app.companies.service.invitations import cancel_all
from app.companies.service.members import end_row
from app.companies.service.proxies import end_all_of_firm
from app.core import clock
from app.core.actor import Actor, FirmRole, Grant
from app.core.errors import NotYours
from app.core.events import RecordsChanged, announce
from app.core.publication import OPEN, Revision, RevisionState
from app.publishing import service as publishing


def release(session: Session, company_id: str, actor: Actor) -> None:
    """Give the firm up. NotYours for anyone but owners."""
    if not can_manage_members(actor, company_id):
        raise NotYours("企業の登録をやめられるのは、責任者だけです。責任者に頼んでください。")
    _release(session, company_id, lock_members(session, company_id), actor)


def end_memberships(session: Session, user_id: str, actor: Actor) -> None:
    """End all roles of a person whose account closes. A firm that would be left without an owner is given up with them.

    The site asks `queries.members.closing_obstacles` first, so that this happens only when two owners go at one moment.
    """
    firms = session.scalars(
        select(CompanyMember.company_id)
        .where(CompanyMember.user_id == user_id, CompanyMember.ended_at.is_(None))
        .order_by(CompanyMember.company_id)
    ).all()
    for company_id in firms:
        rows = lock_members(session, company_id)
        own = next((row.member for row in rows if row.member.user_id == user_id), None)
        if own is None:
            continue
        acting = Actor(actor.user_id, frozenset({Grant(own.role, company_id)}))
        if own.role == FirmRole.OWNER and not has_other_owner(rows, user_id):
            _release(session, company_id, rows, acting)
        else:
            end_row(session, own, acting)


def _release(session: Session, company_id: str, rows: list[MemberRow], actor: Actor) -> None:
    grant = Grant(FirmRole.OWNER, company_id)
    details = {
        "invitations": cancel_all(session, company_id, actor),
        "proxies": end_all_of_firm(session, company_id, actor, grant),
        "drafts": _give_up_drafts(session, company_id, actor),
        "members": len(rows),
    }
    for row in rows:
        end_row(session, row.member, actor)
    here = CompanyProfile.company_id == company_id
    session.execute(update(CompanyProfile).where(here).values(is_claimed=False))
    session.execute(update(Company).where(Company.id == company_id).values(updated_at=clock.now()))
    record(session, actor, "company.release", ("company", company_id), grant=grant, details=details)
    announce(session, RecordsChanged("company", (company_id,)))


def _give_up_drafts(session: Session, company_id: str, actor: Actor) -> int:
    query = select(Revision).where(Revision.firm_id == company_id, Revision.state.in_(OPEN))
    drafts = session.scalars(query.order_by(Revision.id)).all()
    for revision in drafts:
        if revision.state == RevisionState.SUBMITTED:
            publishing.withdraw(session, revision, actor)
        publishing.discard(session, revision, actor)
    return len(drafts)
