"""What several rooms put on one page: data and a template's name, in a fixed order. `web` renders them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a joined page: the template gets `data` as its variables."""

    template: str
    data: Mapping[str, Any]


# Takes the company's id and who looks; None where the room knows nothing about it.
CompanySection = Callable[[Session, str, Actor], Section | None]


@dataclass(slots=True)
class SectionRegister:
    """Sections that rooms registered at start, by position on the page."""

    company: list[tuple[int, CompanySection]] = field(default_factory=list)

    def add_company(self, position: int, section: CompanySection) -> None:
        """Show `section` on every company's page; lower positions come first."""
        self.company.append((position, section))
        self.company.sort(key=lambda entry: entry[0])

    def for_company(self, session: Session, company_id: str, actor: Actor) -> list[Section]:
        """All sections that have something to show about this company."""
        found = (section(session, company_id, actor) for _, section in self.company)
        return [section for section in found if section is not None]
