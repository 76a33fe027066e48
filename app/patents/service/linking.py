"""Which company an applicant is: by 法人番号, else by exactly one open company of the same name; several wait for an official.

An official's choice (`number`, `rejected`) stays. A name's link follows the companies: `relink_companies` after they changed.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

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
    """How an applicant is tied to a company; `company_id` where it is."""

    kind: str
    company_id: str | None = None


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
    if (applicant.link, applicant.company_id) == (link.kind, link.company_id):
        return False
    applicant.link, applicant.company_id = link.kind, link.company_id
    return True


def _touched(session: Session, applicants: Sequence[PatentApplicant]) -> list[str]:
    by_patent: dict[str, list[PatentApplicant]] = defaultdict(list)
    for applicant in applicants:
        by_patent[applicant.patent_id].append(applicant)
    for patent in session.scalars(select(Patent).where(Patent.id.in_(by_patent))):
        patent.updated_at = clock.now()
    session.flush()
    return sorted(by_patent)
