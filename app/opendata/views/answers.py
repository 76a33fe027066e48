"""Answers that a client may keep: ETag, Last-Modified and 304, for whole bodies and for streams."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Final

from flask import Response, request
from pydantic import BaseModel

JSON: Final = "application/json"


class Stream(Response):
    """A body that is made while it is sent; nothing may gather it up to measure it."""

    implicit_sequence_conversion: ClassVar[bool] = False  # type: ignore[misc]  # werkzeug declares a plain class attribute


def answer(shown: BaseModel, *, changed_at: datetime | None = None, is_one_record: bool = False) -> Response:
    """`shown` as JSON with its ETag; see `keepable` for the rest."""
    body = shown.model_dump_json()
    return keepable(Response(body, mimetype=JSON), digest(body), changed_at=changed_at, is_one_record=is_one_record)


def digest(*parts: object) -> str:
    """A short fingerprint of what an answer is made of."""
    text = "\x1f".join(map(str, parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def keepable(
    response: Response,
    etag: str,
    *,
    weak: bool = False,
    changed_at: datetime | None = None,
    is_one_record: bool = False,
) -> Response:
    """`response` with ETag and Last-Modified, or 304 if the client has it.

    A list is compared by its ETag only: a row that leaves it makes no later date.
    """
    response.set_etag(etag, weak=weak)
    if changed_at and is_one_record:
        response.last_modified = changed_at
    response.make_conditional(request)
    if changed_at:
        response.last_modified = changed_at
    return response


def stream(pieces: Iterator[str], mimetype: str, filename: str | None = None) -> Response:
    """An answer made piece by piece; with a file name it is offered for saving."""
    response = Stream(pieces, mimetype=mimetype)
    if filename:
        response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
