"""Reads about patents. All published applications are public."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core.errors import NotFound
from app.core.paging import Page
from app.core.publication import OPEN, Revision
from app.patents.models import Patent, PatentApplicant, PatentLicence, PatentNumberRow, PatentRedirect

LICENCE: Final = "licence"
"""The kind under which revisions of a licence card stand; the subject is the patent's id."""


def visible_ids(*, updated_since: datetime | None = None) -> Select[str]:
    """Ids of all patents, last filed first, or by the time of change with `updated_since`."""
    query = select(Patent.id)
    if updated_since is not None:
        return query.where(Patent.updated_at >= updated_since).order_by(Patent.updated_at, Patent.id)
    return query.order_by(func.coalesce(Patent.filed_on, Patent.published_on).desc(), Patent.id)


def get_patent(session: Session, id_: str) -> Patent:
    """The patent with all that belongs to it; NotFound if there is none."""
    patent = find_patent(session, id_)
    if patent is None:
        raise NotFound("この番号の特許は見つかりません。番号を確かめるか、検索からお探しください。")
    return patent


def find_patent(session: Session, id_: str) -> Patent | None:
    """The patent with all that belongs to it."""
    return session.scalars(_whole().where(Patent.id == id_)).one_or_none()


def find_id_by_number(session: Session, key: str) -> str | None:
    """Id of the patent to which a number (numbers.PatentNumber.key) or the address of a merged record leads."""
    by_number = session.scalar(select(PatentNumberRow.patent_id).where(PatentNumberRow.key == key))
    return by_number or session.scalar(select(PatentRedirect.patent_id).where(PatentRedirect.old_id == key))


def list_by_ids(session: Session, ids: Sequence[str]) -> list[Patent]:
    """Those of `ids` that exist, whole, in the order of `ids`."""
    found = {patent.id: patent for patent in session.scalars(_whole().where(Patent.id.in_(ids)))}
    return [found[id_] for id_ in ids if id_ in found]


def list_patents(session: Session, page: int, per_page: int, *, licensable_only: bool = False) -> Page[Patent]:
    """One page of the list, last filed first; `licensable_only` keeps those with a licence card (開放特許)."""
    ids = visible_ids()
    if licensable_only:
        ids = ids.join(PatentLicence, PatentLicence.patent_id == Patent.id)
    total = session.scalar(select(func.count()).select_from(ids.order_by(None).subquery())) or 0
    shown = session.scalars(ids.offset((page - 1) * per_page).limit(per_page)).all()
    return Page(list_by_ids(session, shown), page, per_page, total)


def list_of_company(session: Session, company_id: str) -> list[Patent]:
    """Patents of which the company is an applicant, last filed first, with their licence cards only."""
    mine = select(PatentApplicant.patent_id).where(PatentApplicant.company_id == company_id)
    query = (
        select(Patent)
        .options(joinedload(Patent.licence))
        .where(Patent.id.in_(mine))
        .order_by(Patent.filed_on.desc(), Patent.id)
        .limit(200)
    )
    return list(session.scalars(query))


def list_owners(session: Session, patent_id: str) -> list[str]:
    """Ids of the companies that the patent's applicants are, in the order of the applicants."""
    query = select(PatentApplicant.company_id).where(
        PatentApplicant.patent_id == patent_id, PatentApplicant.company_id.is_not(None)
    )
    return list(dict.fromkeys(id_ for id_ in session.scalars(query.order_by(PatentApplicant.position)) if id_))


def list_of_firms(session: Session, firm_ids: Sequence[str], page: int, per_page: int) -> Page[Patent]:
    """One page of the patents of which one of these firms is an applicant, last filed first: for their owners."""
    mine = select(PatentApplicant.patent_id).where(PatentApplicant.company_id.in_(firm_ids))
    ids = visible_ids().where(Patent.id.in_(mine))
    total = session.scalar(select(func.count()).select_from(ids.order_by(None).subquery())) or 0
    shown = session.scalars(ids.offset((page - 1) * per_page).limit(per_page)).all()
    return Page(list_by_ids(session, shown), page, per_page, total)


def list_open_versions(session: Session, ids: Sequence[str]) -> dict[str, Revision]:
    """The cards' versions on their way, of those of `ids` that have one."""
    query = select(Revision).where(Revision.kind == LICENCE, Revision.subject_id.in_(ids), Revision.state.in_(OPEN))
    return {revision.subject_id: revision for revision in session.scalars(query)}


def list_stale_licences(session: Session, firm_ids: Sequence[str], before: date) -> list[tuple[str, str, date]]:
    """(patent id, title, last confirmed on) of cards of these firms that were last confirmed before `before`."""
    mine = select(PatentApplicant.patent_id).where(PatentApplicant.company_id.in_(firm_ids))
    rows = session.execute(
        select(Patent.id, Patent.title, PatentLicence.fresh_on)
        .join(PatentLicence, PatentLicence.patent_id == Patent.id)
        .where(Patent.id.in_(mine), PatentLicence.fresh_on < before)
        .order_by(PatentLicence.fresh_on, Patent.id)
        .limit(200)
    )
    return [(row.id, row.title, row.fresh_on) for row in rows]


def stream_ids(session: Session) -> Iterator[str]:
    """Ids of everything that belongs into the index."""
    yield from session.scalars(select(Patent.id).order_by(Patent.id).execution_options(yield_per=2_000))


def _whole() -> Select[Patent]:
    return select(Patent).options(
        selectinload(Patent.numbers),
        selectinload(Patent.applicants),
        selectinload(Patent.classifications),
        joinedload(Patent.licence),
    )
