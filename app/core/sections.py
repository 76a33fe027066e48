"""What several rooms put on one page: data and a template's name, in a fixed order. `web` renders them.

Rooms also register here what waits for a person (for 「今日の仕事」) and what they know of a person (for the personal-data export).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.labels import Label


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a joined page: the template gets `data` as its variables."""

    template: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing that waits: its name, its page, since when or until when, and a word beside it."""

    title: str
    url: str
    since_on: date | None = None
    due_on: date | None = None
    note: Label | None = None


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One counted line of the dashboard, leading to a filtered list, with its first things below."""

    label: Label
    count: int
    url: str
    items: tuple[WorkItem, ...] = ()
    late: int = 0  # how many of them are past their day


# Takes the company's id and who looks; None where the room knows nothing about it.
CompanySection = Callable[[Session, str, Actor], Section | None]
# What waits for this actor; an empty list where the room has nothing for them.
WorkSection = Callable[[Session, Actor], list[WorkLine]]
# What the room knows of a person (user id): a name for the part of the export, and plain JSON values.
PersonalData = Callable[[Session, str], tuple[str, Any]]


@dataclass(slots=True)
class SectionRegister:
    """Sections that rooms registered at start, by position on the page."""

    company: list[tuple[int, CompanySection]] = field(default_factory=list)
    work: list[WorkSection] = field(default_factory=list)
    personal: list[PersonalData] = field(default_factory=list)

    def add_company(self, position: int, section: CompanySection) -> None:
        """Show `section` on every company's page; lower positions come first."""
        self.company.append((position, section))
        self.company.sort(key=lambda entry: entry[0])

    def for_company(self, session: Session, company_id: str, actor: Actor) -> list[Section]:
        """All sections that have something to show about this company."""
        found = (section(session, company_id, actor) for _, section in self.company)
        return [section for section in found if section is not None]

    def work_for(self, session: Session, actor: Actor) -> list[WorkLine]:
        """All lines of 「今日の仕事」 that count something, in the order of the site map."""
        return [line for section in self.work for line in section(session, actor) if line.count]

    def data_of(self, session: Session, user_id: str) -> dict[str, Any]:
        """Everything that the rooms know of a person, by room."""
        return dict(section(session, user_id) for section in self.personal)
