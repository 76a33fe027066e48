"""Reads about bodies and their people."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core.actor import Grant
from app.core.errors import NotFound
from app.offices.models import Office, OfficeStaff
from app.offices.states import OfficeKind


def get_office(session: Session, office_id: str) -> Office:
    """The body; NotFound if there is none."""
    office = session.get(Office, office_id)
    if office is None:
        raise NotFound("この機関は見つかりません。")
    return office


def find_by_code(session: Session, code: str) -> Office | None:
    """The body with this code."""
    return session.scalars(select(Office).where(Office.code == code)).one_or_none()


def list_office_names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Names by id."""
    wanted = {id_ for id_ in ids if id_}
    if not wanted:
        return {}
    return {row.id: row.name for row in session.execute(select(Office.id, Office.name).where(Office.id.in_(wanted)))}


def grants_of(session: Session, user_id: str) -> list[Grant]:
    """The roles that a person holds for bodies that still stand."""
    rows = session.execute(
        select(OfficeStaff.role, OfficeStaff.office_id)
        .join(Office, Office.id == OfficeStaff.office_id)
        .where(OfficeStaff.user_id == user_id, OfficeStaff.ended_at.is_(None), Office.closed_at.is_(None))
    )
    return [Grant(row.role, row.office_id) for row in rows]


def find_reviewing_office(session: Session, municipality_code: str | None) -> Office | None:
    """Where claims and profiles of a firm wait: the office whose area holds its municipality, if it takes reviews; else the
    prefecture's. None only on a site without offices."""
    reviewing = session.scalars(
        select(Office).where(Office.takes_reviews.is_(True), Office.closed_at.is_(None)).order_by(Office.code)
    ).all()
    own = next((o for o in reviewing if municipality_code and municipality_code in o.areas), None)
    prefecture = next((o for o in reviewing if o.kind == OfficeKind.PREFECTURE), None)
    return own or prefecture or next(iter(reviewing), None)


def list_user_ids(session: Session, office_id: str, *roles: str) -> list[str]:
    """People who hold one of `roles` for this body now: whom to tell."""
    query = select(OfficeStaff.user_id).where(
        OfficeStaff.office_id == office_id, OfficeStaff.ended_at.is_(None), OfficeStaff.role.in_(roles)
    )
    return sorted(set(session.scalars(query)))


def list_offices(session: Session, *, closed: bool = False) -> list[Office]:
    """All bodies by kind and name; a site has some dozens."""
    query = select(Office).order_by(Office.kind.desc(), Office.name, Office.id)
    return list(session.scalars(query if closed else query.where(Office.closed_at.is_(None))))


def count_staff(session: Session, office_ids: Iterable[str]) -> dict[str, int]:
    """How many people act for each body now."""
    rows = session.execute(
        select(OfficeStaff.office_id, func.count(OfficeStaff.user_id.distinct()))
        .where(OfficeStaff.office_id.in_(list(office_ids)), OfficeStaff.ended_at.is_(None))
        .group_by(OfficeStaff.office_id)
    )
    return {row[0]: row[1] for row in rows}


def list_staff(session: Session, office_id: str) -> list[tuple[OfficeStaff, User]]:
    """People who act for this body now, by role and name."""
    rows = session.execute(
        select(OfficeStaff, User)
        .join(User, User.id == OfficeStaff.user_id)
        .where(OfficeStaff.office_id == office_id, OfficeStaff.ended_at.is_(None))
        .order_by(OfficeStaff.role, User.name, User.id)
        .limit(500)
    )
    return [(row[0], row[1]) for row in rows]


def list_by_kind(session: Session, *kinds: str) -> list[Office]:
    """Bodies of some kinds that still stand, by name."""
    query = select(Office).where(Office.kind.in_(kinds), Office.closed_at.is_(None))
    return list(session.scalars(query.order_by(Office.name, Office.id)))
