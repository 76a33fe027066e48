"""The reference tables as the API shows them."""

from functools import lru_cache
from typing import Final, get_args

from app.core.errors import InvalidRequest
from app.opendata.schemas import IndustryList, IndustryRecord, MunicipalityList, MunicipalityRecord
from app.reference import jsic
from app.reference.municipalities import (
    Municipality,
    list_areas,
    list_former_municipalities,
    list_municipalities,
    list_prefectures,
)

ALL: Final = "all"
LEVELS: Final[tuple[jsic.Level, ...]] = get_args(jsic.Level)


def prefecture_codes() -> list[str]:
    """What `prefecture` may be."""
    return [ALL, *(prefecture.code for prefecture in list_prefectures())]


def area_names() -> list[str]:
    """What `area` may be."""
    return [area.name for area in list_areas()]


@lru_cache(maxsize=128)
def municipality_list(prefecture: str, *, former: bool) -> MunicipalityList:
    """The municipalities of one prefecture or of `all`; `former` adds those that were dissolved. Refuses unknown codes."""
    if prefecture not in prefecture_codes():
        raise InvalidRequest("prefectureは2桁の都道府県コードか all で指定してください。")
    places = list_municipalities(None if prefecture == ALL else prefecture)
    if former:
        places += tuple(one for one in list_former_municipalities() if prefecture in (ALL, one.prefecture_code))
    return MunicipalityList(total=len(places), results=[_municipality(one) for one in places])


@lru_cache(maxsize=8)
def industry_list(level: str | None) -> IndustryList:
    """The classification in its order, or one level of it. Refuses unknown levels."""
    if level is not None and level not in LEVELS:
        raise InvalidRequest("levelは major, middle, minor, detail のどれかで指定してください。")
    lines = [one for wanted in LEVELS if level in (None, wanted) for one in jsic.list_industries(wanted)]
    results = [
        IndustryRecord(code=one.code, level=one.level, name=one.name, name_en=one.name_en, parent=one.parent)
        for one in sorted(lines, key=lambda one: one.code)
    ]
    return IndustryList(revision=jsic.CURRENT_REVISION, total=len(results), results=results)


def _municipality(place: Municipality) -> MunicipalityRecord:
    return MunicipalityRecord(
        code=place.code6,
        name=place.name,
        kana=place.kana,
        name_en=place.name_en,
        prefecture=place.prefecture_code,
        area=place.area.name if place.area else None,
        latitude=place.latitude,
        longitude=place.longitude,
        merged_into=place.merged_into,
        valid_to=place.valid_to,
    )
