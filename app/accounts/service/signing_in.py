"""Signing in and out: the password (`proving`), then the second step where there is one, then a session."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from app.accounts import sessions
from app.accounts.models import User
from app.accounts.service.proving import Credentials, get_held, was_right
from app.accounts.states import AccountState, SessionEnd, state_of
from app.audit.service import record
from app.core.actor import Actor


class NextStep(StrEnum):
    """What comes after a right password."""

    IN = "in"
    CODE = "code"
    CONFIRM = "confirm"
    NONE = "none"  # the account changed while the password was checked


@dataclass(frozen=True, slots=True)
class Place:
    """From where someone signs in."""

    network: str
    device: str


def accept_password(
    session: Session, found: Credentials, email: str, network: str, renewed: str | None = None
) -> tuple[User | None, NextStep]:
    """What comes next for someone whose password was right; `renewed` is its hash with today's parameters."""
    was_right(session, email, network)
    user = get_held(session, found.user_id) if found.user_id else None
    if user is None or user.password_hash != found.stored:
        return None, NextStep.NONE
    if renewed:
        user.password_hash = renewed
    match state_of(user):
        case AccountState.UNCONFIRMED:
            return user, NextStep.CONFIRM
        case AccountState.ACTIVE:
            return user, NextStep.CODE if user.totp_confirmed_at else NextStep.IN
        case _:
            return None, NextStep.NONE


def sign_in(session: Session, user: User, place: Place, *, is_staff: bool, second_factor: bool = False) -> str:
    """Start a session for someone who proved who they are; its token."""
    token = sessions.start(
        session, user, is_staff=is_staff, network=place.network, device=place.device, second_factor=second_factor
    )
    record(session, Actor(user.id), "account.sign-in", ("user", user.id), details={"second_factor": second_factor})
    return token


def sign_out(session: Session, user_id: str, session_id: str) -> None:
    """End this session for good: a copied cookie is dead."""
    sessions.end(session, session_id, SessionEnd.SIGN_OUT)
    record(session, Actor(user_id), "account.sign-out", ("user", user_id))


def mark_of(user: User) -> str:
    """Changes with the password: a second step that was begun before is void after."""
    return hashlib.sha256(user.password_hash.encode()).hexdigest()[:16]
