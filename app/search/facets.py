"""Facets as a page shows them: which values, in which order, with labels and counts; and the chosen ones as chips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.core.kinds import KindRegister
from app.core.labels import Label
from app.reference.jsic import find_industry
from app.reference.municipalities import find_municipality, list_areas
from app.search.parameters import SearchRequest
from app.search.results import SearchResponse

# Labels of the codes that rooms above search own: facet → code → label.
FacetLabels = Mapping[str, Mapping[str, Label]]

_NAMES: Final = {
    "type": Label("種類", "Type"),
    "area": Label("地域", "Area"),
    "municipality": Label("市町村", "Municipality"),
    "process": Label("工程", "Process"),
    "material": Label("材料", "Material"),
    "lot": Label("1回の数", "Order size"),
    "industry": Label("業種", "Industry"),
    "licensable": Label("開放特許", "Licensable patents"),
    "stage": Label("段階", "Stage"),
    "certificate": Label("認証・資格", "Certificates"),
    "ipc": Label("特許分類（IPC）", "Patent class (IPC)"),
}
_SHOWN: Final = {"municipality": 8, "process": 10, "material": 8, "certificate": 6, "ipc": 6, "industry": 12}
_ALL: Final = 100


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet; `count` is what choosing it gives."""

    value: str
    label: Label
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet with the values that are offered."""

    name: str
    label: Label
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Chip:
    """One chosen condition and the search without it."""

    label: Label
    request: SearchRequest


def facets_of(response: SearchResponse, kinds: KindRegister, labels: FacetLabels) -> list[Facet]:
    """The facets in page order, each with its chosen values and the most frequent others."""
    found = []
    for name, title in _NAMES.items():
        chosen = _chosen(response.request, name)
        counts = response.facets.get(name, {})
        values = _values(name, counts, chosen)
        options = [Option(v, label_of(name, v, kinds, labels), counts.get(v, 0), v in chosen) for v in values]
        found.append(Facet(name, title, options))
    return found


def chips_of(request: SearchRequest, kinds: KindRegister, labels: FacetLabels) -> list[Chip]:
    """Each chosen condition with the search that leaves it out."""
    chips = []
    for name in _NAMES:
        chosen = _chosen(request, name)
        for value in chosen:
            rest = request.with_facet(name, *(other for other in chosen if other != value))
            chips.append(Chip(label_of(name, value, kinds, labels), rest))
    return chips


def label_of(name: str, value: str, kinds: KindRegister, labels: FacetLabels) -> Label:
    """The words for a code of a facet; the code itself where nobody knows better."""
    if name == "type" and value in kinds:
        return kinds[value].label
    if name == "area":
        return next(
            (Label(area.name, area.name_en) for area in list_areas() if area.name == value), Label(value, value)
        )
    if name == "municipality" and (place := find_municipality(value)):
        return Label(place.name, place.name_en or place.name)
    if name == "industry" and (industry := find_industry(value)):
        return Label(industry.name, industry.name_en or industry.name)
    if name == "licensable":
        return Label("開放特許だけ", "Licensable only")
    return labels.get(name, {}).get(value, Label(value, value))


def _chosen(request: SearchRequest, name: str) -> tuple[str, ...]:
    return request.areas if name == "area" else tuple(request.facets.get(name, ()))


def _values(name: str, counts: Mapping[str, int], chosen: Sequence[str]) -> list[str]:
    """Chosen values first if nothing counts them; areas in their own order, other values by count."""
    offered = [value for value in counts if counts[value] and _is_offered(name, value, chosen)]
    if name == "area":
        order = [area.name for area in list_areas()]
        offered.sort(key=order.index)
    else:
        offered.sort(key=lambda value: (-counts[value], value))
    shown = offered[: _SHOWN.get(name, _ALL)]
    return [*(value for value in chosen if value not in shown), *shown]


def _is_offered(name: str, value: str, chosen: Sequence[str]) -> bool:
    """Industries are offered section by section; below a chosen one, its next level."""
    if name == "licensable":
        return value == "1"
    if name != "industry":
        return True
    return len(value) == 1 or any(value.startswith(one) and len(value) <= len(one) + 2 for one in chosen)
