"""One search over one generation: match, rank, narrow, count facets, take a page."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.search import scoring
from app.search.engine import FACETS, Filters, Found, Hit, Plan, Sort
from app.search.whoosh_match import Budget, Matcher, by_name, by_number, phrase_mask
from app.search.whoosh_scores import Scorer
from app.search.whoosh_segments import Floats, Ints, Leaf, Mask, Snapshot


@dataclass(frozen=True, slots=True)
class _Ranked:
    """One candidate of a page: what it is ordered by, and where it lies."""

    order: tuple[float, bool, bytes]
    leaf: int
    number: int


@dataclass(frozen=True, slots=True)
class _Matched:
    """What one segment has to say."""

    base: Mask  # before any facet
    masks: Mapping[str, Mask]  # by filter
    scores: Floats
    numbers: Mask
    names: Mask

    @property
    def hits(self) -> Mask:
        """What passes every filter."""
        return self.without("")

    def without(self, name: str) -> Mask:
        """What passes every filter but one."""
        mask = self.base
        for other, having in self.masks.items():
            if other != name:
                mask = mask & having
        return mask


class WhooshSearch:
    """A search; made for one call."""

    def __init__(self, snapshot: Snapshot, matcher: Matcher, scorer: Scorer) -> None:
        self._snapshot = snapshot
        self._matcher = matcher
        self._scorer = scorer
        self._budget = Budget()

    def run(self, plan: Plan, filters: Filters, sort: Sort, offset: int, limit: int) -> Found:
        """The page, the totals and the facets."""
        matched = [self._match(leaf, plan, filters) for leaf in self._snapshot.leaves]
        hits = [one.hits for one in matched]
        page = self._page(matched, hits, filters, sort, offset + limit)[offset : offset + limit]
        return Found(
            hits=tuple(self._hit(matched[one.leaf], one) for one in page),
            total=sum(int(np.count_nonzero(mask)) for mask in hits),
            matched=sum(int(np.count_nonzero(one.base)) for one in matched),
            facets=self._facets(matched, filters),
            is_cut=self._budget.is_cut,
        )

    def _match(self, leaf: Leaf, plan: Plan, filters: Filters) -> _Matched:
        segment = leaf.segment
        scores = self._scorer.text_scores(leaf, plan)
        names, numbers, likeness = (
            np.zeros(segment.size, np.bool_),
            np.zeros(segment.size, np.bool_),
            np.zeros(segment.size),
        )
        for ids, bonus in by_name(segment, plan):
            names[ids] = True
            likeness[ids] = np.maximum(likeness[ids], bonus)
        scores[names] += scoring.NAME_TIER + likeness[names]
        for ids in by_number(segment, plan.numbers):
            numbers[ids] = True
        scores[numbers] += scoring.NUMBER_TIER
        visible = leaf.alive & ~segment.is_hidden & (~segment.is_closed | names | filters.show_closed)
        base = (self._matcher.required(leaf, plan) | names) & visible
        for phrase in plan.phrases:
            base &= phrase_mask(leaf, phrase, base, self._budget) | names
        if plan.without or plan.without_phrases:
            base &= ~self._matcher.excluded(leaf, plan, self._budget)
        base |= numbers & leaf.alive
        return _Matched(base, _masks(leaf, filters), np.round(scores, 9), numbers, names)

    def _page(
        self, matched: list[_Matched], hits: list[Mask], filters: Filters, sort: Sort, wanted: int
    ) -> list[_Ranked]:
        result: list[_Ranked] = []
        for index, (one, mask) in enumerate(zip(matched, hits, strict=True)):
            segment = self._snapshot.leaves[index].segment
            ids = np.flatnonzero(mask)
            primary = _primary(self._snapshot.leaves[index], one.scores, filters, sort)[ids]
            rank = segment.name_rank if sort is Sort.NAME else segment.rich_rank
            for place in _first(primary, rank[ids], wanted):
                number = int(ids[place])
                is_bare = sort is not Sort.NAME and not segment.is_rich[number]
                order = (float(primary[place]), bool(is_bare), segment.order_key(number))
                result.append(_Ranked(order, index, number))
        return sorted(result, key=lambda ranked: ranked.order)

    def _hit(self, matched: _Matched, one: _Ranked) -> Hit:
        kind, id_, _, _ = self._snapshot.leaves[one.leaf].segment.document(one.number)
        score = float(matched.scores[one.number])
        return Hit(kind, id_, score, bool(matched.numbers[one.number]), bool(matched.names[one.number]))

    def _facets(self, matched: list[_Matched], filters: Filters) -> dict[str, dict[str, int]]:
        """Each facet counted as if it had no choice; "area" holds municipalities, counted as if no area were chosen."""
        counts: dict[str, Counter[str]] = {name: Counter() for name in (*FACETS, "area")}
        for leaf, one in zip(self._snapshot.leaves, matched, strict=True):
            columns = leaf.segment.facets
            hits = one.hits
            for name in FACETS:
                mask = one.without(name) if name in one.masks else hits
                counts[name].update(columns[name].counts(mask))
            mask = one.without("area") if filters.area is not None else hits
            counts["area"].update(columns["municipality"].counts(mask))
        return {name: dict(counter.most_common()) for name, counter in counts.items()}


def _masks(leaf: Leaf, filters: Filters) -> dict[str, Mask]:
    segment = leaf.segment
    masks = {
        name: segment.facets[name].having(chosen, segment.size) for name, chosen in filters.facets.items() if chosen
    }
    for name, places in (("area", filters.area), ("within", filters.within)):
        if places is not None:
            masks[name] = segment.facets["municipality"].having(places, segment.size)
    return masks


def _primary(leaf: Leaf, scores: Floats, filters: Filters, sort: Sort) -> Floats:
    """What comes first, the smaller the better."""
    segment = leaf.segment
    if sort is Sort.RELEVANCE:
        return -scores
    if sort is Sort.NEWEST:
        return -segment.changed.astype(np.float64)
    if sort is Sort.DISTANCE and filters.distances is not None:
        far = filters.distances
        by_code = np.array([far.get(c, np.inf) for c in segment.facets["municipality"].codes] + [np.inf])
        return np.asarray(by_code[segment.municipalities])
    return np.zeros(segment.size)


def _first(primary: Floats, rank: Ints, wanted: int) -> Ints:
    """Places of the `wanted` smallest by primary, then rank, in order."""
    places = np.arange(len(primary))
    if len(primary) > wanted:
        bound = np.partition(primary, wanted - 1)[wanted - 1]
        ties = np.flatnonzero(primary == bound)
        below = np.flatnonzero(primary < bound)
        missing = wanted - len(below)
        if len(ties) > missing:
            ties = ties[np.argpartition(rank[ties], missing - 1)[:missing]]
        places = np.concatenate((below, ties))
    return places[np.lexsort((rank[places], primary[places]))].astype(np.int32)
