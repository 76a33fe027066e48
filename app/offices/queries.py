"""Reads about bodies and their people."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

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
