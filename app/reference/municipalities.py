"""Municipalities and prefectures of Japan, Ibaraki's in depth.

1,916 municipalities and wards of today with the place of their town hall, Ibaraki's 44 with their area and neighbours, and
the 67 that Ibaraki has lost since 1987: whoever asks for one of these by its code is led to the municipality of today.
Codes are the 全国地方公共団体コード: prefecture (2), municipality (3), check digit (1).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from types import MappingProxyType
from typing import Final

from app.core.text import fold, nfkc
from app.reference.tables import read_table

HOME_PREFECTURE: Final = "08"
EARTH_RADIUS_KM: Final = 6371.0088  # mean radius, IUGG


class UnknownPlace(LookupError):
    """No municipality or prefecture has this code."""


@dataclass(frozen=True, slots=True)
class Area:
    """One of the five areas of Ibaraki."""

    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Prefecture:
    """A prefecture; the coordinates (degrees, WGS 84) are those of its office."""

    code: str
    code6: str
    name: str
    kana: str
    short_name: str
    name_en: str
    capital: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality or ward; the coordinates (degrees, WGS 84) are those of its town hall.

    `name_en`, `area` and neighbours are known for Ibaraki only. One that no longer exists has `merged_into` (code of its
    successor today), `valid_to` (its last day) and, for want of its own, the coordinates, area and site of the successor.
    """

    code6: str
    name: str
    kana: str
    name_en: str
    prefecture_code: str
    latitude: float
    longitude: float
    site: str
    area: Area | None = None
    merged_into: str | None = None
    valid_to: date | None = None

    @property
    def code5(self) -> str:
        """The code without its check digit, as JIS X 0402, post code and corporate number files have it."""
        return self.code6[:5]

    @property
    def bare_name(self) -> str:
        """The name without 市, 町, 村 or 区: 水戸."""
        return self.name[:-1]


_AREAS: Final = (
    Area("県北", "Northern"),
    Area("県央", "Central"),
    Area("鹿行", "Rokkō"),
    Area("県南", "Southern"),
    Area("県西", "Western"),
)


