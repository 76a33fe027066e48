"""A kind made for the tests, kept in memory, and services over it: kinds are search's public way in."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.kinds import Kind, KindRegister, PublicRecord, SearchDocument
from app.core.labels import Label
from app.search.analysis import Analyser
from app.search.query import RecognisedNumber
from app.search.service import SearchService
from app.search.synonyms import special_words


class Shelf(Kind):
    """A kind whose things are search documents in a dict."""

    name = "company"
    plural = "companies"
    label = Label("企業", "Company")
    plural_label = Label("企業", "Companies")
    schema = PublicRecord

    def __init__(self, *documents: SearchDocument) -> None:
        self.things = {document.id: document for document in documents}

    def put(self, *documents: SearchDocument) -> list[str]:
        """Add or replace; the ids."""
        self.things |= {document.id: document for document in documents}
        return [document.id for document in documents]

    def visible(
        self, actor: Actor, *, updated_since: datetime | None = None, closed: bool = False
    ) -> Select[tuple[str]]:
        raise NotImplementedError

    def documents(self, session: Session, ids: Sequence[str]) -> list[SearchDocument]:
        return [self.things[id_] for id_ in ids if id_ in self.things]

    def records(self, session: Session, ids: Sequence[str]) -> list[Any]:
        return []

    def all_ids(self, session: Session) -> Iterator[str]:
        return iter(list(self.things))


class Rack(Shelf):
    """A second kind."""

    name = "technology"
    plural = "technologies"
    label = Label("技術", "Technology")
    plural_label = Label("技術", "Technologies")


@lru_cache(maxsize=1)
def analyser() -> Analyser:
    """The analyser as the service sets it up; one for all tests."""
    made = Analyser()
    made.add_special_words(special_words(made))
    return made


def company(id_: str, title: str, **values: Any) -> SearchDocument:
    """A company's document."""
    values.setdefault("numbers", (id_,))
    return SearchDocument(kind="company", id=id_, title=title, url=f"/companies/{id_}", is_name=True, **values)


def technology(id_: str, title: str, **values: Any) -> SearchDocument:
    """A technology's document."""
    return SearchDocument(kind="technology", id=id_, title=title, url=f"/technologies/{id_}", **values)


def thirteen_digits(text: str) -> list[RecognisedNumber]:
    """A recogniser as rooms above bring it."""
    import re

    label = Label("法人番号", "Corporate number")
    return [RecognisedNumber(m[0], m.start(), m.end(), label) for m in re.finditer(r"(?<!\d)\d{13}(?!\d)", text)]


def service(folder: Path, *kinds: Kind) -> SearchService:
    """A service over an index in `folder`, not yet built."""
    return SearchService(KindRegister(kinds), (thirteen_digits,), f"whoosh:{folder}", analyser=analyser())


def built(folder: Path, *kinds: Kind) -> SearchService:
    """The same, built."""
    made = service(folder, *kinds)
    made.rebuild(Session())
    return made
