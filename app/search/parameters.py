"""What may be asked of search, read from an address; the address is the search. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final, Protocol

from app.core.errors import InvalidRequest
from app.core.kinds import KindRegister
from app.core.paging import parse_page, parse_per_page
from app.core.text import clean, nfkc
from app.reference.jsic import find_industry
from app.reference.municipalities import distance_km, find_municipality, list_areas, list_municipalities
from app.search.engine import FACETS, Filters, Sort

MAX_VALUES: Final = 50
DEFAULT_WITHIN: Final = 20
MAX_WITHIN: Final = 500  # km
MAX_TYPED: Final = 2_000  # characters of a query that are kept; the query itself is cut at 500
_IPC: Final = re.compile(r"([A-H]\d{2}[A-Z])(?: ?\d{1,4}(?:/\d{2,6})?)?")
_CODE: Final = re.compile(r"[a-z0-9-]{1,40}")
_LONGEST_VALUE: Final = 60


class Arguments(Protocol):
    """An address's parameters, as werkzeug's MultiDict has them."""

    def get(self, key: str, /) -> Any:  # noqa: ANN401 - werkzeug's own signature
        """The first value, or None."""

    def getlist(self, key: str, /) -> list[str]:
        """All values."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. `facets` holds the chosen codes by facet name; `near` is a municipality, `within` kilometres from it."""

    q: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    areas: tuple[str, ...] = ()
    near: str | None = None
    within: int | None = None
    sort: Sort = Sort.RELEVANCE
    closed: bool = False
    page: int = 1
    per_page: int = 20

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is chosen."""
        return bool(any(self.facets.values()) or self.areas or (self.near and self.within))

    def arguments(self) -> list[tuple[str, str]]:
        """The address's parameters in a fixed order, defaults left out; `per_page` is the page's own affair."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(name, code) for name in FACETS for code in self.facets.get(name, ())]
        pairs += [("area", area) for area in self.areas]
        pairs += [("near", self.near)] if self.near else []
        pairs += [("within", str(self.within))] if self.within else []
        pairs += [("sort", self.sort.value)] if self.sort is not Sort.RELEVANCE else []
        pairs += [("closed", "1")] if self.closed else []
        return [*pairs, ("page", str(self.page))] if self.page > 1 else pairs

    def with_facet(self, name: str, *codes: str) -> "SearchRequest":
        """The same search from its first page with other codes chosen in one facet."""
        if name == "area":
            return replace(self, areas=codes, page=1)
        return replace(self, facets={**self.facets, name: codes}, page=1)

    def without_filters(self) -> "SearchRequest":
        """The words alone."""
        return SearchRequest(q=self.q, sort=self.sort, closed=self.closed, per_page=self.per_page)


def parse_request(
    arguments: Arguments, kinds: KindRegister, codes: Mapping[str, Collection[str]] | None = None
) -> SearchRequest:
    """The request that an address stands for; refuses unknown codes and senseless numbers (InvalidRequest).

    `codes` are the known codes of facets whose lists live in rooms above (process, material, lot, stage).
    """
    _refuse_too_many(arguments)
    facets = {name: _codes(name, arguments.getlist(name), kinds, codes or {}) for name in FACETS}
    near = _municipality("near", arguments.get("near")) if arguments.get("near") else None
    return SearchRequest(
        q=nfkc_line(arguments.get("q")),
        facets={name: chosen for name, chosen in facets.items() if chosen},
        areas=tuple(dict.fromkeys(_area(value) for value in arguments.getlist("area") if value)),
        near=near,
        within=_within(arguments.get("within"), is_near=near is not None),
        sort=_sort(arguments.get("sort")),
        closed=_flag("closed", arguments.get("closed")),
        page=parse_page(arguments.get("page")),
        per_page=parse_per_page(arguments.get("per_page")),
    )


def nfkc_line(text: str | None) -> str:
    """What was typed, on one line, without control characters; width and case stay as typed."""
    return " ".join(clean((text or "")[:MAX_TYPED]).split())


