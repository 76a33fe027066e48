"""Twins of the search page: the same results as an Atom feed (RFC 4287) and as a table for a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Final
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

from app.core import clock
from app.core.clock import JAPAN
from app.core.labels import Label
from app.core.sheets import safe_cell
from app.search.results import Result, SearchResponse

_TAGS: Final = re.compile(r"<[^>]+>")
_HEADER: Final = (
    Label("種類", "Type"),
    Label("番号", "Number"),
    Label("名前", "Title"),
    Label("市町村コード", "Municipality"),
    Label("業種", "Industry"),
    Label("内容", "Excerpt"),
    Label("理由", "Reasons"),
    Label("更新日", "Changed on"),
    Label("アドレス", "Address"),
)


def atom(found: SearchResponse, base_url: str, site_name: str, language: str) -> str:
    """A feed of the results; entries carry the day on which their record changed."""
    query = urlencode(found.request.arguments())
    address = f"{base_url}/search?{query}"
    updated = max((_instant(result) for result in found.results), default=clock.now())
    entries = "".join(_entry(result, base_url) for result in found.results)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">'
        f"<title>{escape(_plain(f'{site_name}：{found.query}' if found.query else site_name))}</title>"
        f"<id>{escape(address)}</id><link href={quoteattr(address)}/>"
        f'<link rel="self" href={quoteattr(f"{base_url}/search.atom?{query}")}/>'
        f"<updated>{updated.isoformat()}</updated><author><name>{escape(site_name)}</name></author>"
        f"{entries}</feed>\n"
    )


def _entry(result: Result, base_url: str) -> str:
    address = f"{base_url}{result.document.url}"
    return (
        f"<entry><title>{escape(_plain(result.document.title))}</title><id>{escape(address)}</id>"
        f"<link href={quoteattr(address)}/><updated>{_instant(result).isoformat()}</updated>"
        f"<summary>{escape(_plain(result.document.summary or _TAGS.sub('', result.snippet)))}</summary></entry>"
    )


def csv_rows(found: SearchResponse, base_url: str, language: str) -> Iterator[str]:
    """CSV with BOM and CRLF; a cell that a spreadsheet would run as a formula begins with an apostrophe."""
    yield "\ufeff" + _line([label.text(language) for label in _HEADER])
    for result in found.results:
        document = result.document
        yield _line(
            [
                document.kind,
                document.code or "",
                document.title,
                document.municipality or "",
                result.industry or "",
                _TAGS.sub("", str(result.snippet.unescape())),
                "／".join(reason.text.text(language) for reason in result.reasons),
                document.changed_on.isoformat() if document.changed_on else "",
                f"{base_url}{document.url}",
            ]
        )


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(map(safe_cell, cells))
    return line.getvalue()


def _instant(result: Result) -> datetime:
    day = result.document.changed_on
    return datetime.combine(day, time(), JAPAN).astimezone(UTC) if day else clock.now()


def _plain(text: str) -> str:
    """Without what XML 1.0 cannot hold."""
    return "".join(
        c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
