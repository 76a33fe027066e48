"""Days as Japan writes them: eras (和暦) both ways, and the forms of a date in files and forms.

Everything here takes and gives `date`: Japan's calendar day. What "today" is, `core.clock` knows.
"""

import re
from datetime import date
from typing import Final

from app.core.text import nfkc, plain_hyphens

# First day, name, letter (元号を改める政令; 明治 from the edict of the first year, in today's calendar), newest first.
_ERAS: Final = (
    (date(2019, 5, 1), "令和", "R"),
    (date(1989, 1, 8), "平成", "H"),
    (date(1926, 12, 25), "昭和", "S"),
    (date(1912, 7, 30), "大正", "T"),
    (date(1868, 1, 25), "明治", "M"),
)
FIRST_DAY: Final = _ERAS[-1][0]

_WEEKDAYS: Final = "月火水木金土日"

_AFTER: Final = r" ?(?:\([月火水木金土日](?:曜日?)?\)|[月火水木金土日]曜日?)?"
_MARKED: Final = r"(?P<year>\d{1,4}|元) ?(?:年|[./-]) ?(?P<month>\d{1,2}) ?(?:月|[./-]) ?(?P<day>\d{1,2}) ?日?"
_WITH_ERA: Final = re.compile(rf"(?P<era>明治|大正|昭和|平成|令和|[MTSHR明大昭平令])[. ]?{_MARKED}{_AFTER}")
_WESTERN: Final = re.compile(rf"(?:西暦)?(?=\d{{4}}){_MARKED}{_AFTER}")
_EIGHT_DIGITS: Final = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")


class NotADate(ValueError):
    """The text is not a day of the calendar; the message says why, in English, for logs and row reports."""


def era_year(day: date) -> str:
    """令和8 for a day of 2026, 令和元 for the first year of an era. NotADate before 25 January 1868."""
    for first_day, name, _letter in _ERAS:
        if day >= first_day:
            year = day.year - first_day.year + 1
            return f"{name}{'元' if year == 1 else year}"
    raise NotADate(f"{day.isoformat()} is before the first day of 明治, {FIRST_DAY.isoformat()}")


def wareki(day: date, *, weekday: bool = False) -> str:
    """令和8年11月24日, with `weekday` 令和8年11月24日（火）; the first year is 元年. NotADate before 25 January 1868."""
    text = f"{era_year(day)}年{day.month}月{day.day}日"
    return f"{text}（{_WEEKDAYS[day.weekday()]}）" if weekday else text


def parse_date(text: str) -> date:
    """The day that a person or a file wrote: 令和８年４月１日, R8.4.1, 平成元年1月8日, 2026/11/30, 2026-11-30, 20261130.

    Any width; a weekday behind is passed over, not checked. NotADate if it is none of these, no day of the calendar, or
    outside its era (平成31年5月1日): a wrong guess would move a deadline.
    """
    plain = plain_hyphens(nfkc(text)).upper()
    found = _WITH_ERA.fullmatch(plain) or _WESTERN.fullmatch(plain) or _EIGHT_DIGITS.fullmatch(plain)
    if found is None:
        raise NotADate(f"not the form of a date: {text!r}")
    era = found.groupdict().get("era")
    written = 1 if found["year"] == "元" else int(found["year"])
    if era is None:
        return _day(written, found, text)
    number = next(n for n, (_first, name, letter) in enumerate(_ERAS) if era in {name, name[0], letter})
    day = _day(_ERAS[number][0].year + written - 1, found, text)
    if written == 0 or day < _ERAS[number][0] or (number > 0 and day >= _ERAS[number - 1][0]):
        raise NotADate(f"not a day of the era {_ERAS[number][1]}: {text!r}")
    return day


def _day(year: int, found: re.Match[str], text: str) -> date:
    try:
        return date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        raise NotADate(f"no such day in the calendar: {text!r}") from None
