"""The formula of `scoring` over a segment's arrays: what each term and bigram adds to which documents, cached a generation."""

from collections.abc import Sequence

import numpy as np

from app.search import scoring
from app.search.cache import ArrayCache
from app.search.engine import Plan, Term, Variant
from app.search.whoosh_segments import Floats, Ints, Leaf, Segment, Snapshot


class Scorer:
    """Scores of one generation."""

    def __init__(self, snapshot: Snapshot, cache: ArrayCache) -> None:
        self._snapshot = snapshot
        self._cache = cache

    def text_scores(self, leaf: Leaf, plan: Plan) -> Floats:
        """What words and bigrams add up to for every document of the segment, bare records damped."""
        scores = np.zeros(leaf.segment.size)
        for term in plan.terms:
            ids, values = self._term(leaf.segment, term)
            scores[ids] += values
        for pair in plan.bigrams:
            ids, values = self._bigram(leaf.segment, pair)
            scores[ids] += values
        scores = np.where(leaf.segment.is_rich, scores, scores * scoring.BARE)
        if plan.places:
            scores[self._in_places(leaf.segment, plan.places)] += scoring.PLACE
        return scores

    def _in_places(self, segment: Segment, places: frozenset[str]) -> Ints:
        column = segment.facets["municipality"]
        return np.flatnonzero(column.having(places, segment.size)).astype(np.int32)

    def _term(self, segment: Segment, term: Term) -> tuple[Ints, Floats]:
        key = ("term", self._snapshot.generation, segment.id, term.variants, term.weight)
        found = self._cache.get(key)
        if found is None:
            total = np.zeros(segment.size)
            for field, weight in scoring.WORD_FIELDS.items():
                if self._snapshot.having[field]:
                    total += weight * term.weight * self._best_variant(segment, field, term.variants)
            found = self._cache.put(key, _sparse(total))
        return found[0], found[1]

    def _best_variant(self, segment: Segment, field: str, variants: Sequence[Variant]) -> Floats:
        best = np.zeros(segment.size)
        typed = sum(self._snapshot.idf(field, word) for v in variants[:1] if v.weight == 1.0 for word in v.words)
        for variant in variants:
            scores = self._variant(segment, field, variant)
            if scores is not None:
                idf = sum(self._snapshot.idf(field, word) for word in variant.words)
                scale = scoring.synonym_scale(typed, idf) if variant.weight < 1.0 and typed else 1.0
                np.maximum(best, variant.weight * scale * scores, out=best)
        return best

    def _variant(self, segment: Segment, field: str, variant: Variant) -> Floats | None:
        """Sum over the words; a synonym of several words counts only where all of them stand."""
        scores, hits = np.zeros(segment.size), np.zeros(segment.size, np.uint8)
        for word in variant.words:
            ids, counts = segment.postings(field, word)
            scores[ids] += self._bm25(segment, field, word, ids, counts)
            hits[ids] += 1
        if not hits.any():
            return None
        return np.where(hits == len(variant.words), scores, 0.0) if variant.weight < 1.0 else scores

    def _bm25(self, segment: Segment, field: str, word: str, ids: Ints, counts: Floats) -> Floats:
        lengths = segment.lengths[field][ids]
        return self._snapshot.idf(field, word) * scoring.saturation(counts, lengths, self._snapshot.average[field])

    def _bigram(self, segment: Segment, pair: str) -> tuple[Ints, Floats]:
        key = ("pair", self._snapshot.generation, segment.id, pair)
        found = self._cache.get(key)
        if found is None:
            total = np.zeros(segment.size)
            for field, weight in scoring.BIGRAM_FIELDS.items():
                ids, counts = segment.postings(field, pair)
                if len(ids):
                    total[ids] += weight * self._bm25(segment, field, pair, ids, counts)
            found = self._cache.put(key, _sparse(total))
        return found[0], found[1]


def _sparse(total: Floats) -> tuple[Ints, Floats]:
    ids = np.flatnonzero(total).astype(np.int32)
    return ids, total[ids]
