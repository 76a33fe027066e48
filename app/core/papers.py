"""Papers: what a room declares once about something that is printed as PDF, and the room `papers` asks, prints and keeps.

A subclass lives in a room's `papers.py`; `registers.papers()` lists them. The page is laid out from `template` in the request
that asks for it, so that what was asked is what is printed; the PDF itself is made by the worker.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.labels import Label, Language


@dataclass(frozen=True, slots=True)
class Draft:
    """What one paper says: its title (also the file's name) and what its template is given.

    The same facts must give the same draft: no present time, nothing random, or each asking makes another paper.
    """

    title: str
    data: Mapping[str, Any]


class PaperKind(ABC):
    """One kind of paper."""

    name: ClassVar[str]  # "company-sheet": in addresses and rows
    label: ClassVar[Label]
    template: ClassVar[str]  # extends papers/paper.html
    is_public: ClassVar[bool] = False
    language: ClassVar[Language | None] = None  # None: the reader's
    look: ClassVar[tuple[str, str] | None] = None  # (action, subject kind) of the audit's entry when it is opened

    @abstractmethod
    def may(self, session: Session, actor: Actor, subject_id: str) -> bool:
        """Whether the paper about this subject is for these eyes: asked before it is made, and each time it is opened."""

    @abstractmethod
    def draft(self, session: Session, subject_id: str) -> Draft:
        """What the paper says now. NotFound or Conflict where there is nothing to print."""

    @abstractmethod
    def address(self, subject_id: str) -> str:
        """The page about the same subject, which can be printed instead."""


class PaperRegister:
    """The papers of this site; filled once by `create_app`."""

    def __init__(self, kinds: Sequence[PaperKind]) -> None:
        self._by_name = {kind.name: kind for kind in kinds}

    def __iter__(self) -> Iterator[PaperKind]:
        return iter(self._by_name.values())

    def find(self, name: str) -> PaperKind | None:
        """The kind of this name."""
        return self._by_name.get(name)
