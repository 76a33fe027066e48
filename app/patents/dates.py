"""Days as patent files write them: 2005/04/28, 2005-04-28, 20050428 and instants such as 2005-04-28T00:00:00+09:00.

A day is Japan's: an instant is moved to Japanese time before its day is taken.
"""

import re
from datetime import date, datetime
from typing import Final

from app.core.clock import JAPAN
from app.core.text import nfkc, plain_hyphens

_DAY: Final = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})")
_JAPANESE_DAY: Final = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
_INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_MIDNIGHT: Final = re.compile(r"([0-9/]{8,10}) 0{1,2}:00(?::00)?")
_EMPTY: Final = frozenset({"", "-", "--", "null"})
_YEARS: Final = range(1868, 2201)


def parse_day(text: str) -> date | None:
    """The day that `text` says; None where it is empty, "-" or gBizINFO's "Null". Raises ValueError on anything else."""
    plain = plain_hyphens(nfkc(text[:100]))
    if plain.lower() in _EMPTY:
        return None
    if _INSTANT.fullmatch(plain):
        return _within(_day_in_japan(plain))
    midnight = _MIDNIGHT.fullmatch(plain)
    plain = midnight[1] if midnight else plain
    if match := _JAPANESE_DAY.fullmatch(plain):
        return _within(date(int(match[1]), int(match[2]), int(match[3])))
    day = _DAY.fullmatch(plain)
    if day is None or (not day[2] and len(plain) != 8):
        raise ValueError(plain)
    return _within(date(int(day[1]), int(day[3]), int(day[4])))


def _day_in_japan(plain: str) -> date:
    instant = datetime.fromisoformat(plain)
    try:
        return instant.astimezone(JAPAN).date() if instant.tzinfo else instant.date()
    except OverflowError as overflow:
        raise ValueError(plain) from overflow


def _within(day: date) -> date:
    if day.year not in _YEARS:
        raise ValueError(day.isoformat())
    return day
