"""The outbox: events wait here from the commit that made them until every subscriber has taken them.

Delivery is at least once and in order of arrival. Several workers may run: a row is claimed by one conditional UPDATE. A
handler that fails is tried again after 1, 2, 4 … seconds, at most `MAX_TRIES` times; then the row is a dead letter that an
administrator sees.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Index, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import clock
from app.core.db import Base, Database
from app.core.unit_of_work import unit_of_work

MAX_TRIES: Final = 12
CLAIM: Final = timedelta(seconds=60)
BATCH: Final = 100


class OutboxRow(Base):
    """One event and how far its delivery is."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_waiting", "delivered_at", "due_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]


# A handler takes the payloads of consecutive events of one name, oldest first, and may be given one twice.
Handler = Callable[[Sequence[Mapping[str, Any]]], None]


def deliver_once(database: Database, handlers: Mapping[str, Sequence[Handler]]) -> int:
    """Claim one batch of due events and hand it over; the number of events taken from the outbox, delivered or not."""
    claimed = _claim(database)
    for group in _runs(claimed):
        _deliver(database, group, handlers.get(group[0].name, ()))
    return len(claimed)


def oldest_waiting_seconds(session: Session) -> float:
    """Age of the oldest event that still waits, in seconds; 0 if none does. Dead letters do not count."""
    waiting = select(func.min(OutboxRow.created_at)).where(
        OutboxRow.delivered_at.is_(None), OutboxRow.tries < MAX_TRIES
    )
    oldest = session.scalar(waiting)
    return max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0.0


def count_waiting(session: Session) -> int:
    """How many events wait; dead letters do not count."""
    waiting = select(func.count()).where(OutboxRow.delivered_at.is_(None), OutboxRow.tries < MAX_TRIES)
    return session.scalar(waiting) or 0


def _claim(database: Database) -> list[OutboxRow]:
    now = clock.now()
    due = (
        select(OutboxRow.id)
        .where(OutboxRow.delivered_at.is_(None), OutboxRow.due_at <= now, OutboxRow.tries < MAX_TRIES)
        .order_by(OutboxRow.id)
        .limit(BATCH)
    )
    with database.read() as reader:
        if not reader.scalars(due.limit(1)).first():  # an idle worker takes no write lock
            return []
    with unit_of_work(database) as session:
        ids = session.scalars(due.with_for_update(skip_locked=True)).all()
        if ids:
            claim = update(OutboxRow).where(OutboxRow.id.in_(ids)).values(due_at=now + CLAIM)
            session.execute(claim)
        return list(session.scalars(select(OutboxRow).where(OutboxRow.id.in_(ids)).order_by(OutboxRow.id)))


def _runs(rows: Sequence[OutboxRow]) -> list[list[OutboxRow]]:
    """Consecutive rows of one name together, so that an index commits once for many events."""
    runs: list[list[OutboxRow]] = []
    for row in rows:
        if runs and runs[-1][0].name == row.name:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _deliver(database: Database, rows: Sequence[OutboxRow], handlers: Sequence[Handler]) -> None:
    failure: str | None = None
    try:
        for handler in handlers:
            handler([row.payload for row in rows])
    except Exception as error:  # noqa: BLE001 - whatever a handler raises, the event waits and the next ones go on
        failure = f"{type(error).__name__}: {error}"[:500]
    ids = [row.id for row in rows]
    with unit_of_work(database) as session:
        if failure is None:
            session.execute(update(OutboxRow).where(OutboxRow.id.in_(ids)).values(delivered_at=clock.now(), error=None))
            return
        for row in rows:
            wait = timedelta(seconds=min(2**row.tries, 3600))
            values = {"tries": row.tries + 1, "error": failure, "due_at": clock.now() + wait}
            session.execute(update(OutboxRow).where(OutboxRow.id == row.id).values(values))
