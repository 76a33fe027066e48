"""Names and keywords that begin as typed, from the term dictionary."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

import numpy as np

from app.search.engine import Completion
from app.search.whoosh_fields import name_parts
from app.search.whoosh_segments import Leaf, Snapshot

_SHORTEST: Final = 2
_SCANNED: Final = 512  # terms a segment
_CHECKED: Final = 64  # terms whose documents are looked at


def complete(snapshot: Snapshot, prefix: str, limit: int) -> list[Completion]:
    """Up to `limit`, whole matches first, then the shortest; only what is open and public."""
    if len(prefix) < _SHORTEST:
        return []
    terms = dict.fromkeys(t for leaf in snapshot.leaves for t in islice(leaf.segment.terms("names", prefix), _SCANNED))
    order = sorted(terms, key=lambda term: (len(name_parts(term)[0]), term))[:_CHECKED]
    found: dict[tuple[str, str], int] = {}
    for text, kind, documents in _counted(snapshot, order):
        found[text, kind] = max(found.get((text, kind), 0), documents)
        if len(found) >= limit:
            break
    return [Completion(text, kind, documents) for (text, kind), documents in found.items()]


def _counted(snapshot: Snapshot, terms: list[str]) -> Iterator[tuple[str, str, int]]:
    for term in terms:
        documents = sum(_open(leaf, term) for leaf in snapshot.leaves)
        if documents:
            _, _, kind, text = name_parts(term)
            yield text, kind, documents


def _open(leaf: Leaf, term: str) -> int:
    segment = leaf.segment
    ids = segment.postings("names", term)[0]
    return int(np.count_nonzero(leaf.alive[ids] & ~segment.is_closed[ids] & ~segment.is_hidden[ids]))
