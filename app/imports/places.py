"""Places in a file: an address in one line taken apart, and a municipality by its code or name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.core.text import nfkc
from app.imports.cells import Cells
from app.reference.municipalities import (
    Municipality,
    find_municipality,
    find_municipality_by_name,
    get_prefecture,
    list_prefectures,
)

_ENDS: Final = re.compile("[市区町村]")
_LONGEST: Final = 14  # characters of a district and a municipality


@dataclass(frozen=True, slots=True)
class Location:
    """The parts of an address; codes are "" or None where the place is not known."""

    prefecture_code: str = ""
    prefecture_name: str = ""
    municipality_code: str | None = None
    city_name: str = ""
    street: str = ""


@lru_cache(maxsize=1)
def _prefectures() -> dict[str, str]:
    return {one.name: one.code for one in list_prefectures()}


def split_location(address: str, code: str | None = None) -> Location:
    """The parts of `address`; `code` is the municipality's (6 digits), if the file gives it."""
    by_code = find_municipality(code) if code else None
    prefecture = next((name for name in _prefectures() if address.startswith(name)), "")
    number = _prefectures().get(prefecture) or (by_code.prefecture_code if by_code else "")
    rest = address[len(prefecture) :].lstrip(" \u3000")
    city, found = _city(rest, number)
    municipality = by_code.code6 if by_code else found
    if not prefecture and number:
        prefecture = get_prefecture(number).name
    return Location(number, prefecture, municipality, city, rest[len(city) :].lstrip(" \u3000"))


def _city(rest: str, prefecture_code: str) -> tuple[str, str | None]:
    """The longest beginning of `rest` that is a municipality's name, with its district as written, and the code."""
    if not prefecture_code:
        return "", None
    for end in sorted((match.end() for match in _ENDS.finditer(rest[:_LONGEST])), reverse=True):
        found = find_municipality_by_name(rest[:end], prefecture_code)
        if found is not None:
            return rest[:end], found.code6
    return "", None


def find_place(cells: Cells, names: Sequence[str], *, is_official: bool = False) -> str | None:
    """The 6-digit code of the municipality in a cell: its code, whole or without check digit or leading zero, or its name.

    What was repaired is a note; what is no municipality an error. Official files have five digits by their layout, and may
    have codes of long ago that we do not know: a note.
    """
    name, text = cells.filled(names), nfkc(cells.line(names))
    if not text:
        return None
    found = find_municipality(text) or _by_name(text)
    if found is None:
        cells.report(name, text, "市区町村のコードか名前として読めません。", "note" if is_official else "error")
        return None
    if text.isdigit() and text != found.code6 and not (is_official and text == found.code5):
        reason = "先頭の0か検査数字が失われていたため" if len(text) < 6 else "合併した市町村のコードのため"
        cells.report(name, text, f"{reason}、{found.code6}（{found.name}）と読みました。", "note")
    return found.code6


def _by_name(text: str) -> Municipality | None:
    location = split_location(text)
    if location.municipality_code and not location.street:
        return find_municipality(location.municipality_code)
    return find_municipality_by_name(text)
