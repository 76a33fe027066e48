"""Whole kinds as files, streamed from the database, and the dictionaries of their columns."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from flask import Response
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.kinds import Kind, PublicRecord
from app.opendata import records, tables
from app.opendata.views.answers import digest, keepable, stream
from app.opendata.views.blueprint import blueprint, kinds
from app.opendata.views.records import selection
from app.web.access import public
from app.web.limits import searching
from app.web.transaction import database, reads

CSV: Final = "text/csv"
JSON_LINES: Final = "application/x-ndjson"
Writer = Callable[[Iterable[Sequence[PublicRecord]]], Iterator[str]]


@blueprint.get("/api/v1/downloads/<string:plural>.csv")
@public
@searching
@reads
def download_csv(session: Session, plural: str) -> Response:
    """All public records of a kind as CSV."""
    kind = records.find_kind(kinds(), plural)
    return _download(session, kind, lambda batches: tables.csv_lines(kind.schema, batches), CSV, f"{plural}.csv")


@blueprint.get("/api/v1/downloads/<string:plural>.jsonl")
@public
@searching
@reads
def download_json_lines(session: Session, plural: str) -> Response:
    """All public records of a kind, one JSON object a line."""
    kind = records.find_kind(kinds(), plural)
    return _download(session, kind, tables.json_lines, JSON_LINES, f"{plural}.jsonl")


@blueprint.get("/api/v1/downloads/<string:plural>.dictionary.csv")
@public
@searching
def download_dictionary(plural: str) -> Response:
    """What each column of a kind's table means."""
    text = tables.dictionary(records.find_kind(kinds(), plural).schema)
    return keepable(Response(text, mimetype=CSV), digest(text))


def _download(session: Session, kind: Kind, write: Writer, mimetype: str, filename: str) -> Response:
    """The file as a stream; its ETag says what it would hold, so that nothing is read for a client that has it."""
    wanted, fresh = selection(), records.freshness(session, kind)
    pieces = _pieces(database(), kind, wanted, write)
    etag = digest(filename, wanted, fresh, tables.dictionary(kind.schema))
    return keepable(stream(pieces, mimetype, filename), etag, weak=True, changed_at=fresh.changed_at)


def _pieces(source: Database, kind: Kind, wanted: records.Selection, write: Writer) -> Iterator[str]:
    """The file's text; opens its own session, because the view's is closed when the sending begins."""
    with source.read() as session:
        yield from write(records.batches(session, kind, wanted))