def check_digit(code5: str) -> str:
    """The sixth digit for five digits (総務省 全国地方公共団体コード: weights 6 5 4 3 2, modulus 11)."""
    total = sum(int(digit) * weight for digit, weight in zip(code5, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def is_valid_code6(code: str) -> bool:
    """Whether `code` is six ASCII digits with the right check digit; the municipality need not exist."""
    return len(code) == 6 and code.isascii() and code.isdigit() and check_digit(code[:5]) == code[5]


@lru_cache(maxsize=1)
def _prefectures() -> Mapping[str, Prefecture]:
    return MappingProxyType(
        {
            row["code6"][:2]: Prefecture(
                code=row["code6"][:2],
                code6=row["code6"],
                name=row["name"],
                kana=row["kana"],
                short_name=row["short_name"],
                name_en=row["name_en"],
                capital=row["capital"],
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
            )
            for row in read_table("prefectures")
        }
    )


@lru_cache(maxsize=1)
def _municipalities() -> Mapping[str, Municipality]:
    """Those of today, by their six digits, in the order of the code."""
    areas = {area.name: area for area in _AREAS}
    depth = {row["code6"]: row for row in read_table("ibaraki")}
    result: dict[str, Municipality] = {}
    for row in read_table("municipalities"):
        code6 = row["code6"]
        home = depth.get(code6)
        result[code6] = Municipality(
            code6=code6,
            name=row["name"],
            kana=row["kana"],
            name_en=home["name_en"] if home else "",
            prefecture_code=code6[:2],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            site=row["site"],
            area=areas[home["area"]] if home else None,
        )
    return MappingProxyType(result)


@lru_cache(maxsize=1)
def _former() -> tuple[Municipality, ...]:
    by_code5 = {one.code5: one for one in _municipalities().values()}
    result = []
    for row in read_table("former"):
        successor = by_code5[row["into"]]
        result.append(
            Municipality(
                code6=row["code5"] + check_digit(row["code5"]),
                name=row["name"],
                kana=row["kana"],
                name_en="",
                prefecture_code=successor.prefecture_code,
                latitude=successor.latitude,
                longitude=successor.longitude,
                site=successor.site,
                area=successor.area,
                merged_into=successor.code6,
                valid_to=date.fromisoformat(row["merged_on"]) - timedelta(days=1),
            )
        )
    return tuple(result)


@lru_cache(maxsize=1)
def _by_code5() -> Mapping[str, Municipality]:
    """Every five digits, of today or earlier, to the municipality of today."""
    today = _municipalities()
    earlier = {one.code5: today[one.merged_into] for one in _former() if one.merged_into}
    return MappingProxyType(earlier | {one.code5: one for one in today.values()})


@lru_cache(maxsize=1)
def _neighbours() -> Mapping[str, tuple[Municipality, ...]]:
    known = _by_code5()
    pairs: dict[str, list[Municipality]] = {}
    for row in read_table("neighbours"):
        one, other = known[row["code5"]], known[row["neighbour"]]
        pairs.setdefault(one.code6, []).append(other)
        pairs.setdefault(other.code6, []).append(one)
    return MappingProxyType({code: tuple(sorted(near, key=lambda one: one.code6)) for code, near in pairs.items()})


def list_prefectures() -> tuple[Prefecture, ...]:
    """All 47, Hokkaidō first."""
    return tuple(_prefectures().values())


def get_prefecture(code: str) -> Prefecture:
    """By two digits ("08") or six ("080004"); UnknownPlace if there is none."""
    found = _prefectures().get(code[:2])
    if found is None or code not in {found.code, found.code6}:
        raise UnknownPlace(code)
    return found


def list_areas() -> tuple[Area, ...]:
    """The five areas of Ibaraki from north to west."""
    return _AREAS


def get_municipality(code6: str) -> Municipality:
    """The municipality of exactly this code, a former one as it was; UnknownPlace if there is none."""
    found = _municipalities().get(code6) or next((one for one in _former() if one.code6 == code6), None)
    if found is None:
        raise UnknownPlace(code6)
    return found


def find_municipality(code: str) -> Municipality | None:
    """The municipality of today for a code as files have it, else None.

    Takes six digits, five (without check digit: "08" + "201") and either with the leading zero lost (8201, 82015); where
    five digits could be both, they are read as a code without its check digit. A wrong check digit finds nothing. The
    code of a merged municipality finds its successor: 08342 (那珂町) is 那珂市.
    """
    known, code = _by_code5(), nfkc(code)
    if not (code.isascii() and code.isdigit()):
        return None
    if len(code) == 4:
        return known.get("0" + code)
    if len(code) == 5 and code in known:
        return known[code]
    six = code.zfill(6)
    return known.get(six[:5]) if len(code) in {5, 6} and is_valid_code6(six) else None


def find_municipality_by_name(name: str, prefecture_code: str = HOME_PREFECTURE) -> Municipality | None:
    """The municipality of today of this full name, with or without its district (那珂郡東海村), any spelling, else None.

    A former name of Ibaraki finds the successor, unless a municipality of today has the name.
    """
    return _by_name(prefecture_code).get(fold(name[name.find("郡", 1, -2) + 1 :]).replace(" ", "")) or _by_name(
        prefecture_code
    ).get(fold(name).replace(" ", ""))


@lru_cache(maxsize=47)
def _by_name(prefecture_code: str) -> Mapping[str, Municipality]:
    today = _municipalities()
    former = [one for one in _former() if one.prefecture_code == prefecture_code]
    names = {fold(one.name): today[one.merged_into] for one in former if one.merged_into}
    return MappingProxyType(names | {fold(one.name): one for one in list_municipalities(prefecture_code)})


@lru_cache(maxsize=48)
def list_municipalities(prefecture_code: str | None = HOME_PREFECTURE) -> tuple[Municipality, ...]:
    """The municipalities of today in the order of their codes; None for those of all Japan. Unknown codes give none."""
    every: Iterable[Municipality] = _municipalities().values()
    return tuple(one for one in every if prefecture_code in {None, one.prefecture_code})


def list_former_municipalities() -> tuple[Municipality, ...]:
    """Those that Ibaraki has lost since 1987, in the order of their last day."""
    return _former()


def neighbours(code6: str) -> tuple[Municipality, ...]:
    """Those that share a stretch of border with one of Ibaraki, within Ibaraki, by code; none for any other code."""
    return _neighbours().get(code6, ())


def distance_km(one: str, other: str) -> float:
    """Great-circle kilometres between the town halls of two codes (six digits); UnknownPlace if one is not known."""
    return _kilometres(get_municipality(one), get_municipality(other))


def _kilometres(one: Municipality, other: Municipality) -> float:
    """The haversine formula on a sphere: within 0.6 % of the ellipsoid."""
    north, south = radians(one.latitude), radians(other.latitude)
    turn = radians(other.longitude - one.longitude)
    half_chord = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(turn / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half_chord)))


@lru_cache(maxsize=1024)
def within(code6: str, km: float) -> tuple[tuple[Municipality, float], ...]:
    """Municipalities of all Japan at most `km` away, nearest first, itself (0 km) included, each with its kilometres."""
    centre = get_municipality(code6)
    reached = ((one, _kilometres(centre, one)) for one in _municipalities().values())
    return tuple(sorted((pair for pair in reached if pair[1] <= km), key=lambda pair: (pair[1], pair[0].code6)))
