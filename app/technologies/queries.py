"""Reads about technologies. What its owner took off the site is in none of them but those for the owner."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.paging import Page
from app.core.publication import OPEN, Revision
from app.technologies.models import Technology

TECHNOLOGY: Final = "technology"
"""The kind under which revisions of a technology stand; the subject is its id."""
_SHOWN = Technology.withdrawn_at.is_(None)


def visible_ids(*, updated_since: datetime | None = None) -> Select[str]:
    """Ids of all technologies that are shown, newest first, or by the time of change with `updated_since`."""
    query = select(Technology.id).where(_SHOWN)
    if updated_since is not None:
        return query.where(Technology.updated_at >= updated_since).order_by(Technology.updated_at, Technology.id)
    return query.order_by(Technology.fresh_on.desc(), Technology.code)


def get_technology(session: Session, id_: str) -> Technology:
    """The technology; NotFound if there is none, or its owner took it off the site."""
    technology = session.get(Technology, id_)
    if technology is None or technology.withdrawn_at is not None:
        raise NotFound("この技術は見つかりません。公開が終わった可能性があります。")
    return technology


def find_any(session: Session, id_: str) -> Technology | None:
    """The technology, withdrawn ones too: for its owner."""
    return session.scalars(select(Technology).where(Technology.id == id_)).one_or_none()


def find_id_by_code(session: Session, code: str) -> str | None:
    """Id of the technology with this code that is shown, in any case of letters."""
    return session.scalar(select(Technology.id).where(func.lower(Technology.code) == code.lower(), _SHOWN))


def list_by_ids(session: Session, ids: Sequence[str]) -> list[Technology]:
    """Those of `ids` that are shown, in the order of `ids`."""
    found = {row.id: row for row in session.scalars(select(Technology).where(Technology.id.in_(ids), _SHOWN))}
    return [found[id_] for id_ in ids if id_ in found]


def list_technologies(session: Session, page: int, per_page: int, *, it_only: bool = False) -> Page[Technology]:
    """One page of the list, newest first; `it_only` keeps IT services and products for small firms."""
    ids = visible_ids().where(Technology.is_it) if it_only else visible_ids()
    total = session.scalar(select(func.count()).select_from(ids.order_by(None).subquery())) or 0
    shown = session.scalars(ids.offset((page - 1) * per_page).limit(per_page)).all()
    return Page(list_by_ids(session, shown), page, per_page, total)


def list_of_owner(session: Session, number: str) -> list[Technology]:
    """Technologies of one company that are shown, by code."""
    query = select(Technology).where(Technology.owner_number == number, _SHOWN).order_by(Technology.code).limit(200)
    return list(session.scalars(query))


def list_of_firms(session: Session, firm_ids: Sequence[str], page: int, per_page: int) -> Page[Technology]:
    """One page of the technologies of these firms, withdrawn ones too, last changed first: for their owners."""
    query = select(Technology).where(Technology.owner_number.in_(firm_ids))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(Technology.updated_at.desc(), Technology.id)
    shown = session.scalars(ordered.offset((page - 1) * per_page).limit(per_page)).all()
    return Page(list(shown), page, per_page, total)


def list_begun(session: Session, firm_ids: Sequence[str]) -> list[Revision]:
    """Drafts of these firms of technologies that were never public, the newest first, at most 50."""
    query = select(Revision).where(
        Revision.kind == TECHNOLOGY,
        Revision.firm_id.in_(firm_ids),
        Revision.state.in_(OPEN),
        Revision.subject_id.not_in(select(Technology.id)),
    )
    return list(session.scalars(query.order_by(Revision.id.desc()).limit(50)))


def list_open_versions(session: Session, ids: Sequence[str]) -> dict[str, Revision]:
    """The versions on their way of those of `ids` that have one."""
    query = select(Revision).where(Revision.kind == TECHNOLOGY, Revision.subject_id.in_(ids), Revision.state.in_(OPEN))
    return {revision.subject_id: revision for revision in session.scalars(query)}


def list_stale(session: Session, firm_ids: Sequence[str], before: date) -> list[Technology]:
    """Shown technologies of these firms that were last confirmed before `before`, oldest first."""
    query = select(Technology).where(Technology.owner_number.in_(firm_ids), Technology.fresh_on < before, _SHOWN)
    return list(session.scalars(query.order_by(Technology.fresh_on, Technology.id).limit(200)))


def stream_ids(session: Session) -> Iterator[str]:
    """Ids of everything that belongs into the index."""
    yield from session.scalars(
        select(Technology.id).where(_SHOWN).order_by(Technology.id).execution_options(yield_per=2_000)
    )
