"""What imports put on the dashboard and into the personal-data export."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.clock import JAPAN
from app.core.labels import Label
from app.core.sections import WorkItem, WorkLine
from app.imports.models import ImportJob
from app.imports.policy import DESK
from app.imports.queries import find_grant, list_to_decide

_SHOWN = 3


def work_for(session: Session, actor: Actor) -> list[WorkLine]:
    """Files whose contents were looked through and that wait for a decision."""
    if not actor.has_any(DESK) or find_grant(session, actor) is None:
        return []
    jobs, total = list_to_decide(session, _SHOWN)
    items = tuple(
        WorkItem(job.file_name, f"/admin/imports/{job.id}", since_on=job.created_at.astimezone(JAPAN).date())
        for job in jobs
    )
    return [
        WorkLine(
            Label("実行を決めるファイルの取り込み", "Files waiting to be imported"), total, "/admin/imports/", items
        )
    ]


def data_of(session: Session, user_id: str) -> tuple[str, Any]:
    """Files that the person sent or let be taken in."""
    theirs = or_(ImportJob.created_by == user_id, ImportJob.confirmed_by == user_id)
    rows = session.scalars(select(ImportJob).where(theirs).order_by(ImportJob.created_at))
    return "imports", [
        {"file": row.file_name, "kind": row.kind, "state": row.state, "at": row.created_at.isoformat()} for row in rows
    ]
