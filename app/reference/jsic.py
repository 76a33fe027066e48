"""Industries of the Japan Standard Industrial Classification (日本標準産業分類), revision 14, and the way there from 13.

A code is written with its letter (E, E24, E244, E2446); digits are unique without it. Revision 14 is in force for statistics
from April 2024 (令和5年総務省告示第256号); files of other bodies still carry revision 13 (2014), so a record keeps its revision
and `from_rev13` leads to the codes of today. Between the two, digits were used again for other industries (5892 was milk, is
drinks now): never read a code of one revision in the other.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal

from app.core.text import fold, nfkc
from app.reference.tables import read_table

Level = Literal["major", "middle", "minor", "detail"]
CURRENT_REVISION: Final = 14

_LEVELS: Final[Mapping[int, Level]] = MappingProxyType({1: "major", 3: "middle", 4: "minor", 5: "detail"})
_SHAPE: Final = re.compile(r"([A-T])?-?(\d{2,4})?", re.ASCII)


class UnknownIndustry(LookupError):
    """The classification has no such code in this revision."""


@dataclass(frozen=True, slots=True)
class Industry:
    """One line of the classification; `parent` is None for a major group. Revision 13 has no English names here."""

    code: str
    level: Level
    name: str
    name_en: str
    parent: str | None
    revision: int


@lru_cache(maxsize=2)
def _industries(revision: int) -> Mapping[str, Industry]:
    result: dict[str, Industry] = {}
    for row in read_table(f"jsic{revision}"):
        code = row["code"]
        result[code] = Industry(
            code=code,
            level=_LEVELS[len(code)],
            name=row["name"],
            name_en=row.get("name_en", ""),
            parent={1: None, 3: code[:1]}.get(len(code), code[:-1]),
            revision=revision,
        )
    return MappingProxyType(result)


@lru_cache(maxsize=2)
def _by_digits(revision: int) -> Mapping[str, str]:
    return MappingProxyType({code[1:]: code for code in _industries(revision) if len(code) > 1})


@lru_cache(maxsize=2)
def _children(revision: int) -> Mapping[str, tuple[Industry, ...]]:
    result: dict[str, list[Industry]] = {}
    for industry in _industries(revision).values():
        result.setdefault(industry.parent or "", []).append(industry)
    return MappingProxyType({code: tuple(below) for code, below in result.items()})


def find_industry(code: str, revision: int = CURRENT_REVISION) -> Industry | None:
    """The industry for a code as people and files write it, else None.

    With or without its letter, any width, and with zeros for "the level above" as the official files have them: "E00",
    "E000" and "E0000" are E. Zeros without a letter say nothing. A letter that does not belong to the digits finds nothing.
    """
    shape = _SHAPE.fullmatch(nfkc(code).upper().replace(" ", ""))
    if shape is None:
        return None
    letter, digits = shape[1] or "", shape[2] or ""
    if not digits.strip("0"):
        return _industries(revision).get(letter)
    found = _by_digits(revision).get(digits, "")
    return _industries(revision)[found] if found and found.startswith(letter) else None


def find_industry_in_columns(
    major: str, middle: str, minor: str, detail: str, revision: int = CURRENT_REVISION
) -> Industry | None:
    """The industry of a row in four columns, where 00, 000, 0000 or nothing mean that the row stands for the level above."""
    digits = next((code for code in map(nfkc, (detail, minor, middle)) if code.strip("0")), "")
    return find_industry(nfkc(major) + digits, revision)


def get_industry(code: str, revision: int = CURRENT_REVISION) -> Industry:
    """As `find_industry`; UnknownIndustry if there is none."""
    found = find_industry(code, revision)
    if found is None:
        raise UnknownIndustry(code)
    return found


def list_by_name(text: str) -> tuple[Industry, ...]:
    """Industries of today whose name is `text` in either language; if there are none, those whose name has it in it.

    Of one and the same name the finest is taken. Nothing for less than two characters.
    """
    wanted = fold(text)
    if len(wanted) < 2:
        return ()
    named = [(fold(name), one) for one in _industries(CURRENT_REVISION).values() for name in (one.name, one.name_en)]
    exact = {name: one for name, one in named if name == wanted}
    found = exact or {fold(one.name): one for name, one in named if wanted in name}
    return tuple({one.code: one for one in found.values()}.values())


def list_industries(level: Level = "major", revision: int = CURRENT_REVISION) -> tuple[Industry, ...]:
    """All industries of a level in the order of the classification."""
    return tuple(industry for industry in _industries(revision).values() if industry.level == level)


def ancestors(code: str, revision: int = CURRENT_REVISION) -> tuple[Industry, ...]:
    """The groups above, the major group first; none for a major group. UnknownIndustry if there is no such code."""
    industry, above = get_industry(code, revision), []
    while industry.parent:
        industry = _industries(revision)[industry.parent]
        above.append(industry)
    return tuple(reversed(above))


def children(code: str, revision: int = CURRENT_REVISION) -> tuple[Industry, ...]:
    """The industries one level below; none for a detail. UnknownIndustry if there is no such code."""
    return _children(revision).get(get_industry(code, revision).code, ())


def label(code: str, language: str = "ja", revision: int = CURRENT_REVISION) -> str:
    """The name in `language` ("ja" or "en"), Japanese where no English is known. UnknownIndustry if there is no such code."""
    industry = get_industry(code, revision)
    return (industry.name_en if language == "en" else "") or industry.name


def from_rev13(code: str) -> tuple[str, ...]:
    """The codes of revision 14 for one of revision 13, the main one first; UnknownIndustry if revision 13 has no such code.

    In this order: the sourced table for splits and codes that went; the same code and name; the same name at the same level
    under another code (whole series moved up or down by one in 2024); else the code stayed and its name was reworded.
    """
    return _crosswalk()[get_industry(code, 13).code]


@lru_cache(maxsize=1)
def _crosswalk() -> Mapping[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for row in read_table("jsic_crosswalk"):
        table[row["rev13"]] = (*table.get(row["rev13"], ()), row["rev14"])
    moved = _by_level_and_name()
    result = {}
    for code, old in _industries(13).items():
        new = _industries(14).get(code)
        same_name = moved.get((old.level, code[0], fold(old.name)), ())
        if code in table:
            result[code] = table[code]
        elif new is None or (fold(new.name) != fold(old.name) and len(same_name) == 1):
            result[code] = same_name
        else:
            result[code] = (code,)
    return MappingProxyType(result)


def _by_level_and_name() -> Mapping[tuple[Level, str, str], tuple[str, ...]]:
    result: dict[tuple[Level, str, str], tuple[str, ...]] = {}
    for code, industry in _industries(14).items():
        key = industry.level, code[0], fold(industry.name)
        result[key] = (*result.get(key, ()), code)
    return MappingProxyType(result)
