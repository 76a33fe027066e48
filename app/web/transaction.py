"""What a view needs from the database, declared on it: `@reads` or `@writes`. The session is the view's first argument."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from flask import current_app, g
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.unit_of_work import unit_of_work

P = ParamSpec("P")
R = TypeVar("R")


def database() -> Database:
    """The database of the running app."""
    found: Database = current_app.extensions["database"]
    return found


def reads(view: Callable[Concatenate[Session, P], R]) -> Callable[P, R]:
    """Give the view a reading session; nothing it does there is kept."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with database().read() as session:
            g.session = session
            return view(session, *args, **kwargs)

    return wrapper


def writes(view: Callable[Concatenate[Session, P], R]) -> Callable[P, R]:
    """Give the view a writing session; committed when the view returns, rolled back when it raises."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with unit_of_work(database()) as session:
            g.session = session
            return view(session, *args, **kwargs)

    return wrapper
