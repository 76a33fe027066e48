"""Outlines of the prefecture's municipalities for maps: SVG paths in one box (made from 国土数値情報 行政区域データ, 国土交通省)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from app.reference.municipalities import list_municipalities
from app.reference.tables import read_table

CREDIT: Final = "「国土数値情報（行政区域データ）」（国土交通省）を加工して作成"
_BOX: Final = "box"


@dataclass(frozen=True, slots=True)
class Outlines:
    """The map: its viewBox and a path a municipality, by 6-digit code."""

    box: str
    paths: Mapping[str, str]


@lru_cache(maxsize=1)
def outlines() -> Outlines:
    """All outlines of the home prefecture."""
    rows = {row["code5"]: row["path"] for row in read_table("shapes")}
    box = rows.pop(_BOX)
    by_five = {municipality.code6[:5]: municipality.code6 for municipality in list_municipalities()}
    return Outlines(box, MappingProxyType({by_five[code]: path for code, path in rows.items()}))
