"""The one place that commits. State, audit and event go in together or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.core.db import Database


@contextmanager
def unit_of_work(database: Database) -> Iterator[Session]:
    """A writing session: committed at the end of the block, rolled back if the block raises."""
    with database.writer() as session:
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
