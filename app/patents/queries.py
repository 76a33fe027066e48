"""Reads about patents. All published applications are public."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core.errors import NotFound
from app.core.paging import Page
from app.patents.models import Patent, PatentApplicant, PatentLicence, PatentNumberRow, PatentRedirect


def visible_ids(*, updated_since: datetime | None = None) -> Select[str]:
    """Ids of all patents, last filed first, or by the time of change with `updated_since`."""
    query = select(Patent.id)
    if updated_since is not None:
        return query.where(Patent.updated_at >= updated_since).order_by(Patent.updated_at, Patent.id)
    return query.order_by(func.coalesce(Patent.filed_on, Patent.published_on).desc(), Patent.id)


def get_patent(session: Session, id_: str) -> Patent:
    """The patent with all that belongs to it; NotFound if there is none."""
    patent = session.scalars(_whole().where(Patent.id == id_)).one_or_none()
    if patent is None:
        raise NotFound("この番号の特許は見つかりません。番号を確かめるか、検索からお探しください。")
    return patent


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
