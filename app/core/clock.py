"""The only source of "now". Instants are aware and in UTC; days are Japan's.

`CLOCK` (development only) moves it: an ISO instant stops the clock there, `+30d`, `-2h`, `+15m` shift it.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

JAPAN: Final = ZoneInfo("Asia/Tokyo")
_SHIFT: Final = re.compile(r"([+-]\d+)([dhm])")
_UNITS: Final = {"d": "days", "h": "hours", "m": "minutes"}


class _Clock:
    """How far from the machine's time we are; set once when the process starts."""

    fixed: datetime | None = None
    shift: timedelta = timedelta(0)


def configure(setting: str | None) -> None:
    """Set the clock from the `CLOCK` setting; None or "" is the machine's own time. Raises ValueError on anything else."""
    _Clock.fixed, _Clock.shift = None, timedelta(0)
    if not setting:
        return
    if match := _SHIFT.fullmatch(setting):
        _Clock.shift = timedelta(**{_UNITS[match[2]]: int(match[1])})
        return
    instant = datetime.fromisoformat(setting)
    _Clock.fixed = instant if instant.tzinfo else instant.replace(tzinfo=JAPAN)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return (_Clock.fixed or datetime.now(UTC) + _Clock.shift).astimezone(UTC)


def today() -> date:
    """The present day in Japan."""
    return now().astimezone(JAPAN).date()
