"""Reads about technologies. All of them are public."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.paging import Page
from app.technologies.models import Technology


def visible_ids(*, updated_since: datetime | None = None) -> Select[str]:
    """Ids of all technologies, newest first, or by the time of change with `updated_since`."""
    query = select(Technology.id)
    if updated_since is not None:
        return query.where(Technology.updated_at >= updated_since).order_by(Technology.updated_at, Technology.id)
    return query.order_by(Technology.fresh_on.desc(), Technology.code)


def get_technology(session: Session, id_: str) -> Technology:
    """The technology; NotFound if there is none."""
    technology = session.get(Technology, id_)
    if technology is None:
        raise NotFound("この技術は見つかりません。公開が終わった可能性があります。")
    return technology


def find_id_by_code(session: Session, code: str) -> str | None:
    """Id of the technology with this code, in any case of letters."""
    return session.scalar(select(Technology.id).where(func.lower(Technology.code) == code.lower()))


def list_by_ids(session: Session, ids: Sequence[str]) -> list[Technology]:
    """Those of `ids` that exist, in the order of `ids`."""
    found = {row.id: row for row in session.scalars(select(Technology).where(Technology.id.in_(ids)))}
    return [found[id_] for id_ in ids if id_ in found]


def list_technologies(session: Session, page: int, per_page: int, *, it_only: bool = False) -> Page[Technology]:
    """One page of the list, newest first; `it_only` keeps IT services and products for small firms."""
    ids = visible_ids().where(Technology.is_it) if it_only else visible_ids()
    total = session.scalar(select(func.count()).select_from(ids.order_by(None).subquery())) or 0
    shown = session.scalars(ids.offset((page - 1) * per_page).limit(per_page)).all()
    return Page(list_by_ids(session, shown), page, per_page, total)


def list_of_owner(session: Session, number: str) -> list[Technology]:
    """Technologies of one company, by code."""
    query = select(Technology).where(Technology.owner_number == number).order_by(Technology.code).limit(200)
    return list(session.scalars(query))


def stream_ids(session: Session) -> Iterator[str]:
    """Ids of everything that belongs into the index."""
    yield from session.scalars(select(Technology.id).order_by(Technology.id).execution_options(yield_per=2_000))
