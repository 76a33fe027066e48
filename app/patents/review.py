"""The review list: applicants whose name several open companies have, each with the companies to choose from."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.companies import queries as companies
from app.companies.kind import address_of
from app.patents.models import Patent, PatentApplicant


@dataclass(frozen=True, slots=True)
class OpenLink:
    """One applicant that waits for a choice; `candidates` are (法人番号, name, address)."""

    patent_id: str
    patent_title: str
    applicant: str
    candidates: tuple[tuple[str, str, str], ...]


def list_open_links(session: Session, limit: int = 100) -> list[OpenLink]:
    """The first `limit` applicants that wait, by name and patent, with at most 20 candidates each."""
    waiting = session.execute(
        select(PatentApplicant.patent_id, Patent.title, PatentApplicant.name, PatentApplicant.name_core)
        .join(Patent, Patent.id == PatentApplicant.patent_id)
        .where(PatentApplicant.link == "review")
        .order_by(PatentApplicant.name_core, PatentApplicant.patent_id)
        .limit(limit)
    ).all()
    found = {core: companies.find_by_core_name(session, core) for core in {row.name_core for row in waiting}}
    return [
        OpenLink(row.patent_id, row.title, row.name, tuple((c.id, c.name, address_of(c)) for c in found[row.name_core]))
        for row in waiting
    ]
