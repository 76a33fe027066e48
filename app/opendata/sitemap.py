"""The site map as XML, piece by piece: an index, one part for the fixed pages, and parts of at most `PART` addresses a kind.

The protocol (sitemaps.org) allows 50,000 addresses a file; smaller parts are quicker to make and to read.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import escape

from sqlalchemy.orm import Session

from app.core.actor import VISITOR
from app.core.errors import NotFound
from app.core.kinds import Kind, PublicRecord
from app.opendata import records

PART: Final = 10_000
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
# Pages that are not a record's; those that this site has stand in the map.
FIXED: Final = ("/", "/about", "/stats", "/diagnosis", "/portfolio/", "/api/", "/accessibility", "/privacy", "/help/")
ROBOTS: Final = """\
User-agent: *
Disallow: /search
Disallow: /match
Disallow: /api/v1/
Disallow: /login
Disallow: /dashboard
Disallow: /account/
Disallow: /admin/

Sitemap: {base}/sitemap.xml
"""


def count_parts(session: Session, kind: Kind) -> int:
    """How many parts a kind has; none if it has no public record."""
    return -(-kind.count(session, VISITOR) // PART)


def index(base: str, parts: Iterable[tuple[str, datetime | None]]) -> Iterator[str]:
    """The index: path and last change of each part."""
    yield f"{_HEAD}<sitemapindex {_NAMESPACE}>\n"
    for path, changed_at in parts:
        yield f"<sitemap>{_location(base, path)}{_last_change(changed_at)}</sitemap>\n"
    yield "</sitemapindex>\n"


def addresses(base: str, pages: Iterable[tuple[str, datetime | None]]) -> Iterator[str]:
    """One part: path and last change of each page."""
    yield f"{_HEAD}<urlset {_NAMESPACE}>\n"
    for path, changed_at in pages:
        yield f"<url>{_location(base, path)}{_last_change(changed_at)}</url>\n"
    yield "</urlset>\n"


def part_of_kind(session: Session, kind: Kind, number: int) -> Iterator[tuple[str, datetime | None]]:
    """The pages of one part of a kind, counted from 1."""
    ids = kind.visible(VISITOR).offset((number - 1) * PART).limit(PART)
    for some in session.scalars(ids.execution_options(yield_per=records.BATCH)).partitions(records.BATCH):
        shown: Sequence[PublicRecord] = kind.records(session, some)
        yield from ((record.url, records.changed_at(record)) for record in shown)
        session.expunge_all()


def check_part(session: Session, kind: Kind, number: int) -> None:
    """NotFound unless the kind has a part of this number."""
    if not 1 <= number <= count_parts(session, kind):
        raise NotFound("サイトマップにこの部分はありません。")


def _location(base: str, path: str) -> str:
    return f"<loc>{escape(base + quote(path))}</loc>"


def _last_change(changed_at: datetime | None) -> str:
    return f"<lastmod>{changed_at.isoformat(timespec='seconds')}</lastmod>" if changed_at else ""
