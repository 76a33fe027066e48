"""Search as the rooms above use it: one object a process, made by `create_app`.

A search that fails never breaks a page: without an index the response is empty and says so (`has_failed`).
"""

import copy
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from time import perf_counter
from typing import Final

from sqlalchemy.orm import Session

from app.core.kinds import KindRegister, SearchDocument
from app.core.labels import Label
from app.core.text import company_core, fold
from app.search.analysis import Analyser
from app.search.engine import Completion, EngineStatus, Filters, Found, Hit, IndexUnavailable, Plan
from app.search.engines import open_engine
from app.search.indexing import CheckReport, Indexer, Progress
from app.search.marks import Marker
from app.search.offers import facet_counts, place_offers
from app.search.parameters import Arguments, SearchRequest, filters_of, parse_request
from app.search.query import ParsedQuery, Recogniser, parse
from app.search.related import list_related
from app.search.results import Offer, Result, SearchResponse, build_results, load
from app.search.wordbook import Follower, Groups, SavedGroups, Wordbook

FEW: Final = 3  # hits for which all words were found together; below, any word counts
_SMALL: Final = 50  # documents
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

    book: Wordbook
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
        saved: SavedGroups | None = None,
    ) -> None:
        """`recognisers` find numbers in queries; `codes` are the known codes of facets whose lists live in rooms above.

        `saved` are the groups of synonyms that the office keeps.
        """
        self._kinds = kinds
        self._recognisers = tuple(recognisers)
        self._codes = codes
        analyser = analyser or Analyser()
        self._engine = open_engine(url, analyser.version)
        self._follower = Follower(analyser, saved)
        self._imagined: Wordbook | None = None
        self._indexer = Indexer(self._engine, kinds, lambda: self.book().analyser)

    def book(self) -> Wordbook:
        """The words of the moment: the office's groups are two seconds old at most."""
        return self._imagined or self._follower.book()

    def as_if(self, groups: Groups) -> "SearchService":
        """The same index searched as if `groups` were the ones that the office keeps; nothing is saved."""
        other = copy.copy(self)
        other._imagined = self._follower.imagine(groups)
        return other

    def parse(self, arguments: Arguments) -> SearchRequest:
        """The request an address stands for; InvalidRequest for what has no meaning."""
        return parse_request(arguments, self._kinds, self._codes)

    def read_query(self, text: str) -> ParsedQuery:
        """A query taken apart."""
        return parse(text, self._recognisers)

    def plan(self, text: str, book: Wordbook | None = None) -> Plan:
        """What a query asks the index for. IndexUnavailable without an index."""
        planner = (book or self.book()).planner
        return planner.plan(self.read_query(text), self._engine.frequencies, self._engine.bigram_frequencies)

    def find(self, request: SearchRequest) -> Found:
        """The hits alone, widened as on the page. IndexUnavailable without an index."""
        return self._ask(request).found

    def documents(self, session: Session, hits: Sequence[Hit]) -> list[SearchDocument]:
        """Those of the hits that the public may find by words, in their order."""
        loaded = load(session, self._kinds, hits)
        found = ((loaded.get((hit.kind, hit.id)), hit) for hit in hits)
        return [d for d, hit in found if d and not d.is_hidden_by_name and (hit.by_name or not d.is_closed)]

    def count(self, text: str) -> int | None:
        """How many records have all words of a query; None without an index."""
        try:
            return self._together(SearchRequest(q=text), self.book())
        except IndexUnavailable:
            return None

    def share(self, word: str) -> float:
        """In which part of all documents a word (its rarest piece) stands, 0 … 1; 0 without an index.

        In a small index nothing is common but what carries no meaning (する).
        """
        analyser = self.book().analyser
        tokens = analyser.tokens(word)
        if len(tokens) == 1 and not tokens[0].is_content:
            return 1.0
        try:
            words = analyser.words(word)
            return min(self._engine.frequencies(words), default=0) / max(_SMALL, self._engine.status().documents)
        except IndexUnavailable:
            return 0.0

    def search(self, session: Session, request: SearchRequest) -> SearchResponse:
        """The answer. Every shown document is read again from `session`."""
        started = perf_counter()
        try:
            asked = self._ask(request)
            generation = self._engine.generation()
        except Exception:  # noqa: BLE001 - a search that fails never breaks a page
            _LOG.exception("search failed")
            return SearchResponse(request, 0, has_failed=True, took_ms=(perf_counter() - started) * 1000)
        marker = Marker(asked.plan, asked.book.analyser)
        results = build_results(
            session, self._kinds, asked.found, asked.query, asked.plan, marker, asked.filters, request.near
        )
        suggestion, wider = self._help(request, asked)
        return SearchResponse(
            request=request,
            total=asked.found.total - (len(asked.found.hits) - len(results)),  # what is gone is not counted
            results=results,
            facets=facet_counts(asked.found),
            suggestion=suggestion,
            offers=place_offers(request, asked.query),
            wider=wider,
            numbers=asked.query.numbers,
            is_widened=asked.is_widened,
            together=asked.together,
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
        try:
            return list_related(session, self._engine, self._kinds, self.book().analyser, document, types, limit)
        except Exception:  # noqa: BLE001 - as in `search`
            _LOG.exception("related failed")
            return ()

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
        self._follower.book(at_once=True)
        return self._indexer.rebuild(session, progress)

    def check(self, session: Session, *, repair: bool = False) -> CheckReport:
        """Compare index and database, and mend on demand. Raises IndexUnavailable without an index."""
        return self._indexer.check(session, repair=repair)

    def status(self) -> SearchStatus:
        """State of the index; never raises."""
        return SearchStatus(self._engine.status(), self.book().analyser.has_dictionary)

    def _ask(self, request: SearchRequest, book: Wordbook | None = None) -> _Asked:
        book = book or self.book()
        query = self.read_query(request.q)
        plan = book.planner.plan(query, self._engine.frequencies, self._engine.bigram_frequencies)
        filters = filters_of(request)
        found, together = self._find(plan, filters, request)
        return _Asked(book, query, plan, filters, found, together)

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
        few = (w for w in asked.query.words if self._together(replace(request, q=w), asked.book) < FEW)
        vocabulary = {} if asked.together else self._engine.vocabulary()
        for text in asked.book.speller.respelt(asked.query, few, vocabulary):
            if self._together(replace(request, q=text), asked.book) > asked.together:
                return text
        return None

    def _wider(self, request: SearchRequest, asked: _Asked) -> Iterator[Offer]:
        if request.is_narrowed and asked.found.matched:
            yield Offer(Label("絞り込みをはずす", "Without filters"), request.without_filters(), asked.found.matched)
        if not request.closed and (total := self._count(shown := replace(request, closed=True, page=1), asked.book)):
            yield Offer(Label("閉鎖した企業も含める", "Include closed companies"), shown, total)
        for word in asked.query.words[:4] if len(asked.query.words) > 1 else ():
            shorter = replace(request, q=" ".join(request.q.replace(word, " ", 1).split()), page=1)
            if shorter.q and (total := self._count(shorter, asked.book)):
                yield Offer(Label(f"「{word}」をはずす", f"Without “{word}”"), shorter, total)

    def _together(self, request: SearchRequest, book: Wordbook) -> int:
        return self._ask(replace(request.without_filters(), per_page=1), book).together

    def _count(self, request: SearchRequest, book: Wordbook) -> int:
        return self._ask(replace(request, page=1, per_page=1), book).found.total


def _prefix(text: str) -> str:
    return company_core(text[:100]) or fold(text[:100])
