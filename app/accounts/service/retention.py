"""How long personal data of accounts stays, and what drops it: called by the nightly job, each in its own unit of work."""

from datetime import timedelta
from typing import Final

from sqlalchemy import CursorResult, Delete, delete, select
from sqlalchemy.orm import Session

from app.accounts.events import AccountErased
from app.accounts.models import KeptPost, RecoveryCode, User, UserRole, UserSession, UserToken
from app.accounts.sessions import KEPT, LONGEST
from app.accounts.states import PSEUDONYM
from app.core import clock
from app.core.events import announce

CONTACT_AFTER_CLOSING: Final = timedelta(days=30)
UNCONFIRMED: Final = timedelta(days=30)  # someone who never opened the letter
TOKENS: Final = timedelta(days=7)  # after they ran out; the asking for a change of address holds addresses
SESSIONS: Final = timedelta(days=90)  # for the question who signed in from where


def erase_closed(session: Session) -> int:
    """Erase address and telephone of accounts closed 30 days ago; how many."""
    query = select(User).where(
        User.erased_at.is_(None), User.closed_at.is_not(None), User.closed_at <= clock.now() - CONTACT_AFTER_CLOSING
    )
    users = session.scalars(query).all()
    for user in users:
        erase(session, user)
    return len(users)


def erase_unconfirmed(session: Session) -> int:
    """Close and erase registrations that nobody confirmed in 30 days; how many."""
    query = select(User).where(
        User.confirmed_at.is_(None),
        User.closed_at.is_(None),
        User.disabled_at.is_(None),
        User.created_at <= clock.now() - UNCONFIRMED,
    )
    users = session.scalars(query).all()
    for user in users:
        user.closed_at = clock.now()
        erase(session, user)
    return len(users)


def erase(session: Session, user: User) -> None:
    """Take what remains of a closed account but its id."""
    forget_secrets(session, user)
    session.execute(delete(UserToken).where(UserToken.user_id == user.id))
    user.name, user.email, user.phone, user.erased_at = PSEUDONYM, None, "", clock.now()
    announce(session, AccountErased(user.id))
    session.flush()


def forget_secrets(session: Session, user: User) -> None:
    """Take password, second factor, roles of one's own and what was typed and kept."""
    user.password_hash, user.totp_secret, user.totp_confirmed_at = "", "", None
    for model in (RecoveryCode, KeptPost, UserRole):
        session.execute(delete(model).where(model.user_id == user.id))


def drop_kept(session: Session) -> int:
    """Drop what was typed into sessions that ran out more than seven days ago; how much."""
    return _dropped(session, delete(KeptPost).where(KeptPost.created_at <= clock.now() - KEPT))


def drop_tokens(session: Session) -> int:
    """Drop links that ran out a week ago; how many."""
    return _dropped(session, delete(UserToken).where(UserToken.expires_at <= clock.now() - TOKENS))


def drop_sessions(session: Session) -> int:
    """Drop sessions that were over 90 days ago; how many."""
    return _dropped(session, delete(UserSession).where(UserSession.created_at <= clock.now() - LONGEST - SESSIONS))


def _dropped(session: Session, statement: Delete) -> int:
    done = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(done, CursorResult)
    return done.rowcount
