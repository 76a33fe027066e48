"""Days as Japanese offices count them: fiscal years and business days; eras (和暦) are `core.eras`.

Everything here takes and gives `date`: Japan's calendar day. What "today" is, `app.core.clock` knows.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import jpholiday

from app.core.eras import era_year

_YEAR_END: Final = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})


def fiscal_year(day: date) -> int:
    """The year in which the day's fiscal year (1 April to 31 March) begins."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_range(year: int) -> tuple[date, date]:
    """First and last day of a fiscal year, both part of it."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def fiscal_year_label(year: int) -> str:
    """令和8年度 for 2026. A year in which the era changed carries the era of its first of December (2019: 令和元年度)."""
    return f"{era_year(date(year, 12, 1))}年度"


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    """The national holidays of a year (国民の祝日に関する法律, substitute and in-between days included)."""
    return frozenset(day for day, _name in jpholiday.year_holidays(year))


def is_business_day(day: date) -> bool:
    """Whether offices are open: not a Saturday, Sunday or national holiday, nor 29 December to 3 January.

    The year's end is that of 行政機関の休日に関する法律 第1条; local offices set theirs by ordinance (地方自治法 第4条の2), as a rule alike.
    """
    return day.weekday() < 5 and (day.month, day.day) not in _YEAR_END and day not in _holidays(day.year)


def add_business_days(day: date, count: int) -> date:
    """The `count`-th business day after `day` (before it, if negative); for 0 the day itself or the next business day."""
    step = timedelta(days=1 if count >= 0 else -1)
    return _walk(day, abs(count), step) if count else _first(day, step, is_business_day)


def _walk(day: date, count: int, step: timedelta) -> date:
    for _ in range(count):
        day = _first(day + step, step, is_business_day)
    return day


def _first(day: date, step: timedelta, wanted: Callable[[date], bool]) -> date:
    while not wanted(day):
        day += step
    return day


def business_days_between(start: date, end: date) -> int:
    """Business days after `start` up to and with `end`; negative if `end` is earlier (then after `end` up to `start`)."""
    if end < start:
        return -business_days_between(end, start)
    return sum(is_business_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
