"""Reads over kinds: a page of records, one record, all of them in batches, and how fresh a kind is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from sqlalchemy.orm import Session

from app.core.actor import VISITOR
from app.core.clock import JAPAN
from app.core.errors import InvalidRequest, NotFound
from app.core.kinds import Kind, KindRegister, PublicRecord
from app.core.paging import Page

BATCH: Final = 500
LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)
ID_PATTERN: Final = r"[0-9A-Za-z][0-9A-Za-z._~-]{0,63}"
_ID: Final = re.compile(ID_PATTERN)
_LOST_PLUS: Final = re.compile(r"(T[0-9:.]+) (\d\d:?\d\d)")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which of a kind's rows are wanted."""

    updated_since: datetime | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Freshness:
    """What changes whenever any of a kind's public rows does."""

    count: int
    changed_at: datetime | None


def find_kind(kinds: KindRegister, plural: str) -> Kind:
    """The kind of an address segment; NotFound if none is registered."""
    kind = kinds.find_by_plural(plural)
    if kind is None:
        raise NotFound("この種類のデータはありません。/api/ に一覧があります。")
    return kind


def parse_updated_since(text: str | None) -> datetime | None:
    """An ISO date (its midnight in Japan) or instant, in UTC; an instant without zone is Japan's. Refuses anything else."""
    if not text:
        return None
    try:
        return _in_utc(_instant(_LOST_PLUS.sub(r"\1+\2", text.upper())))
    except ValueError as error:
        raise InvalidRequest(
            "updated_sinceは2026-11-24のような日付か、時刻まで含むISO 8601の形で指定してください。"
        ) from error


def _instant(text: str) -> datetime:
    if not text.isascii():
        raise ValueError(text)
    if "T" not in text:
        return datetime.combine(date.fromisoformat(text), time(), JAPAN)
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=JAPAN)


def _in_utc(instant: datetime) -> datetime:
    """`instant` in UTC; the first and last days of the calendar, which have no UTC, as its ends."""
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        return _FIRST if instant.year == 1 else _LAST


def parse_closed(text: str | None) -> bool:
    """Whether closed firms are wanted: 1, else 0 or nothing. Refuses anything else."""
    if text not in (None, "", "0", "1"):
        raise InvalidRequest("closedは1か0で指定してください。")
    return text == "1"


def list_records(session: Session, kind: Kind, wanted: Selection, page: int, per_page: int) -> Page[PublicRecord]:
    """One page of what a visitor may see, in the kind's own order, or by time of change with `updated_since`."""
    total = kind.count(session, VISITOR, updated_since=wanted.updated_since, closed=wanted.closed)
    query = kind.visible(VISITOR, updated_since=wanted.updated_since, closed=wanted.closed)
    first = (page - 1) * per_page
    ids = session.scalars(query.offset(first).limit(per_page)).all() if first < total else []
    return Page(kind.records(session, ids), page, per_page, total)


def get_record(session: Session, kind: Kind, id_: str) -> PublicRecord:
    """The record of exactly this id; NotFound if the public may not see one."""
    found: Sequence[PublicRecord] = kind.records(session, [id_]) if _ID.fullmatch(id_) else []
    if not found:
        raise NotFound("この記録は見つかりません。公開が終わった可能性があります。")
    return found[0]


def batches(session: Session, kind: Kind, wanted: Selection) -> Iterator[Sequence[PublicRecord]]:
    """All records that a visitor may see, `BATCH` at a time; what was read before is forgotten, so memory stays flat."""
    query = kind.visible(VISITOR, updated_since=wanted.updated_since, closed=wanted.closed)
    for ids in session.scalars(query.execution_options(yield_per=BATCH)).partitions(BATCH):
        yield kind.records(session, ids)
        session.expunge_all()


def freshness(session: Session, kind: Kind) -> Freshness:
    """How many public rows there are, closed ones included, and when one last changed."""
    count = kind.count(session, VISITOR, updated_since=LONG_AGO)
    if not count:
        return Freshness(0, None)
    newest = session.scalars(kind.visible(VISITOR, updated_since=LONG_AGO).offset(count - 1).limit(1)).all()
    return Freshness(count, last_change(kind.records(session, newest)))


def changed_at(record: PublicRecord) -> datetime | None:
    """When a record last changed, if its kind says so in `updated_at`."""
    found = getattr(record, "updated_at", None)
    return found if isinstance(found, datetime) else None


def last_change(records: Sequence[PublicRecord]) -> datetime | None:
    """When one of `records` last changed."""
    return max((at for record in records if (at := changed_at(record))), default=None)
