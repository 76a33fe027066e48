"""Which documents of a segment a term, phrase, number or name finds. Answers are cached per segment: they do not change."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from app.search import scoring
from app.search.analysis import without_company_form
from app.search.cache import ArrayCache
from app.search.documents import full_name
from app.search.engine import Phrase, Plan, Term, Variant
from app.search.whoosh_fields import exact_prefix, name_parts
from app.search.whoosh_segments import Ints, Leaf, Mask, Segment

PHRASE_CHECKS: Final = 2_000
_SHORTEST_IN_TEXT: Final = 3  # letters; two stand together by chance too often (参加工場 holds 加工)


class Matcher:
    """Finds document numbers in segments."""

    def __init__(self, cache: ArrayCache) -> None:
        self._cache = cache

    def term(self, segment: Segment, term: Term, *, typed_only: bool = False) -> Ints:
        """Documents that have the term: all words of a variant, or all its bigrams in one field."""
        key = ("match", segment.id, term.text, term.variants, typed_only)
        found = self._cache.get(key)
        if found is None:
            mask = np.zeros(segment.size, np.bool_)
            for variant in term.variants:
                if variant.weight == 1.0 or not typed_only:
                    mask |= _all_words(segment, variant)
            for field in _bigram_fields(term):
                mask[with_bigrams(segment, field, term.bigrams)] = True
            found = self._cache.put(key, (np.flatnonzero(mask).astype(np.int32),))
        return found[0]

    def required(self, leaf: Leaf, plan: Plan) -> Mask:
        """What the words ask for, phrases and exclusions apart."""
        size = leaf.segment.size
        if plan.is_browse:
            return np.ones(size, np.bool_)
        wanted = [term for term in plan.terms if term.required]
        if not wanted:
            return np.full(size, bool(plan.phrases), np.bool_)
        counts = np.zeros(size, np.uint8)
        for term in wanted:
            counts[self.term(leaf.segment, term)] += 1
        return np.asarray(counts == len(wanted) if plan.needs_all else counts > 0)

    def excluded(self, leaf: Leaf, plan: Plan, budget: "Budget") -> Mask:
        """What -words and -"phrases" rule out."""
        mask = np.zeros(leaf.segment.size, np.bool_)
        for term in plan.without:
            mask[self.term(leaf.segment, term, typed_only=True)] = True
        for phrase in plan.without_phrases:
            mask |= phrase_mask(leaf, phrase, leaf.alive, budget)
        return mask


class Budget:
    """How many more stored texts may be read for phrases."""

    def __init__(self, checks: int = PHRASE_CHECKS) -> None:
        self.left = checks
        self.is_cut = False

    def take(self, wanted: int) -> int:
        """How many of `wanted` may be read now."""
        granted = min(wanted, self.left)
        self.is_cut = self.is_cut or granted < wanted
        self.left -= granted
        return granted


def _all_words(segment: Segment, variant: Variant) -> Mask:
    mask = np.ones(segment.size, np.bool_)
    for word in variant.words:
        having = np.zeros(segment.size, np.bool_)
        for field in scoring.WORD_FIELDS:
            having[segment.postings(field, word)[0]] = True
        mask &= having
    return mask


def _bigram_fields(term: Term) -> tuple[str, ...]:
    if not term.bigrams:
        return ()
    is_long = len(term.text) >= _SHORTEST_IN_TEXT or not term.variants
    return ("name_bi", "kana_bi", "text_bi") if is_long else ("name_bi", "kana_bi")


def with_bigrams(segment: Segment, field: str, pairs: Iterable[str]) -> Ints:
    """Documents that have all the pairs in a field, rarest first."""
    lists = sorted((segment.postings(field, pair)[0] for pair in dict.fromkeys(pairs)), key=len)
    found = lists[0]
    for other in lists[1:]:
        if not len(found):
            break
        found = found[np.isin(found, other, assume_unique=True)]
    return found


def phrase_mask(leaf: Leaf, phrase: Phrase, among: Mask, budget: Budget) -> Mask:
    """Documents of `among` whose text has the letters of the phrase together; so many as the budget allows are read."""
    segment = leaf.segment
    candidates = np.zeros(segment.size, np.bool_)
    if phrase.bigrams:
        for field in scoring.BIGRAM_FIELDS:
            candidates[with_bigrams(segment, field, phrase.bigrams)] = True
    else:
        candidates = _all_words(segment, Variant((phrase.text,)))
    numbers = np.flatnonzero(candidates & among)
    if len(phrase.bigrams) == 1 and len(phrase.text) == 2:
        checked = numbers  # the pair is the phrase
    else:
        ordered = numbers[np.argsort(segment.rich_rank[numbers])][: budget.take(len(numbers))]
        checked = np.array([n for n in ordered if phrase.text in segment.document(int(n))[3]], np.int64)
    mask = np.zeros(segment.size, np.bool_)
    mask[checked] = True
    return mask


def by_number(segment: Segment, numbers: Sequence[str]) -> list[Ints]:
    """For each number the documents that it leads to."""
    return [segment.postings("number", number)[0] for number in numbers]


def by_name(segment: Segment, plan: Plan) -> list[tuple[Ints, float]]:
    """Documents one of whose names is the whole query, and what its company form and its letters add."""
    if not plan.name:
        return []
    terms = list(segment.terms("names", exact_prefix(plan.name)))
    return [(segment.postings("names", term)[0], _likeness(name_parts(term)[3], plan)) for term in terms]


def _likeness(name: str, plan: Plan) -> float:
    bonus = scoring.FULL_NAME if full_name(name) == plan.full_name else 0.0
    return bonus + (scoring.LITERAL_NAME if without_company_form(name) == plan.literal_name else 0.0)
