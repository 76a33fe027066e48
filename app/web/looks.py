"""What must be noted of a look (session last seen, read marks, words not found, counts): a short transaction of its own.

It may fail: the page is shown all the same, and never waits long for others who write. The tables that looks write are the
only ones that a GET ever changes.
"""

from collections.abc import Callable

import structlog
from flask import g
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.core.unit_of_work import unit_of_work
from app.web.transaction import database

log = structlog.get_logger("web")


def note_look(write: Callable[[Session], None]) -> None:
    """Run `write` in its own transaction; a failure is logged and nothing else."""
    try:
        with unit_of_work(database(), is_look=True) as session:
            write(session)
    except SQLAlchemyError as error:
        log.warning("look not noted", request_id=g.get("request_id"), error=type(error).__name__)
