"""Postings on their way into a Whoosh segment: gathered by term, written a term at a time.

Whoosh's own pool keeps one tuple a posting, sorts them all and writes them one by one. Our documents arrive in the order of their
numbers and carry counts only, so an array a term is enough: half the memory and the time.
"""

from array import array
from collections.abc import Iterable, Iterator
from typing import Any, Final

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo

BLOCK: Final = 4096  # postings
_SHIFT: Final = 32  # document number above, count below
_COUNT: Final = (1 << _SHIFT) - 1

Gathered = tuple[str, bytes, "array[int]"]


class GatheringPool:
    """Takes the place of Whoosh's `PostingPool` in a writer."""

    def __init__(self) -> None:
        self._fields: dict[str, dict[bytes, array[int]]] = {}

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """One posting; those of a term come in the order of their documents."""
        field, term, document, count, _ = item
        terms = self._fields.setdefault(field, {})
        posting = document << _SHIFT | int(count)
        found = terms.get(term)
        if found is None:
            terms[term] = array("Q", (posting,))
        else:
            found.append(posting)

    def iter_postings(self) -> Iterator[Gathered]:
        """Field, term and postings in the order of the index; gone from memory as they are read."""
        for field in sorted(self._fields):
            terms = self._fields.pop(field)
            for term in sorted(terms):
                yield field, term, terms[term]

    def cleanup(self) -> None:
        """Nothing lies on disk."""


class BulkFieldWriter(W3FieldWriter):  # type: ignore[misc]  # Whoosh has no types
    """Writes what a `GatheringPool` gathered."""

    def add_postings(self, schema: Any, _lengths: object, items: Iterable[Gathered]) -> None:  # noqa: ANN401 - Whoosh has no types
        """All fields and terms in order."""
        current: str | None = None
        for field, term, postings in items:
            if field != current:
                if current is not None:
                    self.finish_field()
                self.start_field(field, schema[field])
                current = field
            self._write_term(schema[field].format, term, postings)
        if current is not None:
            self.finish_field()

    def _write_term(self, format_: Any, term: bytes, postings: "array[int]") -> None:  # noqa: ANN401 - Whoosh has no types
        writer = self._postwriter
        self._btext = term
        writer.start_postings(format_, W3TermInfo())
        for start in range(0, len(postings), BLOCK):
            if start:
                writer._write_block()
            part = postings[start : start + BLOCK]
            counts = [posting & _COUNT for posting in part]
            writer._ids = array("I", [posting >> _SHIFT for posting in part])
            writer._weights = array("f", counts)
            writer._maxweight = max(counts)
        self.finish_term()


class Codec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    """Large blocks, not compressed: read whole or not at all. Lengths lie in the rows, not in the postings."""

    length_stats = False

    def __init__(self) -> None:
        super().__init__(blocklimit=BLOCK, compression=0)

    def field_writer(self, storage: object, segment: object) -> BulkFieldWriter:
        """Ours."""
        return BulkFieldWriter(self, storage, segment)
