"""Search as the rooms above use it: one object a process, made by `create_app`.

A search that fails never breaks a page: without an index the response is empty and says so (`has_failed`).
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from time import perf_counter
from typing import Final

from sqlalchemy.orm import Session

from app.core.kinds import KindRegister, SearchDocument
from app.core.labels import Label
from app.core.text import company_core, fold
from app.reference.municipalities import (
    find_municipality,
    get_municipality,
    list_areas,
)
from app.search.analysis import Analyser
from app.search.engine import Completion, EngineStatus, Filters, Found, Hit, IndexUnavailable, Plan
from app.search.engines import open_engine
from app.search.indexing import CheckReport, Indexer, Progress
from app.search.marks import Marker, mark, snippet
from app.search.parameters import Arguments, SearchRequest, filters_of, parse_request
from app.search.plan import Planner
from app.search.query import ParsedQuery, Recogniser, parse
from app.search.related import CANDIDATES, likeness, plan_for
from app.search.results import Offer, Result, SearchResponse, build_results, find_in, load
from app.search.suggest import Speller
from app.search.synonyms import default_synonyms, special_words

FEW: Final = 3  # hits for which all words were found together; below, any word counts
_LOG: Final = logging.getLogger(__name__)
_NOTHING: Final = Found((), 0, 0, {})


@dataclass(frozen=True, slots=True)
class SearchStatus:
    """State of the index and of the analysis."""

    engine: EngineStatus
    has_dictionary: bool

    @property
    def needs_rebuild(self) -> bool:
        """Whether the index is missing, damaged or made by another analyser."""
        return self.engine.needs_rebuild

    def as_dict(self) -> dict[str, object]:
        """For /readyz."""
        return {**asdict(self.engine), "needs_rebuild": self.needs_rebuild, "has_dictionary": self.has_dictionary}


@dataclass(frozen=True, slots=True)
class _Asked:
    """One search under way."""

    query: ParsedQuery
    plan: Plan
    filters: Filters
    found: Found
    together: int  # documents that have all words, before any filter

    @property
    def is_widened(self) -> bool:
        """Whether any word counts, as too few have all."""
        return self.found.matched > self.together


class SearchService:
    """Searching, suggesting, relating, and keeping the index."""

    def __init__(
        self,
        kinds: KindRegister,
        recognisers: Iterable[Recogniser],
        url: str,
        *,
        codes: Mapping[str, Collection[str]] | None = None,
        analyser: Analyser | None = None,
    ) -> None:
        """`recognisers` find numbers in queries; `codes` are the known codes of facets whose lists live in rooms above."""
        self._kinds = kinds
        self._recognisers = tuple(recognisers)
        self._codes = codes
        self._analyser = analyser or Analyser()
        self._analyser.add_special_words(special_words(self._analyser))
        self._engine = open_engine(url, self._analyser.version)
        self._planner = Planner(self._analyser, default_synonyms())
        self._speller = Speller(self._analyser, default_synonyms())
        self._indexer = Indexer(self._engine, kinds, self._analyser)

    def parse(self, arguments: Arguments) -> SearchRequest:
        """The request an address stands for; InvalidRequest for what has no meaning."""
        return parse_request(arguments, self._kinds, self._codes)

    def search(self, session: Session, request: SearchRequest) -> SearchResponse:
        """The answer. Every shown document is read again from `session`."""
        started = perf_counter()
        try:
            asked = self._ask(request)
            generation = self._engine.generation()
        except Exception:  # noqa: BLE001 - a search that fails never breaks a page
            _LOG.exception("search failed")
            return SearchResponse(request, 0, has_failed=True, took_ms=(perf_counter() - started) * 1000)
        marker = Marker(asked.plan, self._analyser)
        results = build_results(
            session, self._kinds, asked.found, asked.query, asked.plan, marker, asked.filters, request.near
        )
        suggestion, wider = self._help(request, asked)
        return SearchResponse(
            request=request,
            total=asked.found.total - (len(asked.found.hits) - len(results)),  # what is gone is not counted
            results=results,
            facets=_facets(asked.found),
            suggestion=suggestion,
            offers=_offers(request, asked.query),
            wider=wider,
            numbers=asked.query.numbers,
            is_widened=asked.is_widened,
            is_cut=asked.found.is_cut,
            took_ms=round((perf_counter() - started) * 1000, 3),
            generation=generation,
        )

    def suggest(self, text: str, limit: int = 10) -> list[Completion]:
        """Names (also by their kana), titles and keywords that begin as typed; none below two letters or without an index."""
        prefix = _prefix(text)
        try:
            return self._engine.complete(prefix, min(limit, 10))
        except Exception:  # noqa: BLE001 - as in `search`
            _LOG.exception("suggest failed")
            return []

    def related(
        self,
        session: Session,
        kind: str,
        id_: str,
        *,
        document: SearchDocument | None = None,
        types: Collection[str] = (),
        limit: int = 6,
    ) -> tuple[Result, ...]:
        """Records like this one, with reasons; none if it is not there or nothing is like it."""
        document = document or load(session, self._kinds, [Hit(kind, id_, 0.0)]).get((kind, id_))
        if document is None:
            return ()
        filters = Filters({"type": frozenset(types)} if types else {})
        try:
            plan = plan_for(document, self._analyser, self._engine.frequencies)
            found = self._engine.search(plan, filters, SearchRequest().sort, 0, CANDIDATES)
        except Exception:  # noqa: BLE001 - as in `search`
            _LOG.exception("related failed")
            return ()
        hits = tuple(hit for hit in found.hits if (hit.kind, hit.id) != (kind, id_))
        marker = Marker(plan, self._analyser)
        near: list[Result] = []
        loaded = load(session, self._kinds, hits)
        for hit in hits:
            other = loaded.get((hit.kind, hit.id))
            if other is None or other.is_closed or other.is_hidden_by_name:
                continue
            shared = {m.typed: t[m.start : m.end] for t, ms in find_in(other, marker).values() for m in ms}
            like = likeness(document, other, list(shared.values()))
            if like.is_telling:
                title, text = mark(other.title, ()), snippet(other.summary or other.body, ())
                near.append(Result(other, round(hit.score + like.bonus, 6), title, text, like.reasons))
        return tuple(sorted(near, key=lambda result: -result.score)[:limit])

    def index(self, session: Session, changed: Mapping[str, Iterable[str]]) -> None:
        """Bring changed records (kind → ids) up to date in one commit; rebuilds instead if the index needs it.

        Raises IndexUnavailable (try again) if another writer holds the index for 10 s.
        """
        if self._engine.status().needs_rebuild:
            self._indexer.rebuild(session)
        else:
            self._indexer.index(session, changed)

    def tidy(self) -> None:
        """Use an idle moment for the index; a locked or missing one is left alone."""
        try:
            self._engine.tidy()
        except IndexUnavailable:
            _LOG.info("the index is busy or missing")

    def rebuild(self, session: Session, progress: Progress = lambda _done, _total: None) -> int:
        """Build a new index aside and switch to it; the number of documents. See `Indexer.rebuild`."""
        return self._indexer.rebuild(session, progress)

    def check(self, session: Session, *, repair: bool = False) -> CheckReport:
        """Compare index and database, and mend on demand. Raises IndexUnavailable without an index."""
        return self._indexer.check(session, repair=repair)

    def status(self) -> SearchStatus:
        """State of the index; never raises."""
        return SearchStatus(self._engine.status(), self._analyser.has_dictionary)

    def _ask(self, request: SearchRequest) -> _Asked:
        query = parse(request.q, self._recognisers)
        plan = self._planner.plan(query, self._engine.frequencies, self._engine.bigram_frequencies)
        filters = filters_of(request)
        found, together = self._find(plan, filters, request)
        return _Asked(query, plan, filters, found, together)

    def _find(self, plan: Plan, filters: Filters, request: SearchRequest) -> tuple[Found, int]:
        """All words together; any of them if that finds too few, counted before any facet. How many have all, too."""
        if not plan.is_browse and not (plan.terms or plan.phrases or plan.numbers or plan.name):
            return _NOTHING, 0
        offset = (request.page - 1) * request.per_page
        found = self._engine.search(plan, filters, request.sort, offset, request.per_page)
        required = sum(term.required for term in plan.terms)
        if found.matched >= FEW or not plan.needs_all or required < 2:
            return found, found.matched
        wide = self._engine.search(replace(plan, needs_all=False), filters, request.sort, offset, request.per_page)
        return (wide if wide.matched > found.matched else found), found.matched

    def _help(self, request: SearchRequest, asked: _Asked) -> tuple[str | None, tuple[Offer, ...]]:
        """What to try when little or nothing was found."""
        is_exact = any(hit.by_name or hit.by_number for hit in asked.found.hits)
        if asked.together >= FEW or asked.plan.is_browse or request.page > 1 or is_exact:
            return None, tuple(self._wider(request, asked)) if not asked.found.total else ()
        try:
            wider = () if asked.found.total else tuple(self._wider(request, asked))
            return self._suggestion(request, asked), wider
        except IndexUnavailable:
            return None, ()

    def _suggestion(self, request: SearchRequest, asked: _Asked) -> str | None:
        """Another spelling that finds more. Names of the index are looked through only if nothing was found."""
        few = (word for word in asked.query.words if self._together(replace(request, q=word)) < FEW)
        vocabulary = {} if asked.together else self._engine.vocabulary()
        for text in self._speller.respelt(asked.query, few, vocabulary):
            if self._together(replace(request, q=text)) > asked.together:
                return text
        return None

    def _wider(self, request: SearchRequest, asked: _Asked) -> Iterator[Offer]:
        if request.is_narrowed and asked.found.matched:
            yield Offer(Label("絞り込みをはずす", "Without filters"), request.without_filters(), asked.found.matched)
        if not request.closed and (total := self._count(shown := replace(request, closed=True, page=1))):
            yield Offer(Label("閉鎖した企業も含める", "Include closed companies"), shown, total)
        for word in asked.query.words[:4] if len(asked.query.words) > 1 else ():
            shorter = replace(request, q=" ".join(request.q.replace(word, " ", 1).split()), page=1)
            if shorter.q and (total := self._count(shorter)):
                yield Offer(Label(f"「{word}」をはずす", f"Without “{word}”"), shorter, total)

    def _together(self, request: SearchRequest) -> int:
        return self._ask(replace(request.without_filters(), per_page=1)).together

    def _count(self, request: SearchRequest) -> int:
        return self._ask(replace(request, page=1, per_page=1)).found.total


def _prefix(text: str) -> str:
    return company_core(text[:100]) or fold(text[:100])


def _facets(found: Found) -> dict[str, dict[str, int]]:
    """The engine's counts; areas are sums of municipalities."""
    facets = {name: dict(counts) for name, counts in found.facets.items()}
    areas = {area.name: 0 for area in list_areas()}
    for code, count in facets.pop("area", {}).items():
        place = find_municipality(code)
        if place is not None and place.area is not None:
            areas[place.area.name] += count
    return {**facets, "area": {name: count for name, count in areas.items() if count}}


def _offers(request: SearchRequest, query: ParsedQuery) -> tuple[Offer, ...]:
    """Narrow to the places that the words or a post code name, unless they are chosen already."""
    offers: dict[str, Offer] = {}
    codes = [p.municipality.code6 for p in query.places if p.municipality]
    codes += [area.municipality.code6 for area in query.postal_areas]
    for code in dict.fromkeys(codes):
        if code not in request.facets.get("municipality", ()):
            place = get_municipality(code)
            label = Label(f"{place.name}に絞る", f"Only {place.name_en or place.name}")
            offers[code] = Offer(label, request.with_facet("municipality", code))
    for area in (p.area for p in query.places if p.area):
        if area.name not in request.areas:
            label = Label(f"{area.name}に絞る", f"Only the {area.name_en} area")
            offers[area.name] = Offer(label, request.with_facet("area", area.name))
    return tuple(offers.values())[:3]
