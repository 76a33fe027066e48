"""What is done once a day: which chore was done on which day. The list of chores is the roof's (`app/chores.py`)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import clock
from app.core.db import Base, Database, insert_ignoring
from app.core.unit_of_work import unit_of_work

FROM_HOUR: Final = 3  # Japan's time: when the site is quiet


class ChoreRun(Base):
    """One chore on one day."""

    __tablename__ = "chore_runs"

    name: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    done_at: Mapped[datetime]
    count: Mapped[int] = mapped_column(default=0)  # how many things it did


@dataclass(frozen=True, slots=True)
class Chore:
    """One daily piece of tidying. `run` does it in one short transaction and says how many things it did.

    `sweep`, if there is one, runs after the commit: what is no row (files) goes there. `from_hour`: not earlier in the day.
    """

    name: str
    run: Callable[[Session], int]
    sweep: Callable[[], int] | None = None
    from_hour: int = FROM_HOUR


class _DryRun(Exception):
    """Carries nothing: ends a transaction that must not be kept."""


def is_due(session: Session, chore: Chore) -> bool:
    """Whether it is time for the chore and nobody has done it today."""
    if clock.now().astimezone(clock.JAPAN).hour < chore.from_hour:
        return False
    return session.get(ChoreRun, (chore.name, clock.today())) is None


def do_chore(database: Database, chore: Chore, *, again: bool = False, dry_run: bool = False) -> int | None:
    """Do it and note the day; how many things it did, None if another worker has done it today (unless `again`).

    A dry run says the count and keeps nothing; files stay too.
    """
    done = 0
    try:
        with unit_of_work(database) as session:
            if not _note(session, chore) and not again:
                return None
            done = chore.run(session)
            here = (ChoreRun.name == chore.name, ChoreRun.day == clock.today())
            session.execute(update(ChoreRun).where(*here).values(count=done, done_at=clock.now()))
            if dry_run:
                raise _DryRun
    except _DryRun:
        return done
    return done + (chore.sweep() if chore.sweep else 0)


def _note(session: Session, chore: Chore) -> bool:
    """Write down that it is being done; False if it was done today. Two at once: the second waits for the first's commit."""
    mark, day = clock.now(), clock.today()
    if session.get(ChoreRun, (chore.name, day)) is not None:
        return False
    insert_ignoring(session, ChoreRun, [{"name": chore.name, "day": day, "done_at": mark, "count": 0}])
    kept = session.scalar(select(ChoreRun.done_at).where(ChoreRun.name == chore.name, ChoreRun.day == day))
    return kept == mark
