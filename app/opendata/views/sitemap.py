"""`/sitemap.xml` with its parts, and `/robots.txt`."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from flask import Response, current_app
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.kinds import Kind
from app.opendata import records
from app.opendata import sitemap as maps
from app.opendata.views.answers import digest, keepable, stream
from app.opendata.views.blueprint import blueprint, kinds, site
from app.web.access import public
from app.web.transaction import database, reads

XML: Final = "application/xml"
_PAGES: Final = "/sitemap-pages.xml"
_AGE: Final = 3600  # seconds
Page = tuple[str, datetime | None]


@blueprint.get("/sitemap.xml")
@public
@reads
def sitemap_index(session: Session) -> Response:
    """The index of all parts."""
    parts: list[Page] = [(_PAGES, None)]
    for kind in kinds():
        changed_at = records.freshness(session, kind).changed_at
        count = maps.count_parts(session, kind)
        parts += [(f"/sitemap-{kind.plural}-{number}.xml", changed_at) for number in range(1, count + 1)]
    return _kept(maps.index(site().base_url, parts), digest(parts))


@blueprint.get(_PAGES)
@public
def sitemap_pages() -> Response:
    """The pages that are not a record's, and each kind's list."""
    known = {rule.rule for rule in current_app.url_map.iter_rules()}
    paths = [*maps.FIXED, *(f"/{kind.plural}/" for kind in kinds())]
    pages: list[Page] = [(path, None) for path in paths if path in known]
    return _kept(maps.addresses(site().base_url, pages), digest(pages))


@blueprint.get("/sitemap-<string:plural>-<int:number>.xml")
@public
@reads
def sitemap_part(session: Session, plural: str, number: int) -> Response:
    """The pages of one part of a kind."""
    kind = records.find_kind(kinds(), plural)
    maps.check_part(session, kind, number)
    fresh = records.freshness(session, kind)
    pieces = maps.addresses(site().base_url, _pages(database(), kind, number))
    return _kept(pieces, digest(plural, number, fresh), fresh.changed_at)


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """What crawlers may read; results of searches are theirs to make, not to crawl."""
    text = maps.ROBOTS.format(base=site().base_url)
    return keepable(Response(text, mimetype="text/plain"), digest(text))


def _pages(source: Database, kind: Kind, number: int) -> Iterator[Page]:
    """The part's pages; opens its own session, because the view's is closed when the sending begins."""
    with source.read() as session:
        yield from maps.part_of_kind(session, kind, number)


def _kept(pieces: Iterator[str], etag: str, changed_at: datetime | None = None) -> Response:
    response = keepable(stream(pieces, XML), etag, weak=True, changed_at=changed_at)
    response.headers["Cache-Control"] = f"public, max-age={_AGE}"
    return response
