"""Reads about people."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User, UserRole
from app.core.actor import Grant, Role
from app.core.errors import NotFound
from app.core.text import nfkc


def email_key(text: str) -> str:
    """An address as it is stored and compared: NFKC, lower case."""
    return nfkc(text).lower()


def find_by_email(session: Session, email: str) -> User | None:
    """The person with this address, whatever state the account is in."""
    return session.scalars(select(User).where(User.email == email_key(email))).one_or_none()


def get_user(session: Session, user_id: str) -> User:
    """The person; NotFound if there is none."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("この利用者は見つかりません。")
    return user


def list_user_names(session: Session, user_ids: Iterable[str]) -> dict[str, str]:
    """Names by id, for histories and lists; closed accounts by their pseudonym."""
    ids = {id_ for id_ in user_ids if id_}
    if not ids:
        return {}
    return {row.id: row.name for row in session.execute(select(User.id, User.name).where(User.id.in_(ids)))}


def grants_of(session: Session, user_id: str) -> list[Grant]:
    """What the person is by themselves: a member, and the roles without an office."""
    roles = session.scalars(select(UserRole.role).where(UserRole.user_id == user_id))
    return [Grant(Role.MEMBER), *(Grant(role) for role in roles)]
