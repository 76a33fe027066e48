"""What a view needs from the database, declared on it: `@reads` or `@writes`. The session is the view's first argument.

A writing view commits only if its answer is a success: a form that comes back with errors (422) or a refusal changes nothing.
A form that carries a `once` key counts once, however often it is sent: the second answer is the first one's address. What is
slow (files, pictures, passwords) happens in the view before it opens `writing()` by itself.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar

from flask import Response, current_app, g, make_response, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.once import earlier_answer, keep_answer
from app.core.unit_of_work import unit_of_work

P = ParamSpec("P")
R = TypeVar("R")
ONCE: Final = "once"
_LONGEST_KEY: Final = 64


class _Kept(Exception):
    """Ends a unit of work that must not be kept, carrying the answer."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer


def database() -> Database:
    """The database of the running app."""
    found: Database = current_app.extensions["database"]
    return found


@contextmanager
def reading() -> Iterator[Session]:
    """A reading session; nothing done in it is kept."""
    with database().read() as session:
        g.session = session
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """A writing session of this request: committed at the end, rolled back if the block raises."""
    try:
        with unit_of_work(database()) as session:
            session.info["request_id"] = g.get("request_id", "-")
            g.session = session
            g.is_writing = True
            yield session
    finally:
        g.is_writing = False


def reads(view: Callable[Concatenate[Session, P], R]) -> Callable[P, R]:
    """Give the view a reading session; nothing it does there is kept."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with reading() as session:
            return view(session, *args, **kwargs)

    return wrapper


def kept(answer: ResponseReturnValue) -> Response:
    """Mark an answer of `@writes` that is a refusal and whose changes are kept all the same: the draft that was saved before
    its submission was refused."""
    response = make_response(answer)
    g.is_kept = True
    return response


def writes(view: Callable[Concatenate[Session, P], ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Give the view a writing session; committed if its answer is below 400 or marked `kept`, else rolled back."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        key = _once_key()  # reads the whole body before anything is locked
        try:
            with writing() as session:
                if key and (location := earlier_answer(session, key)) is not None:
                    return redirect(location, 303)
                answer = make_response(view(session, *args, **kwargs))
                if answer.status_code >= 400 and not g.pop("is_kept", False):
                    raise _Kept(answer)
                if key:
                    keep_answer(session, key, answer.headers.get("Location") or request.path)
        except _Kept as kept:
            answer = kept.answer
        _do_afterwards()
        return answer

    return wrapper


def when_written(step: Callable[[], None]) -> None:
    """Run `step` now, or, while this request holds the write lock, right after its transaction has ended."""
    if g.get("is_writing"):
        g.setdefault("afterwards", []).append(step)
    else:
        step()


def _do_afterwards() -> None:
    for step in g.pop("afterwards", []):
        step()


def _once_key() -> str | None:
    given = request.form.get(ONCE, "")
    if not given or len(given) > _LONGEST_KEY:
        return None
    who = current_user.id if current_user.is_authenticated else ""
    return hashlib.sha256(f"{who}\n{request.path}\n{given}".encode()).hexdigest()
