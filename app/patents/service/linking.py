"""Which company an applicant is: by 法人番号, else by exactly one open company of the same name; several wait for an official.

An official's choice (`decided_by`) stays, whatever files say of the name; only "none of them" (`rejected`) gives way to a 法人番号
that a later file gives. A name's link follows the companies: `relink_companies` after they changed.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.companies.models import Company
from app.companies.numbers import is_corporate_number
from app.core import clock
from app.patents.models import Patent, PatentApplicant

BY_NAME: Final = ("name", "review", "none")
"""Links that a name alone decides."""


@dataclass(frozen=True, slots=True)
class Link:
    """How an applicant is tied to a company; `company_id` where it is, `decided_*` where an official chose."""

    kind: str
    company_id: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None

    def columns(self) -> dict[str, Any]:
        """The values of the applicant's row."""
        return {
            "link": self.kind,
            "company_id": self.company_id,
            "decided_by": self.decided_by,
            "decided_at": self.decided_at,
        }


NONE: Final = Link("none")


def links_by_name(session: Session, cores: Collection[str]) -> dict[str, Link]:
    """The link of each normalised name (core.text.company_core) that an open, listed company has; others have none."""
    found = session.execute(
        select(Company.name_core, func.count(), func.min(Company.id))
        .where(Company.name_core.in_([core for core in cores if core]))
        .where(Company.closed_on.is_(None), Company.removed_on.is_(None), Company.is_hidden.is_(False))
        .group_by(Company.name_core)
    )
    return {core: Link("name", id_) if count == 1 else Link("review") for core, count, id_ in found}


def link_of(number: str | None, core: str, by_name: Mapping[str, Link]) -> Link:
    """The link of an applicant with this 法人番号 (None or a wrong one: unknown) and normalised name."""
    if number and is_corporate_number(number):
        return Link("number", number)
    return by_name.get(core, NONE)


class Standing:
    """The links of one record's applicants that names do not decide: an official's choice, or a number that a file gave.

    Looked up by the name as published, else by its core where that means one applicant only.
    """

    def __init__(self, applicants: Sequence[PatentApplicant]) -> None:
        self._by_name: dict[str, Link] = {}
        by_core: dict[str, list[Link]] = defaultdict(list)
        for row in applicants:
            link = Link(row.link, row.company_id, row.decided_by, row.decided_at)
            by_core[row.name_core].append(link)
            if row.link not in BY_NAME:
                self._by_name[row.name] = link
        self._by_core = {core: links[0] for core, links in by_core.items() if len(links) == 1}

    def link_for(self, name: str, core: str, given: Link) -> Link:
        """The link of an applicant for whom a file and the names give `given`."""
        stands = self._by_name.get(name) or self._by_core.get(core, NONE)
        if stands.kind in BY_NAME:
            return given
        is_final = stands.decided_by is not None and stands.kind != "rejected"
        return stands if is_final or given.kind != "number" else given


def carry_choices(kept: Sequence[PatentApplicant], gone: Sequence[PatentApplicant]) -> None:
    """Two records become one: what an official chose for an applicant of the one that goes holds for the same name here."""
    chosen = Standing([row for row in gone if row.decided_by])
    for row in kept:
        if row.decided_by is None and row.link in BY_NAME:
            _set(row, chosen.link_for(row.name, row.name_core, Link(row.link, row.company_id)))


def relink_companies(session: Session, company_ids: Sequence[str]) -> list[str]:
    """Look again at the applicants whose name these companies have or had; ids of the patents that changed."""
    if not company_ids or session.scalar(select(PatentApplicant.patent_id).limit(1)) is None:
        return []
    cores = select(Company.name_core).where(Company.id.in_(company_ids), Company.name_core != "")
    applicants = session.scalars(
        select(PatentApplicant).where(
            PatentApplicant.link.in_(BY_NAME),
            or_(
                PatentApplicant.name_core.in_(cores),
                and_(PatentApplicant.link == "name", PatentApplicant.company_id.in_(company_ids)),
            ),
        )
    ).all()
    by_name = links_by_name(session, {applicant.name_core for applicant in applicants})
    changed = [a for a in applicants if _set(a, by_name.get(a.name_core, NONE))]
    return _touched(session, changed)


def _set(applicant: PatentApplicant, link: Link) -> bool:
    if (applicant.link, applicant.company_id, applicant.decided_by) == (link.kind, link.company_id, link.decided_by):
        return False
    for name, value in link.columns().items():
        setattr(applicant, name, value)
    return True


def _touched(session: Session, applicants: Sequence[PatentApplicant]) -> list[str]:
    by_patent: dict[str, list[PatentApplicant]] = defaultdict(list)
    for applicant in applicants:
        by_patent[applicant.patent_id].append(applicant)
    for patent in session.scalars(select(Patent).where(Patent.id.in_(by_patent))):
        patent.updated_at = clock.now()
    session.flush()
    return sorted(by_patent)
