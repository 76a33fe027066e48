"""Sessions as rows: started at sign-in, looked up at every request, ended for good at sign-out.

Flask-Login keeps the token in its signed cookie; what the token is worth stands here. Idle 30 minutes for staff, 8 hours for
members; 12 hours at most. What was typed into a session that ran out is kept for seven days.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User, UserSession
from app.core import clock
from app.core.ids import new_id
from app.web.identity import SessionState

IDLE_STAFF: Final = timedelta(minutes=30)
IDLE_MEMBER: Final = timedelta(hours=8)
LONGEST: Final = timedelta(hours=12)
KEPT: Final = timedelta(days=7)
_SEEN_EVERY: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a live session: what Flask-Login calls the user."""

    id: str
    name: str
    email: str
    language: str
    session_id: str
    token: str
    is_staff: bool
    has_second_factor: bool
    step_up_at: datetime
    seen_at: datetime
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """What Flask-Login puts into its cookie: the token."""
        return self.token

    @property
    def is_seen_lately(self) -> bool:
        """Whether the row's `seen_at` is fresh enough."""
        return clock.now() - self.seen_at < _SEEN_EVERY


@dataclass(frozen=True, slots=True)
class Found:
    """What a token is worth; `user_id` also for a session that expired."""

    state: SessionState
    user_id: str | None = None
    person: SignedIn | None = None


def token_hash(token: str) -> str:
    """What the row holds."""
    return hashlib.sha256(token.encode()).hexdigest()


def start(
    session: Session, user: User, *, is_staff: bool, network: str = "", device: str = "", second_factor: bool = False
) -> str:
    """A new session of `user`; its token, to be seen once."""
    token, now = secrets.token_urlsafe(32), clock.now()
    session.add(
        UserSession(
            id=new_id(),
            token_hash=token_hash(token),
            user_id=user.id,
            created_at=now,
            seen_at=now,
            is_staff=is_staff,
            second_factor_at=now if second_factor else None,
            step_up_at=now,
            ended_at=None,
            network=network,
            device=device,
        )
    )
    session.flush()
    return token


def find(session: Session, token: str) -> Found:
    """Look a token up."""
    columns = (UserSession, User)
    row = session.execute(
        select(*columns).join(User, User.id == UserSession.user_id).where(UserSession.token_hash == token_hash(token))
    ).one_or_none()
    if row is None:
        return Found(SessionState.DEAD)
    kept, user = row
    if kept.ended_at or user.disabled_at or user.closed_at:
        return Found(SessionState.DEAD)
    expires_at = min(kept.created_at + LONGEST, kept.seen_at + (IDLE_STAFF if kept.is_staff else IDLE_MEMBER))
    if clock.now() >= expires_at:
        state = SessionState.EXPIRED if clock.now() < expires_at + KEPT else SessionState.DEAD
        return Found(state, user.id)
    return Found(SessionState.LIVE, user.id, _person(kept, user, token))


def _person(kept: UserSession, user: User, token: str) -> SignedIn:
    return SignedIn(
        id=user.id,
        name=user.name,
        email=user.email or "",
        language=user.language,
        session_id=kept.id,
        token=token,
        is_staff=kept.is_staff,
        has_second_factor=user.totp_confirmed_at is not None,
        step_up_at=kept.step_up_at,
        seen_at=kept.seen_at,
    )


def mark_seen(session: Session, session_id: str) -> None:
    """The session is in use: its idle time begins anew."""
    session.execute(update(UserSession).where(UserSession.id == session_id).values(seen_at=clock.now()))


def mark_second_factor(session: Session, session_id: str) -> None:
    """The second factor was shown in this session."""
    session.execute(update(UserSession).where(UserSession.id == session_id).values(second_factor_at=clock.now()))


def end(session: Session, session_id: str, why: str) -> None:
    """End one session for good."""
    here = (UserSession.id == session_id, UserSession.ended_at.is_(None))
    session.execute(update(UserSession).where(*here).values(ended_at=clock.now(), ended_by=why))


def end_all(session: Session, user_id: str, why: str, *, but: str | None = None) -> int:
    """End all sessions of a person (but one); how many that were."""
    here = [UserSession.user_id == user_id, UserSession.ended_at.is_(None)]
    if but:
        here.append(UserSession.id != but)
    ended = session.execute(
        update(UserSession).where(*here).values(ended_at=clock.now(), ended_by=why).returning(UserSession.id)
    )
    return len(ended.all())
