"""The port: what an index engine is asked and what it answers. Engines know analysed words and codes, never a person's text.

`tests/search/conformance.py` is what an engine must do; Whoosh (`whoosh_engine`) is the first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from app.search.documents import AnalysedDocument

FACETS: Final = (
    "type",
    "municipality",
    "industry",
    "ipc",
    "process",
    "material",
    "lot",
    "certificate",
    "licensable",
    "stage",
)


class Sort(StrEnum):
    """The orders of a list of hits."""

    RELEVANCE = "relevance"
    DISTANCE = "distance"
    NEWEST = "newest"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Variant:
    """One way in which a typed word may stand in a text: all of `words`; `weight` 1 is the typed one."""

    words: tuple[str, ...]
    weight: float = 1.0
    text: str = ""  # as a person would read it


@dataclass(frozen=True, slots=True)
class Term:
    """One typed word or compound. It is found by any variant, or by all its bigrams in one field."""

    text: str  # folded
    variants: tuple[Variant, ...]
    bigrams: tuple[str, ...] = ()
    required: bool = True
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Letters that must stand together, folded."""

    text: str
    bigrams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """An analysed query. Without terms, phrases and numbers it browses (`is_browse`) or finds nothing."""

    terms: tuple[Term, ...] = ()
    bigrams: tuple[str, ...] = ()  # what adds to the score, whatever term it belongs to
    phrases: tuple[Phrase, ...] = ()
    without: tuple[Term, ...] = ()
    without_phrases: tuple[Phrase, ...] = ()
    numbers: tuple[str, ...] = ()
    name: str = ""  # the whole query as a name's core form
    full_name: str = ""  # with its company form; empty if none was typed
    literal_name: str = ""  # without it, in the very letters
    places: frozenset[str] = frozenset()
    needs_all: bool = True
    is_browse: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """What the hits are narrowed to: facet name → codes (OR within, AND between)."""

    facets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    distances: Mapping[str, float] | None = None  # municipality → km, for sorting
    within: frozenset[str] | None = None  # municipalities near enough
    area: frozenset[str] | None = None  # municipalities of the chosen areas
    show_closed: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document, in order."""

    kind: str
    id: str
    score: float
    by_number: bool = False
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """`matched` counts before any facet; a facet's count is what choosing the value gives."""

    hits: tuple[Hit, ...]
    total: int
    matched: int
    facets: Mapping[str, Mapping[str, int]]
    is_cut: bool = False  # a phrase was checked in the first candidates only


@dataclass(frozen=True, slots=True)
class Completion:
    """A name, title or keyword that begins as typed."""

    text: str
    kind: str  # of the record; "" for a keyword
    documents: int


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What an engine says of itself; `problem` names what makes a rebuild needed."""

    engine: str
    documents: int
    generation: str
    analyser: str
    problem: str | None
    built_at: str | None = None

    @property
    def needs_rebuild(self) -> bool:
        """Whether the index is missing, damaged or made by another analyser."""
        return self.problem is not None


class IndexUnavailable(Exception):
    """The index is missing, damaged or locked too long; the text is for logs and the command line."""


class Build(Protocol):
    """A new index on the side. Nothing is seen of it until `switch`; leaving without it throws it away."""

    def add(self, documents: Iterable[AnalysedDocument]) -> None:
        """Write a batch."""

    def changed(self) -> list[tuple[str, str]]:
        """(kind, id) of what was written to the live index since the build began or was last asked; writers wait after it."""

    def replace(self, ids: Iterable[tuple[str, str]], documents: Iterable[AnalysedDocument]) -> None:
        """Write what changed meanwhile."""

    def count(self) -> int:
        """Documents in the new index."""

    def has(self, kind: str, id_: str) -> bool:
        """Whether the new index holds a document."""

    def switch(self) -> None:
        """Make it the live one."""


class Engine(Protocol):
    """One index."""

    def write(self, gone: Iterable[tuple[str, str]], documents: Iterable[AnalysedDocument]) -> None:
        """Delete, then add or replace, in one commit. IndexUnavailable if another writer holds the lock for 10 s."""

    def tidy(self) -> bool:
        """Do what keeps the index quick and can wait for an idle moment; whether there was anything to do."""

    def search(self, plan: Plan, filters: Filters, sort: Sort, offset: int, limit: int) -> Found:
        """The hits from `offset` on. IndexUnavailable if there is no index."""

    def frequencies(self, words: Sequence[str]) -> list[int]:
        """For each word, in how many documents it stands (its most frequent field)."""

    def bigram_frequencies(self, pairs: Sequence[str]) -> list[int]:
        """The same for bigrams."""

    def complete(self, prefix: str, limit: int) -> list[Completion]:
        """What begins with a folded prefix."""

    def vocabulary(self) -> Mapping[str, str]:
        """Folded keyword, title or name → as it is written: what "did you mean" may offer."""

    def digests(self) -> Iterator[tuple[str, str, str]]:
        """(kind, id, content digest) of every live document."""

    def build(self) -> AbstractContextManager[Build]:
        """Begin a rebuild; refuses (Conflict) if one is running."""

    def generation(self) -> str:
        """Changes with every commit and switch."""

    def status(self) -> EngineStatus:
        """Never raises."""
