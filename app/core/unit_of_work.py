"""The one place that commits. State, audit and event go in together or not at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.orm import Session

from app.core.db import Database

_LAST: Final = "before_commit"


def before_commit(session: Session, name: str, step: Callable[[Session], None]) -> None:
    """Run `step` once at the end of the unit of work, just before its commit; a second one of the same name is dropped."""
    session.info.setdefault(_LAST, {}).setdefault(name, step)


@contextmanager
def unit_of_work(database: Database, *, is_look: bool = False) -> Iterator[Session]:
    """A writing session: committed at the end of the block, rolled back if the block raises.

    `is_look`: it may fail rather than wait for others (`web.looks`).
    """
    with database.writer(is_look=is_look) as session:
        try:
            yield session
            session.flush()
            for step in session.info.pop(_LAST, {}).values():
                step(session)
            session.commit()
        except BaseException:
            session.rollback()
            raise
