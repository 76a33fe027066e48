"""Kinds: what a room declares once about its public things, and every service above or below walks.

Search, open data, sitemap, feeds and downloads know kinds and documents, never a room. A new kind is searchable, exportable
and listed on the day it is declared.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.labels import Label


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What search knows about one thing. Texts as a person reads them: analysis is search's own work."""

    kind: str
    id: str
    title: str
    url: str
    code: str | None = None
    numbers: tuple[str, ...] = ()  # exact numbers that lead here (法人番号, patent keys, codes), lower case
    names: tuple[str, ...] = ()  # further names; the title is one by itself
    kana: str = ""
    is_name: bool = False  # the title is a body's name: company forms in it are ignored
    keywords: tuple[str, ...] = ()
    summary: str = ""
    problems: tuple[str, ...] = ()  # troubles it solves, in the customers' own words
    body: str = ""
    address: str = ""
    municipality: str | None = None  # 6-digit code
    industries: tuple[str, ...] = ()  # JSIC rev. 14, "E2446"
    ipc: tuple[str, ...] = ()  # subclasses, "B23Q"
    processes: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    lots: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    licensable: bool = False
    stage: str | None = None
    is_closed: bool = False  # found by its number or exact name only
    is_hidden_by_name: bool = False  # 検索対象除外 (hihyoji=1): by its number only
    is_sample: bool = False
    companies: tuple[str, ...] = ()  # ids of the companies it belongs to
    changed_on: date | None = None


class PublicRecord(BaseModel):
    """Base of a kind's public JSON; the fields' descriptions are the CSV dictionary and the OpenAPI text."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="識別子（アドレスの末尾）")
    url: str = Field(description="このサイトでのページのパス")


class Kind(ABC):
    """One kind of public thing. Subclasses live in a room's `kind.py`."""

    name: ClassVar[str]  # "company": the type in addresses and the API
    plural: ClassVar[str]  # "companies": the address segment
    label: ClassVar[Label]
    plural_label: ClassVar[Label]
    schema: ClassVar[type[PublicRecord]]

    @abstractmethod
    def visible(self, actor: Actor, *, updated_since: datetime | None = None, closed: bool = False) -> Select[str]:
        """Ids of the rows that `actor` may see, in a stable order; closed ones only if asked for, or with `updated_since`."""

    @abstractmethod
    def documents(self, session: Session, ids: Sequence[str]) -> list[SearchDocument]:
        """Search documents of those of `ids` that the public may find, closed ones included, in any order."""

    @abstractmethod
    def records(self, session: Session, ids: Sequence[str]) -> list[Any]:
        """Public records (instances of `schema`) of those of `ids` that the public may see, in the order of `ids`."""

    @abstractmethod
    def all_ids(self, session: Session) -> Iterator[str]:
        """Ids of everything that belongs into the index, closed ones included; streamed."""

    def address(self, id_: str) -> str:
        """The page's path."""
        return f"/{self.plural}/{id_}"

    def count(
        self, session: Session, actor: Actor, *, updated_since: datetime | None = None, closed: bool = False
    ) -> int:
        """How many rows `visible` has."""
        ids = self.visible(actor, updated_since=updated_since, closed=closed).order_by(None).subquery()
        return session.scalar(select(func.count()).select_from(ids)) or 0


class KindRegister:
    """The kinds of this site in the order of the site map; filled once by `create_app`."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self._by_name = {kind.name: kind for kind in kinds}
        self._by_plural = {kind.plural: kind for kind in kinds}

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._by_name.values())

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Kind:
        return self._by_name[name]

    def find_by_plural(self, plural: str) -> Kind | None:
        """The kind whose address segment this is."""
        return self._by_plural.get(plural)

    @property
    def names(self) -> tuple[str, ...]:
        """All names, in order."""
        return tuple(self._by_name)
