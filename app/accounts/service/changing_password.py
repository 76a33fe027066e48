"""Passwords forgotten and changed. After either, older links are void and the sessions elsewhere are over."""

from sqlalchemy.orm import Session

from app.accounts import sessions
from app.accounts.events import PasswordChanged, PasswordResetAsked
from app.accounts.models import User
from app.accounts.queries import email_key, find_by_email
from app.accounts.service.proving import get_held
from app.accounts.service.tokens import Purpose, take, void
from app.accounts.states import AccountState, SessionEnd, state_of
from app.accounts.throttle import RESET, RESET_NETWORK, SIGN_IN, TooOften, count_try, forgive
from app.audit.service import record
from app.core import clock
from app.core.actor import Actor
from app.core.events import announce


def ask_reset(session: Session, email: str, network: str) -> None:
    """Send a link to the person with this address, if there is one; nobody sees which. TooOften after three an hour."""
    if not (count_try(session, RESET, email_key(email)) and count_try(session, RESET_NETWORK, network)):
        raise TooOften("パスワードの再設定を続けて受け付けました。1時間ほど待ってから、もう一度お試しください。")
    user = find_by_email(session, email)
    is_open = user is not None and state_of(user) in (AccountState.ACTIVE, AccountState.UNCONFIRMED)
    announce(session, PasswordResetAsked(user.id if user and is_open else ""))


def reset_password(session: Session, token: str, password_hash: str) -> None:
    """Set the password by a mailed link, which also confirms the address. LinkIsOver if it was used, ran out or is unknown."""
    _link, user = take(session, token, Purpose.RESET)
    user.confirmed_at = user.confirmed_at or clock.now()
    forgive(session, SIGN_IN, user.email or "")
    _set(session, user, password_hash, "account.reset-password")


def change_password(session: Session, user_id: str, password_hash: str, session_id: str) -> None:
    """Set the password of someone who is signed in; this session stays."""
    _set(session, get_held(session, user_id), password_hash, "account.change-password", session_id)


def _set(session: Session, user: User, password_hash: str, action: str, session_id: str | None = None) -> None:
    user.password_hash = password_hash
    void(session, user.id, Purpose.RESET, Purpose.CONFIRM)
    ended = sessions.end_all(session, user.id, SessionEnd.PASSWORD, but=session_id)
    record(session, Actor(user.id), action, ("user", user.id), details={"sessions_ended": ended})
    announce(session, PasswordChanged(user.id))
    session.flush()
