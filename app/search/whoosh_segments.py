"""A Whoosh index read as NumPy arrays: postings, fixed rows and facet columns of each segment, and what is deleted now.

Segments never change but for their deletions, so whatever is read of one stays right until it is merged away: a commit cools no
cache. Whoosh's readers are not safe for threads: whatever is not in memory yet is read under one lock.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader, TermNotFound

from app.search import scoring
from app.search.cache import ArrayCache
from app.search.engine import FACETS
from app.search.whoosh_fields import CLOSED, HIDDEN, RICH, ROW, key_of, name_parts

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Document = tuple[str, str, str, str]  # kind, id, digest, folded text

CACHE_BYTES: Final = 64 * 1024 * 1024
_NONE: Final = (np.empty(0, np.int32), np.empty(0, np.float64))


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """One facet in one segment: postings of all its codes behind each other, as (document, number of the code)."""

    codes: tuple[str, ...]
    documents: Ints
    numbers: Ints

    def counts(self, mask: Mask) -> Mapping[str, int]:
        """How many of the masked documents have each code; codes that none has are left out."""
        counts = np.bincount(self.numbers[mask[self.documents]], minlength=len(self.codes))
        return {self.codes[i]: int(counts[i]) for i in np.flatnonzero(counts)}

    def having(self, chosen: frozenset[str], size: int) -> Mask:
        """Which documents have one of the codes."""
        wanted = np.fromiter((code in chosen for code in self.codes), np.bool_, len(self.codes))
        mask = np.zeros(size, np.bool_)
        mask[self.documents[wanted[self.numbers]]] = True
        return mask


class Segment:
    """One segment, read only."""

    def __init__(self, reader: Any, id_: str, cache: ArrayCache, lock: threading.RLock) -> None:  # noqa: ANN401 - Whoosh
        self.id = id_
        self.size: int = reader.doc_count_all()
        self._reader = reader
        self._cache = cache
        self._lock = lock
        raw = self._raw_rows()
        self.lengths = {name: raw["lengths"][:, i].astype(np.float64) for i, name in enumerate(scoring.FIELDS)}
        self.is_rich: Mask = (raw["flags"] & RICH) > 0
        self.is_closed: Mask = (raw["flags"] & CLOSED) > 0
        self.is_hidden: Mask = (raw["flags"] & HIDDEN) > 0
        self.changed: Ints = raw["changed"].copy()
        self.sort_keys = raw["sort"].copy()

    def _raw_rows(self) -> npt.NDArray[Any]:
        column = self._reader.column_reader("row", translate=False)
        data = column._dbfile.get(column._basepos, self.size * ROW.itemsize)
        return np.frombuffer(bytes(data), ROW, self.size)

    def postings(self, field: str, term: str) -> tuple[Ints, Floats]:
        """Documents with the term in the field, ascending, deleted ones too, and how often."""
        key = (self.id, field, term)
        found = self._cache.get(key)
        if found is None:
            with self._lock:
                found = self._cache.put(key, read_blocks(self._reader, field, term.encode("utf-8", "replace")))
        return cast("tuple[Ints, Floats]", found)

    def terms(self, field: str, prefix: str) -> Iterator[str]:
        """Terms of a field that begin so, in the order of their bytes. Read it out at once: it holds the lock."""
        start = prefix.encode("utf-8", "replace")
        with self._lock:
            for name, term in self._reader._terms.terms_from(field, start):
                if name != field or not term.startswith(start):
                    return
                yield term.decode()

    @cached_property
    def vocabulary(self) -> dict[str, str]:
        """Names and keywords, folded → as written, of deleted documents too; read once."""
        result: dict[str, str] = {}
        for term in self.terms("names", ""):
            key, _, _, text = name_parts(term)
            result.setdefault(key, text)
        return result

    def document(self, number: int) -> Document:
        """What is stored of a document."""
        with self._lock:
            return cast("Document", self._reader.stored_fields(number)["doc"])

    @cached_property
    def facets(self) -> Mapping[str, FacetColumn]:
        """All facet columns; read once."""
        with self._lock:
            parts: dict[str, list[tuple[str, Ints]]] = {name: [] for name in FACETS}
            for term in list(self.terms("facet", "")):
                name, _, code = term.partition(":")
                parts[name].append((code, read_blocks(self._reader, "facet", term.encode())[0]))
        return {name: _column(entries) for name, entries in parts.items()}

    @cached_property
    def municipalities(self) -> Ints:
        """For each document the number of its municipality's code in the facet column, -1 if it has none."""
        column = self.facets["municipality"]
        numbers = np.full(self.size, -1, np.int32)
        numbers[column.documents] = column.numbers
        return numbers

    @cached_property
    def name_rank(self) -> Ints:
        """Place of each document by name, then id."""
        return _ranks(self.sort_keys)

    @cached_property
    def rich_rank(self) -> Ints:
        """Place of each document by rich before bare, then name, then id."""
        return _ranks(self.name_rank, ~self.is_rich)

    def order_key(self, number: int) -> bytes:
        """What `name_rank` ranks by, to merge segments."""
        return bytes(self.sort_keys[number])


