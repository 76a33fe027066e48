"""Links that are mailed: a random token in the letter, its SHA-256 here, taken once by one conditional UPDATE."""

import secrets
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User, UserToken
from app.accounts.sessions import token_hash
from app.core import clock
from app.core.errors import Refusal
from app.core.letters import msgid


class Purpose(StrEnum):
    """What a link is for."""

    CONFIRM = "confirm"
    RESET = "reset"
    EMAIL = "email"  # no link: the asking itself, which holds both addresses
    EMAIL_NEW = "email-new"
    EMAIL_OLD = "email-old"


LIFETIMES: Final = {
    Purpose.CONFIRM: timedelta(hours=24),
    Purpose.RESET: timedelta(hours=1),
    Purpose.EMAIL: timedelta(hours=24),
    Purpose.EMAIL_NEW: timedelta(hours=24),
    Purpose.EMAIL_OLD: timedelta(hours=24),
}


class LinkIsOver(Refusal):
    """The link was used, ran out, was replaced, or never was one: all look the same."""

    status = 404

    def __init__(self) -> None:
        super().__init__(msgid("このリンクは、もう使えません。").message)


def mint(session: Session, user_id: str, purpose: Purpose, data: dict[str, Any] | None = None) -> str:
    """A new token for `user_id`; to be seen once, in a letter."""
    token = secrets.token_urlsafe(32)
    keep(session, token_hash(token), user_id, purpose, data)
    return token


def keep(session: Session, hashed: str, user_id: str, purpose: Purpose, data: dict[str, Any] | None = None) -> None:
    """Store what a token is for under its hash."""
    now = clock.now()
    session.add(
        UserToken(
            hash=hashed,
            purpose=purpose,
            user_id=user_id,
            data=data or {},
            created_at=now,
            expires_at=now + LIFETIMES[purpose],
            used_at=None,
        )
    )
    session.flush()


def look_at(session: Session, token: str, *purposes: Purpose) -> tuple[UserToken, User]:
    """The link and its person, unchanged. LinkIsOver unless it can be used now."""
    row = session.execute(
        select(UserToken, User)
        .join(User, User.id == UserToken.user_id)
        .where(UserToken.hash == token_hash(token), UserToken.purpose.in_(purposes))
    ).one_or_none()
    if row is None or row[0].used_at or row[0].expires_at <= clock.now() or row[1].closed_at or row[1].disabled_at:
        raise LinkIsOver
    return row[0], row[1]


def take(session: Session, token: str, *purposes: Purpose) -> tuple[UserToken, User]:
    """Use the link up. Of many who try at once one gets it, the others LinkIsOver.

    The person's row is held first, so that what the links of one person do happens one after the other.
    """
    found, user = look_at(session, token, *purposes)
    session.refresh(user, with_for_update=True)
    taken = session.execute(
        update(UserToken)
        .where(UserToken.hash == found.hash, UserToken.used_at.is_(None), UserToken.expires_at > clock.now())
        .values(used_at=clock.now())
        .returning(UserToken.hash)
        .execution_options(synchronize_session=False)
    )
    if taken.first() is None or user.closed_at or user.disabled_at:
        raise LinkIsOver
    session.refresh(found)
    return found, user


def void(session: Session, user_id: str, *purposes: Purpose) -> None:
    """Make all links of these kinds useless."""
    session.execute(
        update(UserToken)
        .where(UserToken.user_id == user_id, UserToken.purpose.in_(purposes), UserToken.used_at.is_(None))
        .values(used_at=clock.now())
        .execution_options(synchronize_session=False)
    )