def _refuse_too_many(arguments: Arguments) -> None:
    count = sum(len(arguments.getlist(name)) for name in (*FACETS, "area"))
    if count > MAX_VALUES:
        raise InvalidRequest("絞り込みの値は%(limit)s個までです。", limit=MAX_VALUES)


def _codes(
    name: str, values: Sequence[str], kinds: KindRegister, codes: Mapping[str, Collection[str]]
) -> tuple[str, ...]:
    readers = {"municipality": _municipality, "industry": _industry, "ipc": _ipc}
    chosen = []
    for value in values:
        if not value:
            continue
        if name == "type":
            chosen.append(_known(name, value, kinds.names))
        elif name == "licensable":
            chosen += ["1"] if _flag(name, value) else []
        elif name in readers:
            chosen.append(readers[name](name, value))
        else:
            chosen.append(_listed(name, value, codes.get(name)))
    return tuple(dict.fromkeys(chosen))


def _unknown(name: str, value: str) -> InvalidRequest:
    shown = nfkc(value[:_LONGEST_VALUE])
    return InvalidRequest("「%(name)s」に「%(value)s」という値はありません。", name=name, value=shown)


def _known(name: str, value: str, known: Collection[str]) -> str:
    if value not in known:
        raise _unknown(name, value)
    return value


def _listed(name: str, value: str, known: Collection[str] | None) -> str:
    """A code of a list; where no list is known, anything that could be one (certificates and stages are words)."""
    if known is not None:
        return _known(name, value, known)
    if name in {"certificate", "stage"}:
        text = nfkc(value)
        if not text or len(text) > _LONGEST_VALUE:
            raise _unknown(name, value)
        return text
    if not _CODE.fullmatch(value):
        raise _unknown(name, value)
    return value


def _municipality(name: str, value: str) -> str:
    found = find_municipality(value) if len(value) == 6 else None
    if found is None:
        raise _unknown(name, value)
    return found.code6


def _industry(name: str, value: str) -> str:
    found = find_industry(value)
    if found is None:
        raise _unknown(name, value)
    return found.code


def _ipc(name: str, value: str) -> str:
    found = _IPC.fullmatch(nfkc(value).upper())
    if found is None:
        raise _unknown(name, value)
    return found[1]


def _area(value: str) -> str:
    return _known("area", value, [area.name for area in list_areas()])


def _within(value: str | None, *, is_near: bool) -> int | None:
    if not value:
        return None
    number = nfkc(value)
    if not (number.isascii() and number.isdigit()) or len(number) > 4 or not 1 <= int(number) <= MAX_WITHIN:
        raise InvalidRequest("%(name)sは1から%(limit)sまでの数で指定してください。", name="within", limit=MAX_WITHIN)
    return int(number) if is_near else None


def _sort(value: str | None) -> Sort:
    return Sort(_known("sort", value, [sort.value for sort in Sort])) if value else Sort.RELEVANCE


def _flag(name: str, value: str | None) -> bool:
    if not value or value in {"0", "false"}:
        return False
    _known(name, value, ("1", "true", "on"))
    return True


def filters_of(request: SearchRequest) -> Filters:
    """The engine's filters: areas and distances become municipalities."""
    distances = _distances(request.near) if request.near else None
    within = None
    if distances is not None and request.within is not None:
        within = frozenset(code for code, km in distances.items() if km <= request.within)
    area = None
    if request.areas:
        area = frozenset(m.code6 for m in list_municipalities() if m.area and m.area.name in request.areas)
    chosen = {name: frozenset(codes) for name, codes in request.facets.items() if codes}
    return Filters(chosen, distances, within, area, request.closed)


@lru_cache(maxsize=64)
def _distances(code6: str) -> Mapping[str, float]:
    return {m.code6: distance_km(code6, m.code6) for m in list_municipalities(None)}
