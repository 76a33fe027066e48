"""What an importer of one layout is: it reads a source into checked records, and writes batches of them by a room's verbs."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from sqlalchemy.orm import Session

from app.core.rows import RowProblem
from app.imports.files import Source

T = TypeVar("T")
Same = Literal["replay", "error", "last", "merge"]
"""What a key that stands in two rows means: rows replayed in order, an error, the last row holds, or one thing told twice."""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """One row read: its record and keys, or why it is refused. `is_current` False: it can't be the last word on its key."""

    row: int
    record: T | None = None
    keys: tuple[str, ...] = ()
    problems: Sequence[RowProblem] = ()
    is_current: bool = True
    is_in_scope: bool = True


@dataclass(frozen=True, slots=True)
class Staged(Generic[T]):
    """One checked record out of the staging file; `is_final`: the last current one of its key in the whole file."""

    position: int
    row: int
    record: T
    is_final: bool


@dataclass(slots=True)
class Written:
    """What one batch did. `touched` are ids by kind whose public record looks different now."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    outdated: int = 0
    touched: dict[str, list[str]] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)

    def touch(self, kind: str, ids: Sequence[str]) -> None:
        """Remember that these records changed."""
        self.touched.setdefault(kind, []).extend(ids)


class Importer(ABC, Generic[T]):
    """One layout of one kind of file."""

    same: Same
    key_column: str = ""  # named in the report when a key stands twice
    batch: int = 500  # rows a unit of work at most

    @property
    @abstractmethod
    def record_type(self) -> type[T]:
        """The record's dataclass, for the staging file."""

    @abstractmethod
    def read(self, source: Source) -> Iterator[Found[T]]:
        """All rows of the source, refused ones too, in order. Never raises on content, but for `FileRefused`."""

    @abstractmethod
    def write(self, session: Session, rows: Sequence[Staged[T]]) -> Written:
        """Write one batch; equal to what stands already changes nothing."""

    def known(self, session: Session, keys: Sequence[str]) -> set[str]:
        """Which of `keys` we have already: such rows are taken though they are out of scope."""
        return set()

    def merge(self, records: Sequence[T]) -> T:
        """One record out of those of one thing (`same` is "merge")."""
        return records[-1]
