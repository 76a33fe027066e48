"""From hits to what a page shows: fresh documents, marked titles and snippets, reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.core.kinds import KindRegister, SearchDocument
from app.core.labels import Label
from app.core.text import fold
from app.search.engine import Filters, Found, Hit, Plan
from app.search.marks import Marker, Match, mark, snippet
from app.search.parameters import SearchRequest
from app.search.query import ParsedQuery, RecognisedNumber
from app.search.reasons import Findings, Reason, reasons_for


@dataclass(frozen=True, slots=True)
class Result:
    """One result as pages, API, feeds and downloads need it. `title` and `snippet` are safe HTML."""

    document: SearchDocument
    score: float
    title: Markup
    snippet: Markup
    reasons: tuple[Reason, ...] = ()
    distance_km: float | None = None
    by_number: bool = False
    by_name: bool = False

    @property
    def type(self) -> str:
        """Name of its kind."""
        return self.document.kind

    @property
    def industry(self) -> str | None:
        """Its main industry."""
        return self.document.industries[0] if self.document.industries else None


@dataclass(frozen=True, slots=True)
class Offer:
    """A search that a person may want instead: its words, its request, and what it finds (None: not counted)."""

    label: Label
    request: SearchRequest
    total: int | None = None


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """The answer to one search. `has_failed`: there is no index to ask; the page says so and goes on."""

    request: SearchRequest
    total: int
    results: tuple[Result, ...] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    suggestion: str | None = None
    offers: tuple[Offer, ...] = ()  # narrow to a place that the words name
    wider: tuple[Offer, ...] = ()  # when nothing was found
    numbers: tuple[RecognisedNumber, ...] = ()
    is_widened: bool = False  # not all words were found together: any of them counts
    together: int = 0  # records that have all words, before any filter
    is_cut: bool = False
    has_failed: bool = False
    took_ms: float = 0.0
    generation: str = ""

    @property
    def query(self) -> str:
        """The words."""
        return self.request.q


def build_results(
    session: Session,
    kinds: KindRegister,
    found: Found,
    query: ParsedQuery,
    plan: Plan,
    marker: Marker,
    filters: Filters,
    near: str | None,
) -> tuple[Result, ...]:
    """Results for the hits whose documents the database still shows; a stale index adds nothing."""
    documents = load(session, kinds, found.hits)
    typed = _typed(plan)
    results = []
    for hit in found.hits:
        document = documents.get((hit.kind, hit.id))
        if document is None or not _may_show(document, hit, filters):
            continue
        distance = (filters.distances or {}).get(document.municipality or "")
        findings = Findings(find_in(document, marker), typed)
        reasons = reasons_for(document, hit, query, plan, findings, distance, near)
        results.append(_result(document, hit, findings, reasons, distance))
    return tuple(results)


def _may_show(document: SearchDocument, hit: Hit, filters: Filters) -> bool:
    """The rule for hidden and closed records again, on what the database says now."""
    if hit.by_number:
        return True
    return not document.is_hidden_by_name and (not document.is_closed or filters.show_closed or hit.by_name)


def load(session: Session, kinds: KindRegister, hits: Sequence[Hit]) -> dict[tuple[str, str], SearchDocument]:
    """The hits' documents, one query a kind; what is gone or not to be found is left out."""
    ids: dict[str, list[str]] = {}
    for hit in hits:
        ids.setdefault(hit.kind, []).append(hit.id)
    known = {kind: wanted for kind, wanted in ids.items() if kind in kinds}
    documents = (d for kind, wanted in known.items() for d in kinds[kind].documents(session, wanted))
    return {(document.kind, document.id): document for document in documents}


def _typed(plan: Plan) -> dict[str, str]:
    telling = [term for term in plan.terms if term.weight == 1.0] or plan.terms  # 「会社」 tells nobody why
    written = {term.text: term.variants[0].text or term.text if term.variants else term.text for term in telling}
    return written | {phrase.text: phrase.text for phrase in plan.phrases}


def find_in(document: SearchDocument, marker: Marker) -> dict[str, tuple[str, Sequence[Match]]]:
    """Field → its text and where the words stand in it; slower ways are tried only if nothing is found."""
    texts = {
        "title": document.title,
        "names": "、".join(document.names),
        "keywords": "、".join(document.keywords),
        "summary": document.summary,
        "problems": "／".join(document.problems),
        "body": document.body,
        "address": document.address,
    }
    found = {name: (text, marker.matches(text)) for name, text in texts.items() if text}
    if any(matches for _, matches in found.values()):
        return {name: (text, list(matches)) for name, (text, matches) in found.items()}
    return {name: (text, marker.word_matches(text)) for name, (text, _) in found.items()}


def _result(
    document: SearchDocument, hit: Hit, findings: Findings, reasons: tuple[Reason, ...], distance: float | None
) -> Result:
    title, matches = findings.fields.get("title", (document.title, ()))
    text, found = _shown(findings)
    return Result(
        document=document,
        score=hit.score,
        title=mark(title, matches),
        snippet=snippet(text, found),
        reasons=reasons,
        distance_km=distance,
        by_number=hit.by_number,
        by_name=hit.by_name,
    )


def _shown(findings: Findings) -> tuple[str, Sequence[Match]]:
    """The text in which most of the typed words stand; the summary before others."""
    order = ("summary", "problems", "body", "keywords", "address")
    fields = [findings.fields[name] for name in order if name in findings.fields]
    if not fields:
        return "", ()
    return max(fields, key=lambda one: len({fold(match.typed) for match in one[1]}))
