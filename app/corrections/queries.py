"""Reads about reports: an official sees those of the own offices, nobody else any."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.paging import Page
from app.corrections.models import Correction
from app.corrections.policy import DESK
from app.corrections.states import CorrectionState


def get_correction(session: Session, correction_id: str, actor: Actor) -> Correction:
    """A report that waits or waited at an office of the actor's; NotFound for any other."""
    found = session.get(Correction, correction_id)
    if found is None or found.office_id not in actor.bodies(*DESK):
        raise NotFound("この連絡は見つかりません。")
    return found


def list_corrections(session: Session, actor: Actor, state: str, page: int, per_page: int) -> Page[Correction]:
    """One page of the queue: open ones oldest first, decided ones newest first."""
    query = select(Correction).where(Correction.office_id.in_(actor.bodies(*DESK)), Correction.state == state)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    order = (
        (Correction.created_at, Correction.id)
        if state == CorrectionState.OPEN
        else (Correction.decided_at.desc(), Correction.id)
    )
    rows = session.scalars(query.order_by(*order).offset((page - 1) * per_page).limit(per_page)).all()
    return Page(rows, page, per_page, total)


def count_by_state(session: Session, actor: Actor) -> dict[str, int]:
    """How many reports stand in each state."""
    rows = session.execute(
        select(Correction.state, func.count())
        .where(Correction.office_id.in_(actor.bodies(*DESK)))
        .group_by(Correction.state)
    )
    return {row[0]: row[1] for row in rows}
