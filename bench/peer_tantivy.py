"""tantivy with the same fields, tokens, weights and expanded terms as ours: no positions, no stored text but a number."""

from pathlib import Path
from typing import Any, Final

import tantivy

from app.search import scoring
from app.search.documents import AnalysedDocument
from app.search.engine import Plan, Term, Variant
from bench.peers import LIMIT, fields_of, token

_MUST: Final = tantivy.Occur.Must
_SHOULD: Final = tantivy.Occur.Should
_SHORTEST: Final = 3  # as our matcher: two letters stand together in a text by chance


class TantivyPeer:
    """One index folder."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        """Opens what is there, else begins."""
        is_new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        for field in scoring.FIELDS:
            builder.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="freq")
        builder.add_unsigned_field("number", stored=True, indexed=False)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder), reuse=not is_new)
        self._writer: Any = self._index.writer(256_000_000, 1) if is_new else None
        self._searcher = self._index.searcher()

    def add(self, number: int, document: AnalysedDocument) -> None:
        """One document."""
        made = tantivy.Document()
        made.add_unsigned("number", number)
        for field, text in fields_of(document).items():
            made.add_text(field, text)
        self._writer.add_document(made)

    def finish(self) -> None:
        """One commit."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._writer = None
        self._index.reload()
        self._searcher = self._index.searcher()

    def compile(self, plan: Plan) -> Any:  # noqa: ANN401 - the engine's own query
        """Every term, synonym and bigram in every field, weighted as ours are."""
        wanted = [(term, self._term(term)) for term in plan.terms]
        required = [query for term, query in wanted if term.required]
        parts = [(_SHOULD, query) for term, query in wanted if not term.required]
        parts += [(_SHOULD, self._pair(pair)) for pair in plan.bigrams]
        if plan.needs_all:
            parts += [(_MUST, query) for query in required]
        else:  # one of them must be there; bigrams alone find nothing, as in ours
            parts.append((_MUST, tantivy.Query.boolean_query([(_SHOULD, query) for query in required])))
        return tantivy.Query.boolean_query(parts)

    def search(self, query: Any, limit: int = LIMIT) -> list[tuple[int, float]]:  # noqa: ANN401
        """The best hits and the number of all hits, as our engine counts them too."""
        found = self._searcher.search(query, limit, count=True)
        return [(self._searcher.doc(address)["number"][0], score) for score, address in found.hits]

    def count(self, query: Any) -> int:  # noqa: ANN401
        """All hits."""
        return int(self._searcher.search(query, 1, count=True).count or 0)  # type: ignore[attr-defined]  # its stub forgets it

    def close(self) -> None:
        """Nothing is open."""

    def _term(self, term: Term) -> Any:  # noqa: ANN401 - tantivy's queries have one opaque type
        scored = [(_SHOULD, self._best(term, field, weight)) for field, weight in scoring.WORD_FIELDS.items()]
        pairs = [(_SHOULD, self._all_pairs(term, field)) for field in _bigram_fields(term)]
        if all(len(variant.words) == 1 for variant in term.variants):
            return tantivy.Query.boolean_query([*scored, *pairs])
        matching = [*((_SHOULD, self._all_words(variant)) for variant in term.variants), *pairs]
        return tantivy.Query.boolean_query([(_MUST, tantivy.Query.boolean_query(matching)), *scored])

    def _best(self, term: Term, field: str, weight: float) -> Any:  # noqa: ANN401
        return tantivy.Query.disjunction_max_query(
            [
                tantivy.Query.boost_query(self._variant(variant, field), weight * term.weight * variant.weight)
                for variant in term.variants
            ]
        )

    def _variant(self, variant: Variant, field: str) -> Any:  # noqa: ANN401
        if len(variant.words) == 1:
            return self._word(field, variant.words[0])
        occur = _SHOULD if variant.weight == 1.0 else _MUST
        return tantivy.Query.boolean_query([(occur, self._word(field, word)) for word in variant.words])

    def _all_words(self, variant: Variant) -> Any:  # noqa: ANN401
        words = [
            tantivy.Query.boolean_query([(_SHOULD, self._word(field, word)) for field in scoring.WORD_FIELDS])
            for word in variant.words
        ]
        return _silent(tantivy.Query.boolean_query([(_MUST, word) for word in words]))

    def _all_pairs(self, term: Term, field: str) -> Any:  # noqa: ANN401
        pairs = [(_MUST, self._word(field, pair)) for pair in dict.fromkeys(term.bigrams)]
        return _silent(tantivy.Query.boolean_query(pairs))

    def _pair(self, pair: str) -> Any:  # noqa: ANN401
        fields = [
            (_SHOULD, tantivy.Query.boost_query(self._word(field, pair), weight))
            for field, weight in scoring.BIGRAM_FIELDS.items()
        ]
        return tantivy.Query.boolean_query(fields)

    def _word(self, field: str, word: str) -> Any:  # noqa: ANN401
        return tantivy.Query.term_query(self._schema, field, token(word), index_option="freq")


def _silent(query: Any) -> Any:  # noqa: ANN401
    """Finds, and adds nothing to the score."""
    return tantivy.Query.const_score_query(query, 0.0)


def _bigram_fields(term: Term) -> tuple[str, ...]:
    if not term.bigrams:
        return ()
    is_long = len(term.text) >= _SHORTEST or not term.variants
    return ("name_bi", "kana_bi", "text_bi") if is_long else ("name_bi", "kana_bi")
