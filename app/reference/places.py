"""Places named in a person's own words: 「水戸市か県南でめっき」 names 水戸市 and 県南.

What counts, and what does not:

- Any spelling counts: 竜ヶ崎, 竜ケ崎, 龍ヶ崎 and 龍が崎 are 龍ケ崎; 鹿島市 is 鹿嶋市; width does not matter. The longest name wins.
- Ibaraki's full names (境町) count everywhere, but not as a part of an address or another word (国境町, 水戸市東町, 土浦市場).
- Ibaraki's bare names (水戸) count if the text ends or a blank, a particle or a word of place follows (水戸の, 水戸駅, 水戸周辺) and
  no kanji goes before: 那珂川, 笠間焼, 結城紬, 日立製作所 and 古河電工 name no municipality. `data/ibaraki.tsv` says in `bare` which
  never count, as they are common words or wider regions (境, 茨城, 東海, 行方), and which only before a word of place (日立周辺,
  取手駅), as the word alone means a company or a handle.
- Names of merged municipalities (那珂町, 岩井市) name the successor, bare ones only if distinctive (下館). One that is also a town
  of several municipalities of Ibaraki (東町) needs 旧, its district or the prefecture before it.
- Other prefectures' names count only in full, and if they are unique in Japan and no town of Ibaraki (府中市 counts after 東京都).
- A prefecture written before a name decides: 埼玉県小川町 is Saitama's, though Ibaraki had one too.
- The areas 県北, 県央, 鹿行, 県南 and 県西 count, unless they end another word (栃木県南, 茨城県北茨城市).
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from app.core.text import fold
from app.reference.municipalities import (
    HOME_PREFECTURE,
    Area,
    Municipality,
    get_municipality,
    list_areas,
    list_former_municipalities,
    list_municipalities,
    list_prefectures,
)
from app.reference.postcodes import town_names
from app.reference.tables import read_table

# What may follow a bare name; in the folded form, so particles are katakana.
_PARTICLES: Final = "ノ|デ|ニ|ヘ|ト|ヤ|ガ|ハ|モ|ヲ|カラ|マデ|ヨリ|ナド|ダ|マタハ|アルイハ|カ(?![ァ-ー])"
_PLACE_WORDS: Final = (
    "駅|市内|町内|村内|市街|周辺|近辺|近郊|近隣|付近|方面|地区|地域|エリア|在住|郊外|中心部|[東西南北]部"
)
_WORKS: Final = "工場|営業所|支店|支社|支所|事業所|商工会|以外|[産発](?![一-鿿])"
_AFTER_BARE: Final = re.compile(rf"$|[^\wー]|{_PARTICLES}|{_PLACE_WORDS}|{_WORKS}")
_AFTER_COMMON: Final = re.compile(_PLACE_WORDS)

_KANJI: Final = re.compile(r"[一-鿿々]")
_MAY_PRECEDE: Final = frozenset("旧元現郡")
_LOOK_BACK: Final = 12  # characters; 神奈川県 and the longest district
_LOOK_AHEAD: Final = 20  # longer than any name, so that long texts stay cheap


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place in a text, from `start` up to (not with) `end`, in characters of the text as it was given.

    Either `municipality` (of today) or `area` is set; `former` is the merged municipality that was named, if one was.
    """

    start: int
    end: int
    municipality: Municipality | None = None
    area: Area | None = None
    former: Municipality | None = None


