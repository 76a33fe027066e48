"""What a person does with their own account: facts, sessions, kept posts, and closing it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import CursorResult, delete
from sqlalchemy.orm import Session

from app.accounts import sessions
from app.accounts.events import AccountClosed
from app.accounts.models import KeptPost, User
from app.accounts.queries import get_live_session, is_last_administrator
from app.accounts.service.proving import get_held
from app.accounts.service.retention import forget_secrets
from app.accounts.service.tokens import Purpose, void
from app.accounts.states import PSEUDONYM, SessionEnd
from app.audit.service import record
from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound
from app.core.events import announce
from app.core.letters import Text, msgid

# Why a person may not leave yet, asked of every room that knows something of the kind.
Obstacle = Callable[[Session, str], Sequence[Text]]
# What a room ends in the same transaction when an account closes (roles for bodies).
ClosingStep = Callable[[Session, str, Actor], None]


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """What a person says about themselves."""

    name: str
    phone: str
    language: str


def change_profile(session: Session, user_id: str, facts: OwnFacts) -> None:
    """Change name, telephone and language; nothing is noted where nothing changed."""
    user = get_held(session, user_id)
    before = OwnFacts(user.name, user.phone, user.language)
    changed = [name for name in ("name", "phone", "language") if getattr(before, name) != getattr(facts, name)]
    if not changed:
        return
    user.name, user.phone, user.language = facts.name, facts.phone, facts.language
    record(session, Actor(user_id), "account.change-profile", ("user", user_id), details={"fields": changed})
    session.flush()


def close_session(session: Session, user_id: str, session_id: str) -> None:
    """End one of one's own sessions. NotFound if it is no live session of this person."""
    found = get_live_session(session, user_id, session_id)
    sessions.end(session, found.id, SessionEnd.ELSEWHERE)
    record(session, Actor(user_id), "account.end-session", ("user", user_id))


def close_other_sessions(session: Session, user_id: str, session_id: str) -> int:
    """End all sessions but this one; how many those were."""
    ended = sessions.end_all(session, user_id, SessionEnd.ELSEWHERE, but=session_id)
    record(session, Actor(user_id), "account.end-sessions", ("user", user_id), details={"sessions_ended": ended})
    return ended


def discard_kept(session: Session, user_id: str, kept_id: str) -> None:
    """Drop what was typed and kept. NotFound if it is not this person's."""
    done = session.execute(delete(KeptPost).where(KeptPost.id == kept_id, KeptPost.user_id == user_id))
    assert isinstance(done, CursorResult)
    if done.rowcount != 1:
        raise NotFound("この内容は見つかりません。")


def list_obstacles(session: Session, user_id: str, obstacles: Iterable[Obstacle], *, hold: bool = False) -> list[Text]:
    """Why this account can't be closed now; empty if it can."""
    found = [text for obstacle in obstacles for text in obstacle(session, user_id)]
    if is_last_administrator(session, user_id, hold=hold):
        found.append(msgid("このサイトの最後のシステム管理者です。先に、別の人をシステム管理者にしてください。"))
    return found


def close_account(
    session: Session, user_id: str, obstacles: Iterable[Obstacle], steps: Iterable[ClosingStep]
) -> list[Text]:
    """Close the account: a pseudonym at once, sessions and roles over, address and telephone erased after 30 days.

    Nothing happens if something stands against it; then the reasons are returned.
    """
    user, actor = get_held(session, user_id), Actor(user_id)
    if user.closed_at:
        raise Conflict("この利用者は、もう退会しています。")
    if reasons := list_obstacles(session, user_id, obstacles, hold=True):
        return reasons
    for step in steps:
        step(session, user_id, actor)
    _end(session, user)
    record(session, actor, "account.close", ("user", user_id))
    announce(session, AccountClosed(user_id))
    return []


def _end(session: Session, user: User) -> None:
    forget_secrets(session, user)
    void(session, user.id, *Purpose)
    sessions.end_all(session, user.id, SessionEnd.CLOSED)
    user.name, user.closed_at = PSEUDONYM, clock.now()
    session.flush()
