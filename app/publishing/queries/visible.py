"""Who may see which version. What is not theirs to see is not there."""

from collections.abc import Collection, Iterable
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session

from app.core.actor import Actor, Role
from app.core.errors import NotFound
from app.core.paging import Page
from app.core.publication import OPEN, Revision, RevisionState
from app.offices.models import Office
from app.offices.states import OfficeKind
from app.publishing.errors import NOT_THERE
from app.publishing.models import RevisionCover
from app.publishing.policy import DECIDERS, MEMBERS
from app.publishing.states import AT_OFFICE, DECIDED

_MOST: Final = 200


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The firm's people: all versions of their firm. Officials: what waits or was decided at their office (at the prefecture:
    at any). Auditors: what was decided. Others: nothing."""
    return or_(of_firms(actor.bodies(*MEMBERS)), at_offices(actor))


def of_firms(firm_ids: Collection[str]) -> ColumnElement[bool]:
    """All versions of these firms."""
    return Revision.firm_id.in_(sorted(firm_ids)) if firm_ids else false()


def at_offices(actor: Actor) -> ColumnElement[bool]:
    """What staff may see: never a draft, never an import's own lines."""
    offices = sorted(actor.bodies(*DECIDERS))
    parts: list[ColumnElement[bool]] = []
    if offices:
        is_prefecture = exists().where(
            Office.id.in_(offices), Office.kind == OfficeKind.PREFECTURE, Office.closed_at.is_(None)
        )
        parts.append(and_(Revision.state.in_(AT_OFFICE), or_(Revision.office_id.in_(offices), is_prefecture)))
    if actor.has(Role.AUDITOR):
        parts.append(Revision.state.in_(DECIDED))
    return and_(Revision.firm_id.is_not(None), or_(*parts)) if parts else false()


def is_visible(session: Session, actor: Actor, revision: Revision) -> bool:
    """Whether the actor may see the version."""
    return session.scalar(select(Revision.id).where(Revision.id == revision.id, visible_to(actor))) is not None


def get_of_firm(session: Session, actor: Actor, key: str) -> Revision:
    """A version of one of the actor's firms; NotFound for any other."""
    return _get(session, key, of_firms(actor.bodies(*MEMBERS)))


def get_at_office(session: Session, actor: Actor, key: str) -> Revision:
    """A version that the actor may see as staff; NotFound for any other."""
    return _get(session, key, at_offices(actor))


def _get(session: Session, key: str, condition: ColumnElement[bool]) -> Revision:
    found = session.scalars(select(Revision).where(Revision.key == key, condition)).one_or_none()
    if found is None:
        raise NotFound(NOT_THERE)
    return found


def find_open(session: Session, kind: str, subject_id: str) -> Revision | None:
    """The subject's version that is on its way, whoever asks: for services and for views that have let their person in."""
    query = select(Revision).where(Revision.kind == kind, Revision.subject_id == subject_id, Revision.state.in_(OPEN))
    return session.scalars(query).one_or_none()


def find_cover(session: Session, revision: Revision) -> RevisionCover | None:
    """The version's cover sheet; None for imports."""
    return session.get(RevisionCover, revision.id)


def list_of_firm(session: Session, firm_id: str) -> list[Revision]:
    """The firm's versions, the newest first, at most 200; for views that have let their person in."""
    query = select(Revision).where(Revision.firm_id == firm_id).order_by(Revision.id.desc()).limit(_MOST)
    return list(session.scalars(query))


def page_of_firms(
    session: Session, actor: Actor, firm_id: str | None, states: Collection[str], number: int, per_page: int
) -> Page[Revision]:
    """Versions in `states` of the actor's firms (of one of them with `firm_id`), the newest first."""
    firms = actor.bodies(*MEMBERS)
    wanted = firms if firm_id is None else firms & {firm_id}
    condition = and_(of_firms(wanted), Revision.state.in_(sorted(states)))
    total = session.scalar(select(func.count()).select_from(Revision).where(condition)) or 0
    rows = session.scalars(
        select(Revision).where(condition).order_by(Revision.id.desc()).limit(per_page).offset((number - 1) * per_page)
    ).all()
    return Page(rows, number, per_page, total)


def find_offer(session: Session, key: str) -> Revision | None:
    """An import's offer by its key, answered or not; whoever calls asks whose thing it is."""
    states = (RevisionState.OFFERED, RevisionState.WITHDRAWN)
    query = select(Revision).where(Revision.key == key, Revision.by.is_(None), Revision.state.in_(states))
    return session.scalars(query).one_or_none()


def list_offers(session: Session, kind: str, subject_id: str) -> list[Revision]:
    """An import's values for the subject that wait for an answer; for views that have let their person in."""
    query = select(Revision).where(
        Revision.kind == kind, Revision.subject_id == subject_id, Revision.state == RevisionState.OFFERED
    )
    return list(session.scalars(query.order_by(Revision.number)))


def list_titles(session: Session, revisions: Iterable[Revision]) -> dict[int, str]:
    """What versions are called, by their id."""
    ids = [revision.id for revision in revisions]
    if not ids:
        return {}
    rows = session.execute(
        select(RevisionCover.revision_id, RevisionCover.title).where(RevisionCover.revision_id.in_(ids))
    )
    return {row.revision_id: row.title for row in rows}
