"""What the letters of accounts say, for tests: events still in the outbox, written as the worker would write them."""

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.notices import LETTERS
from app.core.db import Database
from app.core.letters import Letter
from app.core.outbox import OutboxRow
from app.core.unit_of_work import unit_of_work


def letters(database: Database, name: str | None = None) -> list[Letter]:
    """Write the letters of all events so far (of one name), oldest first; their events are gone from the outbox then."""
    found: list[Letter] = []
    with unit_of_work(database) as session:
        for row in session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all():
            if row.name in LETTERS and name in (None, row.name):
                found += list(LETTERS[row.name](session, row.payload))
                session.delete(row)
    return found


def link_of(written: Sequence[Letter]) -> str:
    """The link of the only letter."""
    assert len(written) == 1, written
    assert written[0].link
    return written[0].link


def count_events(database: Database, name: str) -> int:
    """How many events of this name wait."""
    with database.read() as session:
        return len(session.scalars(select(OutboxRow.id).where(OutboxRow.name == name)).all())
