"""Post codes of Ibaraki and their addresses: 2,868 lines of towns and 306 of large offices and boxes (Japan Post).

Post codes of other prefectures are not packaged: they find nothing, which is no proof that they do not exist.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from app.core.text import fold, nfkc, plain_hyphens
from app.reference.municipalities import Municipality, find_municipality, get_municipality, get_prefecture
from app.reference.tables import read_table

_POSTCODE: Final = re.compile(r"〒? ?(\d{3})[- ]?(\d{4})", re.ASCII)
_TOWN_PREFIX: Final = re.compile("^(?:大字|字)")


@dataclass(frozen=True, slots=True)
class PostalArea:
    """What a post code stands for: a town, the rest of a municipality (`town` empty), or one office with its street.

    `town_kana` is katakana (none for offices); `note` narrows a town down (その他, 1901、1909−16).
    """

    postcode: str
    municipality: Municipality
    town: str
    town_kana: str = ""
    note: str = ""
    office: str = ""
    street: str = ""

    @property
    def address(self) -> str:
        """Prefecture, municipality, town and street, without the district: 茨城県水戸市三の丸."""
        prefecture = get_prefecture(self.municipality.prefecture_code)
        return f"{prefecture.name}{self.municipality.name}{self.town}{self.street}"


def normalise_postcode(text: str) -> str | None:
    """Seven ASCII digits for "310-0011", "〒３１０ー００１１" or "3100011"; None if it has not the form of a post code."""
    found = _POSTCODE.fullmatch(plain_hyphens(nfkc(text)))
    return found[1] + found[2] if found else None


def _municipality(code5: str) -> Municipality:
    found = find_municipality(code5)
    if found is None:  # the packaged tables agree with each other; a test holds them to it
        raise LookupError(code5)
    return found


def _read() -> Iterable[PostalArea]:
    for row in read_table("postcodes"):
        yield PostalArea(row["postcode"], _municipality(row["code5"]), row["town"], row["town_kana"], row["note"])
    for row in read_table("offices"):
        place = _municipality(row["code5"])
        yield PostalArea(row["postcode"], place, row["town"], office=row["name"], street=row["street"])


@lru_cache(maxsize=1)
def _areas() -> Mapping[str, tuple[PostalArea, ...]]:
    result: dict[str, list[PostalArea]] = {}
    for area in _read():
        result.setdefault(area.postcode, []).append(area)
    return MappingProxyType({postcode: tuple(areas) for postcode, areas in result.items()})


@lru_cache(maxsize=1)
def _towns() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """By the six digits of the municipality, then the folded town: its post codes, without those of offices."""
    result: dict[str, dict[str, tuple[str, ...]]] = {}
    for areas in _areas().values():
        for area in areas:
            if not area.office:
                towns = result.setdefault(area.municipality.code6, {})
                key = fold(area.town)
                towns[key] = (*towns.get(key, ()), area.postcode)
    return MappingProxyType({code6: MappingProxyType(towns) for code6, towns in result.items()})


def find_by_postcode(text: str) -> tuple[PostalArea, ...]:
    """All that a post code stands for, in the order of the file; empty if it is malformed or not one of Ibaraki."""
    return _areas().get(normalise_postcode(text) or "", ())


def postcodes_of(code6: str, town: str = "") -> tuple[str, ...]:
    """The post codes of a town, offices apart; of the whole municipality if no town is given.

    `town` may go on after the town's name and begin with 大字 (大字三の丸1丁目5番38号): the longest town that it begins with
    counts. A town that is not listed has the code of the rest of the municipality. UnknownPlace for an unknown code.
    """
    towns = _towns().get(get_municipality(code6).code6, {})
    if not town.strip():
        return tuple(sorted({postcode for postcodes in towns.values() for postcode in postcodes}))
    wanted = fold(_TOWN_PREFIX.sub("", nfkc(town)))
    begins = [name for name in towns if name and wanted.startswith(name)]
    return towns.get(max(begins, key=len, default=""), ())


@lru_cache(maxsize=1)
def town_names() -> Mapping[str, int]:
    """Every name of a town in Ibaraki, folded, and how many municipalities have it: what may be part of an address."""
    return MappingProxyType(Counter(name for towns in _towns().values() for name in towns if name))
