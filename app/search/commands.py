"""`flask search …`: rebuild, check, status, query."""

import json
import sys
from typing import Any, cast

import click
from flask import current_app
from flask.cli import AppGroup

from app.core.db import Database
from app.core.errors import Refusal
from app.search.engine import IndexUnavailable
from app.search.indexing import RebuildFailed
from app.search.parameters import SearchRequest
from app.search.results import Result
from app.search.service import SearchService

search_group = AppGroup("search", help="The search index.")


def _service() -> SearchService:
    return cast(SearchService, current_app.extensions["search"])


def _database() -> Database:
    return cast(Database, current_app.extensions["database"])


def _fail(error: Exception) -> None:
    click.echo(str(error), err=True)
    sys.exit(1)


@search_group.command("rebuild")
def rebuild() -> None:
    """Build the index anew beside the live one, then switch."""

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done:,} of {total:,} documents", nl=False, err=True)

    try:
        with _database().read() as session:
            count = _service().rebuild(session, progress)
    except (Refusal, RebuildFailed, IndexUnavailable) as error:
        _fail(error)
    else:
        click.echo(f"{count:,} documents indexed")


@search_group.command("check")
@click.option("--repair", is_flag=True, help="Mend what differs.")
def check(repair: bool) -> None:
    """Compare index and database; exit status 1 if they differ and were not mended."""
    try:
        with _database().read() as session:
            report = _service().check(session, repair=repair)
    except IndexUnavailable as error:
        _fail(error)
        return
    counts = f"{len(report.missing):,} missing, {len(report.stale):,} stale, {len(report.surplus):,} surplus"
    click.echo(f"{report.documents:,} documents, {counts}" + (", mended" if repair and not report.is_equal else ""))
    if not report.is_equal and not repair:
        _fail(RebuildFailed("the index differs from the database; run: flask search check --repair"))


@search_group.command("status")
def status() -> None:
    """Say what the index is and whether it needs a rebuild; exit status 1 if it does."""
    found = _service().status()
    engine = found.engine
    click.echo(f"{engine.engine}: {engine.documents:,} documents, generation {engine.generation or '-'}")
    click.echo(f"analyser {engine.analyser}, built {engine.built_at or '-'}")
    if not found.has_dictionary:
        click.echo("Sudachi is not installed: bigrams only")
    if found.needs_rebuild:
        _fail(IndexUnavailable(f"needs a rebuild: {engine.problem}"))


@search_group.command("query")
@click.argument("text")
@click.option("--type", "types", multiple=True, help="Only this kind; repeatable.")
@click.option("--limit", default=10, type=click.IntRange(1, 100), show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def query(text: str, types: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Search from the command line, as the page does."""
    request = SearchRequest(q=text, facets={"type": types} if types else {}, per_page=limit)
    with _database().read() as session:
        response = _service().search(session, request)
    if response.has_failed:
        _fail(IndexUnavailable("no index to search; run: flask search rebuild"))
    if as_json:
        body = {"query": text, "total": response.total, "results": [_record(r) for r in response.results]}
        click.echo(json.dumps(body, ensure_ascii=False))
        return
    click.echo(f"{response.total:,} found in {response.took_ms:.1f} ms")
    for result in response.results:
        reasons = "・".join(reason.text.ja for reason in result.reasons)
        click.echo(f"{result.score:10.2f}  {result.type}  {result.document.title}  {reasons}")


def _record(result: Result) -> dict[str, Any]:
    document = result.document
    return {
        "type": document.kind,
        "id": document.id,
        "code": document.code,
        "title": document.title,
        "url": document.url,
        "score": result.score,
        "reasons": [{"kind": reason.kind, "text": reason.text.ja} for reason in result.reasons],
    }
