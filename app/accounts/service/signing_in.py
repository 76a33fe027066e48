"""Signing in: the try is counted, the password checked outside any transaction, the session started in a short one."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.accounts import sessions
from app.accounts.models import User
from app.accounts.queries import email_key, find_by_email
from app.accounts.throttle import SIGN_IN, SIGN_IN_NETWORK, TooOften, count_try, give_back
from app.audit.service import record
from app.core.actor import Actor
from app.core.db import Database
from app.core.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the person is known by, from what they typed."""

    user_id: str | None
    stored: str | None  # hash of the password; None where nobody can sign in


def find_credentials(database: Database, email: str, network: str) -> Credentials:
    """Count the try and find the account. TooOften if this account or network tried too often: same words for unknown ones."""
    with unit_of_work(database) as session:
        is_allowed = count_try(session, SIGN_IN, email_key(email)) and count_try(session, SIGN_IN_NETWORK, network)
    if not is_allowed:
        raise TooOften("サインインを続けて失敗したため、15分ほど待ってからもう一度お試しください。")
    with database.read() as session:
        user = find_by_email(session, email)
        if user is None or user.disabled_at or user.closed_at:
            return Credentials(None, None)
        return Credentials(user.id, user.password_hash)


def sign_in(
    session: Session, user: User, *, is_staff: bool, network: str, device: str, second_factor: bool = False
) -> str:
    """Start a session for someone whose password (and second factor) was right; its token. The try no longer counts."""
    give_back(session, SIGN_IN, user.email or "")
    give_back(session, SIGN_IN_NETWORK, network)
    token = sessions.start(
        session, user, is_staff=is_staff, network=network, device=device, second_factor=second_factor
    )
    record(session, Actor(user.id), "account.sign-in", ("user", user.id))
    return token


def sign_out(session: Session, user_id: str, session_id: str) -> None:
    """End this session for good: a copied cookie is dead."""
    sessions.end(session, session_id, "sign-out")
    record(session, Actor(user_id), "account.sign-out", ("user", user_id))
