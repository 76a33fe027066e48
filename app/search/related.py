"""Similar records: they share rare words, industry, patent classes or processes, and the reasons say which."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from app.core.kinds import KindRegister, SearchDocument
from app.core.labels import Label
from app.reference.jsic import find_industry
from app.search.analysis import Analyser
from app.search.engine import Engine, Filters, Plan, Term, Variant
from app.search.marks import Marker, mark, snippet
from app.search.parameters import SearchRequest
from app.search.reasons import MOST, Reason
from app.search.results import Result, find_in, load

MAX_WORDS: Final = 12
CANDIDATES: Final = 16
_MAX_LENGTH: Final = 3_000  # characters that are read for words
_IPC, _PROCESS, _INDUSTRY, _GROUP = 4.0, 3.0, 3.0, 1.0
_WORDS: Final = 2


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near another record is beside its words, and why."""

    bonus: float
    reasons: tuple[Reason, ...]
    shared: int = 0  # rare words that both have

    @property
    def is_telling(self) -> bool:
        """Whether a person would see why: a class, process or industry in common, or several words; one word is chance."""
        return self.bonus >= _INDUSTRY or self.shared >= _WORDS or (self.bonus > 0 and self.shared > 0)


def plan_for(document: SearchDocument, analyser: Analyser, frequencies: Callable[[Sequence[str]], list[int]]) -> Plan:
    """The rarest words that other records have too, any of which counts."""
    text = "\n".join((document.title, *document.keywords, document.summary, *document.problems, document.body))
    words = list(dict.fromkeys(w for w in analyser.words(text[:_MAX_LENGTH]) if len(w) > 1))
    counted = sorted((n, w) for n, w in zip(frequencies(words), words, strict=True) if n > 1)[:MAX_WORDS]
    terms = tuple(Term(word, (Variant((word,), 1.0, word),)) for _, word in counted)
    return Plan(terms=terms, needs_all=False)


def likeness(one: SearchDocument, other: SearchDocument, shared_words: Sequence[str]) -> Likeness:
    """What both have; the strongest reasons first."""
    reasons: list[Reason] = []
    bonus = 0.0
    if ipc := [code for code in one.ipc if code in other.ipc]:
        bonus += _IPC
        reasons.append(Reason("ipc", Label(f"同じ特許分類 {ipc[0]}", f"Same patent class {ipc[0]}")))
    if any(code in other.processes for code in one.processes):
        bonus += _PROCESS
        reasons.append(Reason("capacity", Label("同じ加工ができます", "Offers the same process")))
    score, industry = _industry(one, other)
    bonus += score
    if industry:
        reasons.append(industry)
    if shared_words:
        quoted = "」「".join(shared_words[:3])
        reasons.append(Reason("terms", Label(f"「{quoted}」が共通です", f"Both mention {', '.join(shared_words[:3])}")))
    return Likeness(bonus, tuple(reasons[:MOST]), len(shared_words))


def _industry(one: SearchDocument, other: SearchDocument) -> tuple[float, Reason | None]:
    shared = [code for code in one.industries if code in other.industries]
    groups = [code[:3] for code in one.industries if any(code[:3] == o[:3] for o in other.industries)]
    industry = find_industry((shared or groups or [""])[0])
    if industry is None:
        return 0.0, None
    label = Label(f"同じ業種（{industry.name}）", f"Same industry ({industry.name_en or industry.name})")
    return (_INDUSTRY if shared else _GROUP), Reason("industry", label)


def list_related(
    session: Session,
    engine: Engine,
    kinds: KindRegister,
    analyser: Analyser,
    document: SearchDocument,
    types: Collection[str],
    limit: int,
) -> tuple[Result, ...]:
    """Records like `document`, nearest first, with reasons. IndexUnavailable without an index."""
    filters = Filters({"type": frozenset(types)} if types else {})
    plan = plan_for(document, analyser, engine.frequencies)
    found = engine.search(plan, filters, SearchRequest().sort, 0, CANDIDATES)
    hits = tuple(hit for hit in found.hits if (hit.kind, hit.id) != (document.kind, document.id))
    marker = Marker(plan, analyser)
    near: list[Result] = []
    loaded = load(session, kinds, hits)
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
