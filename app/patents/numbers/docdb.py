"""Numbers that come in parts, as in the EPO's exchange documents: country, number, kind code."""

import re
from typing import Final

from app.patents.numbers.kinds import NumberKind
from app.patents.numbers.number import PatentNumber, build
from app.patents.numbers.reading import parse_number
from app.patents.numbers.years import is_plausible

_COUNTRY: Final = re.compile("[A-Z]{2}")
_UTILITY: Final = frozenset("UY")


def from_docdb(country: str, number: str, kind_code: str, *, application: bool = False) -> PatentNumber | None:
    """The number of DOCDB's or epodoc's parts ("JP", "2005533465", "A"); None for what we can't read (provisionals, PCT).

    epodoc's leading country inside `number` is taken off. Applications come as JP + year + six (DOCDB) or seven digits
    (epodoc), before 2000 in DOCDB as six digits and the year's last two (27835391 is 特願平3-278353).
    """
    country, number, code = country.strip().upper(), number.strip().upper(), kind_code.strip().upper()
    number = number.removeprefix(country)
    if not _COUNTRY.fullmatch(country) or len(number) > 20:
        return None
    if not application:
        return parse_number(f"{country}{number}{code}")
    if not (number.isascii() and number.isdigit()) or code[:1] in {"W", "P", "D"}:
        return None
    kind = NumberKind.UTILITY_APPLICATION if code[:1] in _UTILITY else NumberKind.APPLICATION
    return _application(country, kind, number)


def _application(country: str, kind: NumberKind, number: str) -> PatentNumber | None:
    has_year = (country == "JP" and len(number) in {10, 11}) or (country == "US" and len(number) in {11, 12})
    if has_year and is_plausible(int(number[:4])):
        return build(country, kind, int(number[:4]), int(number[4:]))
    if country == "JP":
        return build("JP", kind, 1900 + int(number[6:]), int(number[:6])) if len(number) == 8 else None
    return build(country, kind, None, int(number))
