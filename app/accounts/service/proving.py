"""Proving who one is by the password: counted before it is checked, checked outside any transaction, given back if it was right.

Signing in and the acts that need the password once more count together: a stolen session has no more tries than a stranger.
"""

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import User, UserSession
from app.accounts.passwords import Hasher
from app.accounts.queries import email_key, find_by_email, get_user
from app.accounts.states import AccountState, state_of
from app.accounts.throttle import SIGN_IN, SIGN_IN_NETWORK, TooOften, count_try, give_back
from app.core import clock
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
        is_allowed = _count(session, email_key(email), network)
    if not is_allowed:
        raise TooOften("サインインを続けて失敗したため、15分ほど待ってからもう一度お試しください。")
    with database.read() as session:
        user = find_by_email(session, email)
        if user is None or state_of(user) in (AccountState.DISABLED, AccountState.CLOSED):
            return Credentials(None, None)
        return Credentials(user.id, user.password_hash)


def _count(session: Session, email: str, network: str) -> bool:
    if not count_try(session, SIGN_IN, email):
        return False
    if count_try(session, SIGN_IN_NETWORK, network):
        return True
    give_back(session, SIGN_IN, email)  # nothing was tried
    return False


def was_right(session: Session, email: str, network: str) -> None:
    """The password was right: the try does not count."""
    give_back(session, SIGN_IN, email_key(email))
    give_back(session, SIGN_IN_NETWORK, network)


def is_own_password(database: Database, hasher: Hasher, user_id: str, password: str, network: str) -> bool:
    """Whether someone who is signed in knows the password. A wrong one counts like a failed sign-in: TooOften."""
    with database.read() as session:
        email = get_user(session, user_id).email or ""
    found = find_credentials(database, email, network)
    if not hasher.check(found.stored, password) or found.user_id != user_id:
        return False
    with unit_of_work(database) as session:
        was_right(session, email, network)
    return True


def step_up(session: Session, session_id: str) -> None:
    """The password was typed in this session just now."""
    session.execute(update(UserSession).where(UserSession.id == session_id).values(step_up_at=clock.now()))


def get_held(session: Session, user_id: str) -> User:
    """The person, held until the end of the unit of work: what happens to one account happens one after the other."""
    user = get_user(session, user_id)
    session.refresh(user, with_for_update=True)
    return user
