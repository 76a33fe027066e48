"""How much is searched and how often nothing is found, from counts a day. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.core import clock
from app.search.queries import DayFigures

DAYS: Final = 30
MONTHS: Final = 24


@dataclass(frozen=True, slots=True)
class Total:
    """Searches of a time that begins on `first`, and what came of them."""

    first: date
    searches: int
    widened: int
    nothing: int

    @property
    def nothing_percent(self) -> float | None:
        """The share that found nothing; None if nobody searched."""
        return round(100 * self.nothing / self.searches, 1) if self.searches else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The last 30 days together and one by one, and the months; newest first."""

    recent: Total
    days: Sequence[Total]
    months: Sequence[Total]

    @property
    def a_day(self) -> float:
        """Searches a day, on average of the last 30 days."""
        return round(self.recent.searches / DAYS, 1)


def figures_of(days: Sequence[DayFigures]) -> Figures:
    """The figures of days in any order; a day without searches is shown with zeros."""
    known = {day.day: day for day in days}
    shown = [clock.today() - timedelta(days=n) for n in range(DAYS)]
    recent = [known.get(day) or DayFigures(day, 0, 0, 0) for day in shown]
    months: dict[date, list[DayFigures]] = {}
    for day in sorted(days, key=lambda one: one.day, reverse=True):
        months.setdefault(day.day.replace(day=1), []).append(day)
    return Figures(
        _total(shown[-1], recent),
        [_total(one.day, [one]) for one in recent],
        [_total(first, found) for first, found in list(months.items())[:MONTHS]],
    )


def _total(first: date, days: Sequence[DayFigures]) -> Total:
    return Total(first, sum(d.searches for d in days), sum(d.widened for d in days), sum(d.nothing for d in days))
