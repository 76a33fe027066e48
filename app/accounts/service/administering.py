"""What administrators do with accounts: roles without an office, stopping, ending sessions. Never a password or a secret."""

from sqlalchemy import CursorResult, delete
from sqlalchemy.orm import Session

from app.accounts import sessions
from app.accounts.events import AccountDisabled, OwnRoleGiven, OwnRoleTaken
from app.accounts.models import User, UserRole
from app.accounts.policy import can_give_own_role, can_see_accounts, can_stop
from app.accounts.queries import email_key, is_last_administrator
from app.accounts.service import second_factor
from app.accounts.service.proving import get_held
from app.accounts.service.tokens import Purpose, void
from app.accounts.states import SessionEnd, state_of
from app.audit.service import record
from app.core import clock
from app.core.actor import Actor, Grant, Role
from app.core.db import insert_ignoring
from app.core.errors import Conflict, NotFound, Refusal
from app.core.events import announce
from app.core.ids import new_id

_AS: Grant = Grant(Role.ADMIN)


class NotForYou(Refusal):
    """The act is for administrators."""

    status = 403


def create_account(session: Session, *, name: str, email: str, password_hash: str, actor: Actor) -> User:
    """A confirmed account, made by a command. Conflict if the address has one."""
    id_, now = new_id(), clock.now()
    values = {
        "id": id_,
        "email": email_key(email),
        "name": name,
        "phone": "",
        "password_hash": password_hash,
        "language": "ja",
        "created_at": now,
        "confirmed_at": now,
        "totp_secret": "",
        "totp_last_step": 0,
        "is_demo": False,
    }
    insert_ignoring(session, User, [values])
    user = session.get(User, id_)
    if user is None:
        raise Conflict("このメールアドレスには、もう登録があります。")
    record(session, actor, "account.create", ("user", id_))
    return user


def give_own_role(session: Session, user_id: str, role: str, actor: Actor) -> None:
    """Give a role that belongs to the person alone; they sign in anew. Conflict if it can't be given."""
    _only_administrators(actor)
    user = get_held(session, user_id)
    if not can_give_own_role(actor, role, state_of(user)):
        raise Conflict("この役割は、いまは付けられません。利用中の人に、機関のいらない役割だけを付けられます。")
    put_own_role(session, user, role, actor)


def put_own_role(session: Session, user: User, role: str, actor: Actor) -> None:
    """The role itself, for administrators and commands. Conflict if the person holds it already."""
    if session.get(UserRole, (user.id, role)):
        raise Conflict("この人には、もうこの役割があります。")
    session.add(UserRole(user_id=user.id, role=role, given_by=actor.user_id, given_at=clock.now()))
    sessions.end_all(session, user.id, SessionEnd.ROLE)
    _note(session, actor, "account.role-give", user.id, role=role)
    announce(session, OwnRoleGiven(user.id, role))
    session.flush()


def take_own_role(session: Session, user_id: str, role: str, actor: Actor) -> None:
    """Take it. NotFound if the person has it not, Conflict for the last administrator."""
    _only_administrators(actor)
    get_held(session, user_id)
    _not_the_last(session, user_id, role)
    done = session.execute(delete(UserRole).where(UserRole.user_id == user_id, UserRole.role == role))
    assert isinstance(done, CursorResult)
    if done.rowcount != 1:
        raise NotFound("この役割は見つかりません。")
    sessions.end_all(session, user_id, SessionEnd.ROLE)
    _note(session, actor, "account.role-take", user_id, role=role)
    announce(session, OwnRoleTaken(user_id, role))


def disable(session: Session, user_id: str, actor: Actor) -> None:
    """Stop an account: no sign-in, no session, no link counts any more. Conflict if it can't be stopped."""
    _only_administrators(actor)
    user = get_held(session, user_id)
    if not can_stop(actor, user_id, state_of(user)) or user.disabled_at:
        raise Conflict("この利用者は止められません。自分と、退会した人と、もう止めた人は対象になりません。")
    user.disabled_at = clock.now()
    void(session, user_id, *Purpose)
    ended = sessions.end_all(session, user_id, SessionEnd.DISABLED)
    _note(session, actor, "account.disable", user_id, sessions_ended=ended)
    announce(session, AccountDisabled(user_id))
    session.flush()


def enable(session: Session, user_id: str, actor: Actor) -> None:
    """Let a stopped account be used again. Conflict if it is not stopped."""
    _only_administrators(actor)
    user = get_held(session, user_id)
    if user.closed_at or not user.disabled_at:
        raise Conflict("この利用者は止められていません。")
    user.disabled_at = None
    _note(session, actor, "account.enable", user_id)
    session.flush()


def end_sessions(session: Session, user_id: str, actor: Actor) -> int:
    """End all sessions of a person; how many those were."""
    _only_administrators(actor)
    ended = sessions.end_all(session, get_held(session, user_id).id, SessionEnd.ADMIN)
    _note(session, actor, "account.end-sessions", user_id, sessions_ended=ended)
    return ended


def turn_off_second_factor(session: Session, user_id: str, actor: Actor) -> None:
    """For someone who lost telephone and recovery codes, after the counter has seen who they are. Conflict if it is off."""
    _only_administrators(actor)
    second_factor.turn_off(session, user_id, actor)
    sessions.end_all(session, user_id, SessionEnd.SECOND_FACTOR)


def _not_the_last(session: Session, user_id: str, role: str) -> None:
    if role == Role.ADMIN and is_last_administrator(session, user_id, hold=True):
        raise Conflict("最後のシステム管理者の役割は外せません。先に、別の人をシステム管理者にしてください。")


def _note(session: Session, actor: Actor, action: str, user_id: str, **details: object) -> None:
    grant = _AS if actor.has(Role.ADMIN) else None
    record(session, actor, action, ("user", user_id), grant=grant, details=details)


def _only_administrators(actor: Actor) -> None:
    if not can_see_accounts(actor):
        raise NotForYou("利用者を管理できるのは、システム管理者だけです。")
