"""Reads of the chain, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.core.clock import JAPAN
from app.core.paging import Page


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """How the list is narrowed. Days are Japan's, both ends included."""

    actor_id: str = ""
    action: str = ""  # whole, or the part before the point: "claim"
    subject_id: str = ""
    body_id: str = ""
    since_on: date | None = None
    until_on: date | None = None


def list_entries(session: Session, wanted: AuditFilter, page: int, per_page: int) -> Page[AuditEntry]:
    """One page of the chain, newest first."""
    query = _narrowed(wanted)
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = session.scalars(query.offset((page - 1) * per_page).limit(per_page)).all()
    return Page(rows, page, per_page, total)


def stream_entries(session: Session, wanted: AuditFilter) -> Iterator[AuditEntry]:
    """All of them, newest first, for an export."""
    yield from session.scalars(_narrowed(wanted).execution_options(yield_per=1_000))


def list_actions(session: Session) -> list[str]:
    """Every action that stands in the chain, for the filter."""
    return list(session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action).limit(500)))


def _narrowed(wanted: AuditFilter) -> Select[AuditEntry]:
    query = select(AuditEntry).order_by(AuditEntry.seq.desc())
    for column, value in (
        (AuditEntry.actor_id, wanted.actor_id),
        (AuditEntry.subject_id, wanted.subject_id),
        (AuditEntry.body_id, wanted.body_id),
    ):
        if value:
            query = query.where(column == value)
    if wanted.action:
        whole = AuditEntry.action == wanted.action
        query = query.where(whole | AuditEntry.action.startswith(f"{wanted.action}.", autoescape=True))
    if wanted.since_on:
        query = query.where(AuditEntry.at >= _midnight(wanted.since_on))
    if wanted.until_on:
        query = query.where(AuditEntry.at < _midnight(wanted.until_on + timedelta(days=1)))
    return query


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), JAPAN)
