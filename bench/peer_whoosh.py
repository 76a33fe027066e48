"""Whoosh's own BM25F scorer, on a Whoosh index of the same fields and terms with the lengths that it needs."""

from pathlib import Path
from typing import Any

from whoosh import query as wq
from whoosh.fields import NUMERIC, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.scoring import BM25F

from app.search import scoring
from app.search.documents import AnalysedDocument
from app.search.engine import Plan, Term, Variant
from app.search.whoosh_fields import Counted
from bench.peers import LIMIT


class Scored(Counted):
    """Our field of counted terms, with lengths kept for BM25F."""

    def __init__(self) -> None:
        """As ours, but scorable."""
        super().__init__()
        self.scorable = True


class WhooshPeer:
    """One index folder; the public search API of Whoosh 2.7.4, without its query parser."""

    name = "Whoosh's own scorer"

    def __init__(self, folder: Path) -> None:
        """Opens what is there, else begins."""
        is_new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        storage, schema = FileStorage(str(folder)), _schema()
        self._index = FileIndex.create(storage, schema, "MAIN") if is_new else FileIndex(storage, schema)
        self._writer: Any = self._index.writer(limitmb=192) if is_new else None
        self._searcher: Any = None

    def add(self, number: int, document: AnalysedDocument) -> None:
        """One document."""
        self._writer.add_document(number=number, **document.counts)

    def finish(self) -> None:
        """One commit, one segment."""
        self._writer.commit(merge=False)
        self._writer = None

    def compile(self, plan: Plan) -> Any:  # noqa: ANN401 - the engine's own query
        """The plan as Whoosh's own query objects."""
        wanted = [_term(term) for term in plan.terms if term.required]
        extra = [_term(term) for term in plan.terms if not term.required] + [_pair(pair) for pair in plan.bigrams]
        if not wanted:
            return wq.Or(extra)
        found = wq.And(wanted) if plan.needs_all else wq.Or(wanted)
        return wq.AndMaybe(found, wq.Or(extra)) if extra else found

    def search(self, query: Any, limit: int = LIMIT) -> list[tuple[int, float]]:  # noqa: ANN401
        """The best hits."""
        if self._searcher is None:
            self._searcher = self._index.searcher(weighting=BM25F(B=scoring.B, K1=scoring.K1))
        return [
            (hit["number"], hit.score) for hit in self._searcher.search(query, limit=limit if limit <= LIMIT else None)
        ]

    def close(self) -> None:
        """Let go of the files."""
        if self._searcher is not None:
            self._searcher.close()


def _schema() -> Any:  # noqa: ANN401 - Whoosh has no types
    return Schema(number=NUMERIC(stored=True), **{name: Scored() for name in scoring.FIELDS})


def _term(term: Term) -> Any:  # noqa: ANN401
    fields = [
        wq.DisjunctionMax([_variant(v, field, weight * term.weight * v.weight) for v in term.variants])
        for field, weight in scoring.WORD_FIELDS.items()
        if term.variants
    ]
    if not term.bigrams:
        return wq.Or(fields)
    pairs = [wq.And([wq.Term(field, pair) for pair in dict.fromkeys(term.bigrams)]) for field in ("name_bi", "text_bi")]
    return wq.Or([*fields, *(wq.ConstantScoreQuery(pair, 0.001) for pair in pairs)])


def _variant(variant: Variant, field: str, weight: float) -> Any:  # noqa: ANN401
    words = [wq.Term(field, word, boost=weight) for word in variant.words]
    return words[0] if len(words) == 1 else wq.And(words)


def _pair(pair: str) -> Any:  # noqa: ANN401
    return wq.Or([wq.Term(field, pair, boost=weight) for field, weight in scoring.BIGRAM_FIELDS.items()])