@dataclass(frozen=True, slots=True)
class _Name:
    """One way to write a place.

    `bare`: "" for a full name, "yes" or "station" (only before a word of place) for one without 市町村. `needs_context`: the
    full name alone says too little.
    """

    municipality: Municipality
    former: Municipality | None = None
    bare: str = ""
    needs_context: bool = False


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    return fold(character) or " "


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters (and its end) the place in `text`."""
    plain: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        joined = fold(text[index - 1 : index + 1]) if character in "ﾞﾟ" and index else ""
        if joined and len(joined) == 1:  # a half-width kana and its mark are one character
            plain[-1] = joined
            continue
        for folded in _fold_character(character):
            plain.append(folded)
            origin.append(index)
    return "".join(plain), [*origin, len(text)]


def _spellings(name: str) -> tuple[str, ...]:
    """The folded name, and with が for ケ between kanji (龍が崎)."""
    plain = fold(name)
    with_ga = re.sub(r"(?<=[一-鿿])ケ(?=[一-鿿])", "ガ", plain)
    return (plain,) if plain == with_ga else (plain, with_ga)


@lru_cache(maxsize=1)
def _names() -> Mapping[str, tuple[_Name, ...]]:
    """All names by their folded spelling; Ibaraki's of today first, then its former ones, then other prefectures'."""
    result: dict[str, list[_Name]] = {}

    def add(text: str, name: _Name) -> None:
        for spelling in _spellings(text):
            result.setdefault(spelling, []).append(name)

    bare = {row["code6"]: row["bare"] for row in read_table("ibaraki")}
    for one in list_municipalities():
        add(one.name, _Name(one))
        if bare[one.code6] != "no":
            add(one.bare_name, _Name(one, bare=bare[one.code6]))
    distinctive = {row["name"] for row in read_table("former") if row["bare"] == "yes"}
    for former in list_former_municipalities():
        today = get_municipality(former.merged_into or "")
        add(former.name, _Name(today, former, needs_context=town_names().get(fold(former.name), 0) > 1))
        if former.name in distinctive:
            add(former.bare_name, _Name(today, former, bare="yes"))
    abroad = [one for one in list_municipalities(None) if one.prefecture_code != HOME_PREFECTURE]
    uses = Counter(tail for one in abroad for tail in {fold(one.name), fold(one.name.rpartition("市")[2])})
    for one in abroad:
        unsure = uses[fold(one.name)] > 1 or fold(one.name) in town_names()
        add(one.name, _Name(one, needs_context=unsure))
    return MappingProxyType({spelling: tuple(names) for spelling, names in result.items()})


@lru_cache(maxsize=1)
def _by_first_character() -> Mapping[str, tuple[str, ...]]:
    result: dict[str, list[str]] = {}
    for spelling in sorted(_names(), key=len, reverse=True):
        result.setdefault(spelling[0], []).append(spelling)
    return MappingProxyType({first: tuple(spellings) for first, spellings in result.items()})


@lru_cache(maxsize=1)
def _prefecture_at_end() -> re.Pattern[str]:
    """A prefecture at the end of a text, perhaps with a district after it (埼玉県比企郡)."""
    names = "|".join(fold(one.name) for one in list_prefectures())
    return re.compile(rf"({names})(?:[^県郡\s]{{1,5}}郡)?$")


def _prefecture_before(before: str) -> str | None:
    found = _prefecture_at_end().search(before)
    return next(one.code for one in list_prefectures() if fold(one.name) == found[1]) if found else None


def find_place_names(text: str) -> tuple[PlaceMatch, ...]:
    """The municipalities and areas that a text names, in its order, without overlap; see the module for what counts."""
    plain, origin = _folded(text)
    matches: list[PlaceMatch] = []
    index, last_end = 0, -1
    while index < len(plain):
        found = _match_at(plain, index, touches_last=index == last_end)
        if found is None:
            index += 1
            continue
        length, municipality, area, former = found
        last_end = index + length
        matches.append(PlaceMatch(origin[index], origin[last_end], municipality, area, former))
        index = last_end
    return tuple(matches)


_Found = tuple[int, Municipality | None, Area | None, Municipality | None]


def _match_at(plain: str, index: int, *, touches_last: bool) -> _Found | None:
    for area in list_areas():
        if plain.startswith(area.name, index):
            return (len(area.name), None, area, None) if _area_counts(plain, index) else None
    for spelling in _by_first_character().get(plain[index], ()):
        if plain.startswith(spelling, index):
            name = _first_that_counts(spelling, plain, index, touches_last=touches_last)
            if name:
                return len(spelling), name.municipality, None, name.former
    return None


def _area_counts(plain: str, index: int) -> bool:
    """Not where a municipality (茨城県北茨城市) or a district (茨城県西茨城郡) begins, nor in the name of another prefecture."""
    rest, before = plain[index + 1 : index + 1 + _LOOK_AHEAD], plain[max(0, index - 2) : index]
    if any(rest.startswith(spelling) for spelling in _by_first_character().get(rest[:1], ())):
        return False
    if re.match(r"[一-鿿]{1,3}郡", rest):
        return False
    return before == "茨城" or before[-1:] in {"本", "同"} or not _KANJI.fullmatch(before[-1:])


def _first_that_counts(spelling: str, plain: str, index: int, *, touches_last: bool) -> _Name | None:
    before = plain[max(0, index - _LOOK_BACK) : index]
    after = plain[index + len(spelling) : index + len(spelling) + _LOOK_AHEAD]
    prefecture = _prefecture_before(before)
    for name in _names()[spelling]:
        if prefecture not in {None, name.municipality.prefecture_code}:
            continue
        if name.bare:
            counts = _bare_counts(name, before, after, known=prefecture is not None or touches_last)
        else:
            counts = _full_counts(name, spelling, before, after, known=prefecture is not None)
        if counts:
            return name
    return None


def _bare_counts(name: _Name, before: str, after: str, *, known: bool) -> bool:
    if _KANJI.fullmatch(before[-1:]) and not (known or before[-1:] in _MAY_PRECEDE):
        return False
    return bool((_AFTER_COMMON if name.bare == "station" else _AFTER_BARE).match(after))


def _full_counts(name: _Name, spelling: str, before: str, after: str, *, known: bool) -> bool:
    if spelling.endswith("市") and after.startswith("場"):
        return False  # 土浦市場 is a market
    previous = before[-1:]
    if known or previous in _MAY_PRECEDE:
        return True
    if name.needs_context or not _KANJI.fullmatch(previous):
        return not name.needs_context
    if name.municipality.prefecture_code != HOME_PREFECTURE:
        return False
    return spelling.endswith("市") if previous in {"市", "町", "村", "区"} else len(spelling) > 2