def read_blocks(reader: Any, field: str, term: bytes) -> tuple[Ints, Floats]:  # noqa: ANN401 - Whoosh has no types
    """All postings of a term, deleted documents too, a block at a time."""
    try:
        matcher = reader._terms.matcher(field, term, reader.schema[field].format)
    except TermNotFound:
        return _NONE
    return all_blocks(matcher)


def all_blocks(matcher: Any) -> tuple[Ints, Floats]:  # noqa: ANN401 - Whoosh has no types
    """What a fresh matcher has left to say."""
    ids: list[npt.NDArray[Any]] = []
    counts: list[npt.NDArray[Any]] = []
    while True:
        matcher._read_data()
        deltas, weights, _ = matcher._data
        length = matcher._blocklength
        ids.append(np.cumsum(np.array(deltas, np.int64)))
        counts.append(np.full(length, 1.0 if weights is None else weights) if _is_one(weights) else np.array(weights))
        if matcher._lastblock:
            return np.concatenate(ids).astype(np.int32), np.concatenate(counts).astype(np.float64)
        matcher._next_block()


def _is_one(weights: object) -> bool:
    return weights is None or isinstance(weights, float | int)


def _ranks(*keys: npt.NDArray[Any]) -> Ints:
    ranks = np.empty(len(keys[0]), np.int32)
    ranks[np.lexsort(keys)] = np.arange(len(keys[0]), dtype=np.int32)
    return ranks


def _column(entries: Sequence[tuple[str, Ints]]) -> FacetColumn:
    documents = [ids for _, ids in entries]
    numbers = [np.full(len(ids), n, np.int32) for n, ids in enumerate(documents)]
    empty = [np.empty(0, np.int32)]
    return FacetColumn(
        tuple(code for code, _ in entries), np.concatenate(documents or empty), np.concatenate(numbers or empty)
    )


@dataclass(frozen=True, slots=True)
class Leaf:
    """A segment as one generation sees it."""

    segment: Segment
    alive: Mask

    @property
    def has_deletions(self) -> bool:
        """Whether some documents are gone."""
        return not bool(self.alive.all())


class Snapshot:
    """One generation of an index, and the statistics of its live documents."""

    def __init__(self, generation: str, leaves: Sequence[Leaf]) -> None:
        self.generation = generation
        self.leaves = tuple(leaf for leaf in leaves if leaf.segment.size)
        self.documents = sum(int(leaf.alive.sum()) for leaf in leaves)
        self.having: dict[str, int] = {}
        self.average: dict[str, float] = {}
        for name in scoring.FIELDS:
            lengths = [leaf.segment.lengths[name][leaf.alive] for leaf in self.leaves]
            self.having[name] = sum(int(np.count_nonzero(part)) for part in lengths)
            self.average[name] = sum(float(part.sum()) for part in lengths) / max(self.having[name], 1) or 1.0
        self._found_in: dict[tuple[str, str], int] = {}

    def found_in(self, field: str, term: str) -> int:
        """In how many live documents a term stands."""
        known = self._found_in.get((field, term))
        if known is None:
            known = sum(
                int(np.count_nonzero(leaf.alive[leaf.segment.postings(field, term)[0]])) for leaf in self.leaves
            )
            if len(self._found_in) > 100_000:
                self._found_in.clear()
            self._found_in[field, term] = known
        return known

    def idf(self, field: str, term: str) -> float:
        """How much the term says in this field."""
        return scoring.idf(self.found_in(field, term), self.having[field])

    def find(self, kind: str, id_: str) -> tuple[Leaf, int] | None:
        """Where a live document lies."""
        for leaf in self.leaves:
            for number in leaf.segment.postings("key", key_of(kind, id_))[0]:
                if leaf.alive[number]:
                    return leaf, int(number)
        return None


class SegmentStore:
    """Opens the segments of one index folder, each once."""

    def __init__(self, index: Any, cache: ArrayCache) -> None:  # noqa: ANN401 - Whoosh has no types
        self._index: FileIndex = index
        self._cache = cache
        self._lock = threading.RLock()
        self._open: dict[str, Segment] = {}

    def generation(self) -> int:
        """The newest generation on disk."""
        return int(self._index.latest_generation())

    def snapshot(self, version: str) -> Snapshot:
        """The newest generation, read; tried again if a writer takes files away meanwhile."""
        for last in (False, False, False, False, True):
            try:
                return self._snapshot(version)
            except OSError:
                if last:
                    raise
        raise AssertionError

    def _snapshot(self, version: str) -> Snapshot:
        with self._lock:
            toc = self._index._read_toc()
            leaves = [self._leaf(toc.schema, segment) for segment in toc.segments]
            ids = {leaf.segment.id for leaf in leaves}
            self._open = {id_: segment for id_, segment in self._open.items() if id_ in ids}
            return Snapshot(f"{version}:{toc.generation}", leaves)

    def _leaf(self, schema: Any, segment: Any) -> Leaf:  # noqa: ANN401 - Whoosh has no types
        id_ = segment.segment_id()
        if id_ not in self._open:
            reader = SegmentReader(self._index.storage, schema, segment)
            self._open[id_] = Segment(reader, id_, self._cache, threading.RLock())
        alive = np.ones(segment.doc_count_all(), np.bool_)
        alive[list(segment.deleted_docs())] = False
        return Leaf(self._open[id_], alive)
