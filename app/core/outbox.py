"""The outbox: events wait here from the commit that made them until every subscriber has taken them.

Delivery is at least once and in order of arrival. Several workers may run: a row is claimed by one conditional UPDATE. A
handler that fails is tried again after 1, 2, 4 … seconds, at most `MAX_TRIES` times; then the row is a dead letter that an
administrator sees and may revive.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
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


class SomeFailed(Exception):
    """What a handler raises when it failed with some of its payloads only: their numbers, each with its reason."""

    def __init__(self, failures: Mapping[int, str]) -> None:
        super().__init__(f"{len(failures)} failed")
        self.failures = failures


def deliver_once(
    database: Database,
    handlers: Mapping[str, Sequence[Handler]],
    *,
    only: Collection[str] | None = None,
    but: Collection[str] = (),
) -> int:
    """Claim one batch of due events and hand it over; the number of events taken from the outbox, delivered or not.

    `only` these names, or all `but` those: what waits for other machines has a lane of its own, so that nothing waits behind it.
    """
    claimed = _claim(database, only, but)
    for group in _runs(claimed):
        _deliver(database, group, handlers.get(group[0].name, ()))
    return len(claimed)


def oldest_waiting_seconds(session: Session) -> float:
    """For how many seconds the event that is due longest has waited; 0 if none is due.

    Dead letters do not count, nor what waits on purpose: a mail that is tried again in an hour says nothing of the worker.
    """
    now = clock.now()
    due = select(func.min(OutboxRow.due_at)).where(
        OutboxRow.delivered_at.is_(None), OutboxRow.tries < MAX_TRIES, OutboxRow.due_at <= now
    )
    oldest = session.scalar(due)
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0


def count_waiting(session: Session) -> int:
    """How many events wait; dead letters do not count."""
    waiting = select(func.count()).where(OutboxRow.delivered_at.is_(None), OutboxRow.tries < MAX_TRIES)
    return session.scalar(waiting) or 0


def list_dead(session: Session, limit: int) -> list[OutboxRow]:
    """Events that were given up, newest first."""
    dead = select(OutboxRow).where(OutboxRow.delivered_at.is_(None), OutboxRow.tries >= MAX_TRIES)
    return list(session.scalars(dead.order_by(OutboxRow.id.desc()).limit(limit)))


def revive(session: Session, event_id: int) -> str | None:
    """Deliver an event again that was given up; its name, or None if it is not a dead letter (any more)."""
    here = (OutboxRow.id == event_id, OutboxRow.delivered_at.is_(None), OutboxRow.tries >= MAX_TRIES)
    again = {"tries": 0, "error": None, "due_at": clock.now()}
    return session.scalar(update(OutboxRow).where(*here).values(again).returning(OutboxRow.name))


def _claim(database: Database, only: Collection[str] | None, but: Collection[str]) -> list[OutboxRow]:
    now = clock.now()
    due = (
        select(OutboxRow.id)
        .where(OutboxRow.delivered_at.is_(None), OutboxRow.due_at <= now, OutboxRow.tries < MAX_TRIES)
        .order_by(OutboxRow.id)
        .limit(BATCH)
    )
    if only is not None:
        due = due.where(OutboxRow.name.in_(only))
    if but:
        due = due.where(OutboxRow.name.not_in(but))
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
    failures: dict[int, str] = {}
    for handler in handlers:
        failures |= _failures(handler, [row.payload for row in rows])
    done = [row.id for number, row in enumerate(rows) if number not in failures]
    with unit_of_work(database) as session:
        delivered = {"delivered_at": clock.now(), "error": None}
        session.execute(update(OutboxRow).where(OutboxRow.id.in_(done)).values(delivered))
        for number, reason in failures.items():
            row = rows[number]
            wait = timedelta(seconds=min(2**row.tries, 3600))
            values = {"tries": row.tries + 1, "error": reason[:500], "due_at": clock.now() + wait}
            session.execute(update(OutboxRow).where(OutboxRow.id == row.id).values(values))


def _failures(handler: Handler, payloads: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Which payloads the handler failed with, and why."""
    try:
        handler(payloads)
    except SomeFailed as some:
        return dict(some.failures)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises, the event waits and the next ones go on
        return dict.fromkeys(range(len(payloads)), f"{type(error).__name__}: {error}")
    return {}
