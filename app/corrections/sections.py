"""What reports put on the dashboard and into the personal-data export."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.clock import JAPAN
from app.core.labels import Label
from app.core.sections import WorkItem, WorkLine
from app.corrections.models import Correction
from app.corrections.policy import DESK
from app.corrections.queries import list_corrections
from app.corrections.states import CorrectionState

_SHOWN = 3


def work_for(session: Session, actor: Actor) -> list[WorkLine]:
    """Reports that wait at the actor's offices."""
    if not actor.bodies(*DESK):
        return []
    page = list_corrections(session, actor, CorrectionState.OPEN, 1, _SHOWN)
    items = tuple(
        WorkItem(row.title, f"/admin/corrections/{row.id}", since_on=row.created_at.astimezone(JAPAN).date())
        for row in page.items
    )
    return [
        WorkLine(Label("回答を待つ誤りの連絡", "Reports of errors to answer"), page.total, "/admin/corrections/", items)
    ]


def data_of(session: Session, user_id: str) -> tuple[str, Any]:
    """Reports that the person made while signed in."""
    rows = session.scalars(select(Correction).where(Correction.user_id == user_id).order_by(Correction.created_at))
    return "corrections", [
        {"title": row.title, "text": row.text, "answer": row.answer, "at": row.created_at.isoformat()} for row in rows
    ]
