"""How documents lie in a Whoosh index: its schema and the fixed row of numbers a document.

Postings carry counts, never positions. All that ranking and facets need beside them lies in one column of fixed rows, read as one
NumPy array.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from whoosh.columns import FixedBytesColumn
from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Existence

from app.search import scoring
from app.search.documents import AnalysedDocument

LAYOUT: Final = "1"  # raised whenever an older index can't be read as it is
NAME_BYTES: Final = 40
_ID_BYTES: Final = 24
_SEPARATOR: Final = "\x1f"

RICH, CLOSED, HIDDEN = 1, 2, 4
ROW: Final = np.dtype(
    [
        ("lengths", "<u2", (len(scoring.FIELDS),)),
        ("flags", "u1"),
        ("changed", "<i4"),
        ("sort", f"S{NAME_BYTES + _ID_BYTES}"),
    ]
)


class Counted(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field whose value is a mapping term → count, analysed already."""

    def __init__(self) -> None:
        self.format = Existence()  # the count is the posting's weight; no value beside it
        self.analyzer = self.vector = None
        self.scorable = self.stored = self.unique = False
        self.indexed = True

    def index(self, value: Mapping[str, int], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """(term, frequency, weight, value) of every term."""
        return ((term.encode(), count, float(count), b"") for term, count in value.items())


class Listed(Counted):
    """A field whose value is a collection of exact terms."""

    def index(self, value: Any, **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:  # noqa: ANN401 - any iterable of str
        """Every term once."""
        return ((term.encode(), 1, 1.0, b"") for term in dict.fromkeys(value))


class Row(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """The fixed row of a document; a column only."""

    def __init__(self) -> None:
        self.format = self.analyzer = self.vector = None
        self.scorable = self.stored = self.unique = self.indexed = False
        self.column_type = FixedBytesColumn(ROW.itemsize, default=b"\xff" * ROW.itemsize)

    def to_column_value(self, value: bytes) -> bytes:
        """The row as it is."""
        return value


def schema() -> Any:  # noqa: ANN401 - Whoosh has no types
    """One field a text, and those that find, narrow and order."""
    fields: dict[str, Any] = {name: Counted() for name in scoring.FIELDS}
    return Schema(key=Listed(), number=Listed(), names=Listed(), facet=Listed(), row=Row(), doc=STORED(), **fields)


def key_of(kind: str, id_: str) -> str:
    """The term that finds one document."""
    return f"{kind}{_SEPARATOR}{id_}"


def name_term(key: str, *, is_name: bool, text: str, kind: str) -> str:
    """The term under which a name is completed; its parts come back from `name_parts`."""
    return _SEPARATOR.join((key, "n" if is_name else "w", kind if is_name else "", text))


def name_parts(term: str) -> tuple[str, bool, str, str]:
    """(key, is a name, kind, text) of a name's term."""
    key, mark, kind, text = term.split(_SEPARATOR, 3)
    return key, mark == "n", kind, text


def exact_prefix(key: str) -> str:
    """What all terms of names with exactly this key begin with."""
    return f"{key}{_SEPARATOR}n{_SEPARATOR}"


def fields_of(document: AnalysedDocument) -> dict[str, Any]:
    """The arguments of Whoosh's `add_document`."""
    facets = (f"{name}:{code}" for name, codes in document.facets.items() for code in codes)
    names = (name_term(n.key, is_name=n.is_name, text=n.text, kind=document.kind) for n in document.names)
    return {
        "key": (key_of(document.kind, document.id),),
        "number": document.numbers,
        "names": names,
        "facet": () if document.is_hidden else facets,
        "row": _row(document),
        "doc": (document.kind, document.id, document.digest, document.text),
        **document.counts,
    }


def _row(document: AnalysedDocument) -> bytes:
    row = np.zeros(1, ROW)
    counts = document.counts
    row["lengths"][0] = [min(sum(counts[f].values()), 65_535) if f in counts else 0 for f in scoring.FIELDS]
    row["flags"] = RICH * document.is_rich | CLOSED * document.is_closed | HIDDEN * document.is_hidden
    row["changed"] = document.changed
    name = document.sort_name.encode()[:NAME_BYTES].ljust(NAME_BYTES, b" ")
    row["sort"] = name + document.id.encode()[:_ID_BYTES]
    return row.tobytes()
