"""The review list: applicants whose name several open companies have, each with the companies to choose from; and what was chosen."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from app.companies import queries as companies
from app.companies.kind import address_of
from app.companies.models import Company
from app.core.paging import Page
from app.core.text import company_core
from app.patents.models import Patent, PatentApplicant

MOST_AT_ONCE: Final = 500
Candidates = tuple[tuple[str, str, str], ...]
"""(法人番号, name, address) of each company that an applicant could be."""


@dataclass(frozen=True, slots=True)
class OpenLink:
    """One applicant that waits for a choice; `same`: how many applicants of exactly this name wait, this one included."""

    patent_id: str
    patent_title: str
    applicant: str
    candidates: Candidates
    position: int = 0
    same: int = 1


@dataclass(frozen=True, slots=True)
class ChosenLink:
    """One applicant for which an official chose: the company, or None for "none of them"."""

    patent_id: str
    patent_title: str
    applicant: str
    position: int
    company_id: str | None
    company_name: str
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class SameName:
    """All that one choice for a name would reach: (patent, position, title, day of filing), at most MOST_AT_ONCE, and the total."""

    rows: Sequence[tuple[str, int, str, date | None]]
    total: int
    candidates: Candidates

    @property
    def seen(self) -> str:
        """Fingerprint of exactly these rows: a choice made by an old page is refused."""
        return fingerprint((patent_id, position) for patent_id, position, _title, _filed in self.rows)


def fingerprint(rows: Iterable[tuple[str, int]]) -> str:
    """SHA-256 over rows of applicants."""
    return hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()


def list_open_links(session: Session, limit: int = 100) -> list[OpenLink]:
    """The first `limit` applicants that wait, by name and patent, with at most 20 candidates each."""
    return _open_links(session, session.execute(_waiting("").limit(limit)).all())


def list_waiting(session: Session, page: int, per_page: int, name: str = "") -> Page[OpenLink]:
    """One page of the applicants that wait, by name and patent; `name`: only those whose name holds it."""
    query = _waiting(name)
    rows = session.execute(query.offset((page - 1) * per_page).limit(per_page)).all()
    return Page(_open_links(session, rows), page, per_page, _count(session, query))


def list_chosen(session: Session, page: int, per_page: int, name: str = "") -> Page[ChosenLink]:
    """One page of the applicants for which officials chose, last one first."""
    applicant = PatentApplicant
    query = _applicants(name, applicant.decided_by.is_not(None)).order_by(
        applicant.decided_at.desc(), applicant.patent_id, applicant.position
    )
    rows = session.execute(query.offset((page - 1) * per_page).limit(per_page)).all()
    names = companies.list_names(session, [row[0].company_id for row in rows if row[0].company_id])
    chosen = [
        ChosenLink(
            row[0].patent_id,
            row[1],
            row[0].name,
            row[0].position,
            row[0].company_id,
            names.get(row[0].company_id or "", ""),
            row[0].decided_by or "",
            row[0].decided_at,
        )
        for row in rows
    ]
    return Page(chosen, page, per_page, _count(session, query))


def list_same_name(session: Session, name: str) -> SameName:
    """The applicants of exactly this name that wait."""
    here = (PatentApplicant.name == name, PatentApplicant.link == "review")
    query = (
        select(PatentApplicant.patent_id, PatentApplicant.position, Patent.title, Patent.filed_on)
        .join(Patent, Patent.id == PatentApplicant.patent_id)
        .where(*here)
        .order_by(PatentApplicant.patent_id, PatentApplicant.position)
    )
    rows = session.execute(query.limit(MOST_AT_ONCE)).all()
    core = company_core(name)
    found = companies.list_by_core_names(session, [core]) if rows else {}
    return SameName(
        [(row.patent_id, row.position, row.title, row.filed_on) for row in rows],
        _count(session, query),
        _candidates(found.get(core, [])),
    )


def count_waiting(session: Session) -> int:
    """How many applicants wait."""
    return session.scalar(select(func.count()).where(PatentApplicant.link == "review")) or 0


def _waiting(name: str) -> Select[PatentApplicant, str]:
    applicant = PatentApplicant
    return _applicants(name, applicant.link == "review").order_by(
        applicant.name_core, applicant.patent_id, applicant.position
    )


def _applicants(name: str, *which: ColumnElement[bool]) -> Select[PatentApplicant, str]:
    query = select(PatentApplicant, Patent.title).join(Patent, Patent.id == PatentApplicant.patent_id).where(*which)
    core = company_core(name)
    return query.where(PatentApplicant.name_core.contains(core, autoescape=True)) if core else query


def _count(session: Session, query: Select[*tuple[Any, ...]]) -> int:
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def _open_links(session: Session, rows: Sequence[Row[PatentApplicant, str]]) -> list[OpenLink]:
    found = companies.list_by_core_names(session, {row[0].name_core for row in rows}) if rows else {}
    same = _how_many(session, {row[0].name for row in rows}) if rows else {}
    return [
        OpenLink(
            applicant.patent_id,
            title,
            applicant.name,
            _candidates(found.get(applicant.name_core, [])),
            applicant.position,
            same.get(applicant.name, 1),
        )
        for applicant, title in rows
    ]


def _how_many(session: Session, names: Iterable[str]) -> dict[str, int]:
    rows = session.execute(
        select(PatentApplicant.name, func.count())
        .where(PatentApplicant.link == "review", PatentApplicant.name.in_(list(names)))
        .group_by(PatentApplicant.name)
    )
    return {row[0]: row[1] for row in rows}


def _candidates(found: Sequence[Company]) -> Candidates:
    return tuple((company.id, company.name, address_of(company)) for company in found)
