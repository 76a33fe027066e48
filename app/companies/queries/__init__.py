"""Reads about companies. What a visitor may see is part of each query: removed numbers are nowhere, hidden ones in no list."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload, with_expression

from app.companies.models import Company, CompanyChange, CompanyMember, CompanyProfile, PublicOrder
from app.core.actor import FirmRole
from app.core.errors import NotFound
from app.core.paging import Page


@dataclass(frozen=True, slots=True)
class CompanyFilter:
    """How the list at /companies/ is narrowed."""

    municipality: str | None = None
    kana_row: str | None = None  # first katakana: ア, カ …
    with_profile: bool = False
    closed: bool = False


# The rows of the kana table, for the index of the list: a kana and those that sort under it.
KANA_ROWS: dict[str, str] = {
    "ア": "アイウエオァィゥェォヴ",
    "カ": "カキクケコガギグゲゴヵヶ",
    "サ": "サシスセソザジズゼゾ",
    "タ": "タチツテトダヂヅデドッ",
    "ナ": "ナニヌネノ",
    "ハ": "ハヒフヘホバビブベボパピプペポ",
    "マ": "マミムメモ",
    "ヤ": "ヤユヨャュョ",
    "ラ": "ラリルレロ",
    "ワ": "ワヲンヰヱ",
}


def visible_ids(*, updated_since: datetime | None = None, closed: bool = False) -> Select[str]:
    """Ids of all companies that anyone may see, in kana order, or by the time of change with `updated_since`."""
    query = select(Company.id).where(Company.removed_on.is_(None), Company.is_hidden.is_(False))
    if updated_since is not None:
        return query.where(Company.updated_at >= updated_since).order_by(Company.updated_at, Company.id)
    if not closed:
        query = query.where(Company.closed_on.is_(None))
    return query.order_by(Company.sort_kana, Company.id)


def get_company(session: Session, id_: str) -> Company:
    """The company with its whole profile, and whether it `is_owned`; NotFound if there is none or it was removed from the
    register."""
    owned = exists().where(
        CompanyMember.company_id == Company.id, CompanyMember.role == FirmRole.OWNER, CompanyMember.ended_at.is_(None)
    )
    query = _with_profile().options(with_expression(Company.is_owned, owned)).where(Company.id == id_)
    company = session.scalars(query).one_or_none()
    if company is None:
        raise NotFound("この番号の企業は見つかりません。法人番号は13桁の数字です。")
    return company


def list_by_ids(session: Session, ids: Sequence[str]) -> list[Company]:
    """Those of `ids` that may be seen, with their profiles, in the order of `ids`."""
    found = {company.id: company for company in session.scalars(_with_profile().where(Company.id.in_(ids)))}
    return [found[id_] for id_ in ids if id_ in found]


def list_names(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """Names by id, of those of `ids` that may be seen."""
    rows = session.execute(select(Company.id, Company.name).where(Company.id.in_(ids), Company.removed_on.is_(None)))
    return {row.id: row.name for row in rows}


def list_companies(session: Session, wanted: CompanyFilter, page: int, per_page: int) -> Page[Company]:
    """One page of the list in kana order."""
    ids = _narrowed(wanted)
    total = session.scalar(select(func.count()).select_from(ids.order_by(None).subquery())) or 0
    shown = session.scalars(ids.offset((page - 1) * per_page).limit(per_page)).all()
    return Page(list_by_ids(session, shown), page, per_page, total)


def _narrowed(wanted: CompanyFilter) -> Select[str]:
    query = visible_ids(closed=wanted.closed)
    if wanted.municipality:
        query = query.where(Company.municipality_code == wanted.municipality)
    if wanted.kana_row:
        query = query.where(or_(*(Company.sort_kana.startswith(kana) for kana in KANA_ROWS[wanted.kana_row])))
    if wanted.with_profile:
        query = query.join(CompanyProfile, CompanyProfile.company_id == Company.id)
    return query


def count_by_municipality(session: Session) -> dict[str, int]:
    """Open companies by 6-digit municipality code."""
    rows = session.execute(
        select(Company.municipality_code, func.count())
        .where(Company.id.in_(visible_ids().order_by(None)), Company.municipality_code.is_not(None))
        .group_by(Company.municipality_code)
    )
    return {code: count for code, count in rows if code}


def list_changes(session: Session, number: str) -> list[CompanyChange]:
    """The register's history of one number, newest first."""
    order = (CompanyChange.registry_updated_on.desc(), CompanyChange.position.desc())
    query = select(CompanyChange).where(CompanyChange.corporate_number == number).order_by(*order).limit(100)
    return list(session.scalars(query))


def list_orders(session: Session, number: str) -> list[PublicOrder]:
    """Public orders that the firm won, newest first."""
    order = (PublicOrder.ordered_on.desc(), PublicOrder.id)
    query = select(PublicOrder).where(PublicOrder.corporate_number == number).order_by(*order).limit(200)
    return list(session.scalars(query))


def list_predecessors(session: Session, number: str) -> list[Company]:
    """Closed companies whose successor this one is."""
    query = select(Company).where(Company.successor_number == number, Company.removed_on.is_(None))
    return list(session.scalars(query.order_by(Company.sort_kana, Company.id).limit(50)))


def list_by_core_names(session: Session, cores: Iterable[str], most: int = 20) -> dict[str, list[Company]]:
    """The same for several names at once, at most `most` each; names that no open company has are left out."""
    rank = func.row_number().over(partition_by=Company.name_core, order_by=Company.id)
    is_open = (Company.closed_on.is_(None), Company.removed_on.is_(None))
    ranked = select(Company.id, rank.label("rank")).where(Company.name_core.in_(list(cores)), *is_open).subquery()
    query = select(Company).join(ranked, ranked.c.id == Company.id).where(ranked.c.rank <= most)
    found: dict[str, list[Company]] = {}
    for company in session.scalars(query.order_by(Company.name_core, Company.id)):
        found.setdefault(company.name_core, []).append(company)
    return found


def stream_ids(session: Session) -> Iterator[str]:
    """Ids of everything that belongs into the index: closed and hidden ones too (they are found by number)."""
    query = select(Company.id).where(Company.removed_on.is_(None)).order_by(Company.id)
    yield from session.scalars(query.execution_options(yield_per=2_000))


def _with_profile() -> Select[Company]:
    profile = joinedload(Company.profile)
    parts = (
        CompanyProfile.industries,
        CompanyProfile.certificates,
        CompanyProfile.capabilities,
        CompanyProfile.equipment,
    )
    loads = (profile.options(*(selectinload(part) for part in parts)),)
    return select(Company).options(*loads).where(Company.removed_on.is_(None))
