"""What patents put on the dashboard: applicants for which an official is to choose a company."""

from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.labels import Label
from app.core.sections import WorkItem, WorkLine
from app.patents.review import count_waiting, list_open_links
from app.patents.service.choosing import DESK

_SHOWN = 3


def work_for(session: Session, actor: Actor) -> list[WorkLine]:
    """Applicants that several companies could be."""
    if not actor.has_any(DESK):
        return []
    total = count_waiting(session)
    items = tuple(
        WorkItem(f"{link.applicant}：{link.patent_title}", "/admin/applicants/")
        for link in (list_open_links(session, _SHOWN) if total else [])
    )
    return [
        WorkLine(
            Label("企業を選ぶ特許の出願人", "Patent applicants to link to a company"),
            total,
            "/admin/applicants/",
            items,
        )
    ]
