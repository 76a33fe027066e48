"""What a firm's people find on 「今日の仕事」, and what the site knows of a person as one of a firm's people."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.companies.models import Company, CompanyMember
from app.companies.queries import list_names
from app.companies.queries.members import list_invitations_to
from app.companies.queries.proxies import count_requests
from app.core.actor import Actor, FirmRole
from app.core.clock import JAPAN
from app.core.labels import Label
from app.core.sections import WorkItem, WorkLine

_FEW = 3  # shown below a line


def work_for(session: Session, actor: Actor) -> list[WorkLine]:
    """Invitations to one's own address, and support bodies that wait for an owner's answer."""
    if actor.user_id is None:
        return []
    return [line for line in (_invitations(session, actor), _requests(session, actor)) if line is not None]


def _invitations(session: Session, actor: Actor) -> WorkLine | None:
    found = list_invitations_to(session, actor.user_id)
    items = tuple(
        WorkItem(
            title=one.company_name,
            url="/firms/",
            since_on=one.invitation.invited_at.astimezone(JAPAN).date(),
            due_on=one.invitation.expires_at.astimezone(JAPAN).date(),
        )
        for one in found[:_FEW]
    )
    return WorkLine(Label("企業への招待", "Invitations to firms"), len(found), "/firms/", items) if found else None


def _requests(session: Session, actor: Actor) -> WorkLine | None:
    counts = count_requests(session, sorted(actor.bodies(FirmRole.OWNER)))
    if not counts:
        return None
    names = list_names(session, list(counts))
    pages = {id_: f"/companies/{id_}/proxies/" for id_ in counts}
    items = tuple(WorkItem(title=names.get(id_, id_), url=pages[id_]) for id_ in sorted(counts)[:_FEW])
    url = next(iter(pages.values())) if len(pages) == 1 else "/firms/"
    label = Label("返事を待っている代行入力の依頼", "Requests to enter on your behalf")
    return WorkLine(label, sum(counts.values()), url, items)


def data_of(session: Session, user_id: str) -> tuple[str, Any]:
    """The firms that the person acts or acted for, and the invitations to their address, for the personal-data export."""
    rows = session.execute(
        select(CompanyMember, Company.name)
        .join(Company, Company.id == CompanyMember.company_id)
        .where(CompanyMember.user_id == user_id)
        .order_by(CompanyMember.given_at, CompanyMember.id)
    )
    firms = [
        {
            "company": member.company_id,
            "name": name,
            "role": member.role,
            "since": member.given_at.isoformat(),
            "until": member.ended_at.isoformat() if member.ended_at else None,
        }
        for member, name in rows
    ]
    invitations = [
        {"company": one.invitation.company_id, "name": one.company_name, "role": one.invitation.role}
        for one in list_invitations_to(session, user_id)
    ]
    return "firms", {"roles": firms, "invitations": invitations}
