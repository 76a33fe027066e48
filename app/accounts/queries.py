"""Reads about people."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import KeptPost, RecoveryCode, User, UserRole, UserSession
from app.accounts.sessions import IDLE_MEMBER, IDLE_STAFF, KEPT, LONGEST
from app.accounts.states import AccountState
from app.core import clock
from app.core.actor import Grant, Role
from app.core.errors import NotFound
from app.core.paging import Page
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


def list_own_roles(session: Session, user_id: str) -> list[UserRole]:
    """The roles that belong to the person alone, oldest first."""
    query = select(UserRole).where(UserRole.user_id == user_id).order_by(UserRole.given_at, UserRole.role)
    return list(session.scalars(query))


def is_last_administrator(session: Session, user_id: str, *, hold: bool = False) -> bool:
    """Whether nobody else could administer the site without this person. `hold`: others who ask wait for this one's commit."""
    query = (
        select(UserRole.user_id)
        .join(User, User.id == UserRole.user_id)
        .where(UserRole.role == Role.ADMIN, _is_in(AccountState.ACTIVE))
        .order_by(UserRole.user_id)
    )
    return set(session.scalars(query.with_for_update(of=UserRole) if hold else query)) == {user_id}


def list_live_sessions(session: Session, user_id: str) -> list[UserSession]:
    """Where the person is signed in now, last used first."""
    query = select(UserSession).where(UserSession.user_id == user_id, *_live())
    return list(session.scalars(query.order_by(UserSession.seen_at.desc(), UserSession.id).limit(100)))


def get_live_session(session: Session, user_id: str, session_id: str) -> UserSession:
    """One live session of this person; NotFound for any other."""
    query = select(UserSession).where(UserSession.id == session_id, UserSession.user_id == user_id, *_live())
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("このサインインは見つかりません。もう終わっているかもしれません。")
    return found


def count_live_sessions(session: Session, user_id: str) -> int:
    """How many sessions of this person live."""
    return session.scalar(select(func.count()).where(UserSession.user_id == user_id, *_live())) or 0


def get_kept(session: Session, user_id: str, kept_id: str) -> KeptPost:
    """What this person had typed when a session ran out; NotFound for anyone else, and after seven days."""
    query = select(KeptPost).where(KeptPost.id == kept_id, KeptPost.user_id == user_id, _is_kept())
    kept = session.scalars(query).one_or_none()
    if kept is None:
        raise NotFound("この内容は見つかりません。7日を過ぎたものは消えています。")
    return kept


def list_kept(session: Session, user_id: str) -> list[KeptPost]:
    """What was kept for this person, newest first."""
    query = select(KeptPost).where(KeptPost.user_id == user_id, _is_kept())
    return list(session.scalars(query.order_by(KeptPost.created_at.desc(), KeptPost.id).limit(20)))


def list_accounts(session: Session, text: str, state: str, page: int, per_page: int) -> Page[User]:
    """One page of accounts by name; `text` is a part of name or address, `state` one of AccountState or empty for all."""
    query = _matching(text, state)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.order_by(User.name, User.id).offset((page - 1) * per_page).limit(per_page)).all()
    return Page(rows, page, per_page, total)


def list_roles_of(session: Session, user_ids: Iterable[str]) -> dict[str, list[str]]:
    """Own roles by person."""
    found: dict[str, list[str]] = {}
    rows = session.execute(
        select(UserRole.user_id, UserRole.role).where(UserRole.user_id.in_(list(user_ids))).order_by(UserRole.role)
    )
    for user_id, role in rows:
        found.setdefault(user_id, []).append(role)
    return found


def own_data(session: Session, user_id: str) -> tuple[str, Any]:
    """What this room knows of a person, for their download: everything but hashes and secrets."""
    user = get_user(session, user_id)
    codes = session.scalar(select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)))
    signed_in = select(UserSession).where(UserSession.user_id == user_id).order_by(UserSession.created_at.desc())
    return "account", {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "phone": user.phone,
        "language": user.language,
        "registered_at": _iso(user.created_at),
        "confirmed_at": _iso(user.confirmed_at),
        "second_factor_since": _iso(user.totp_confirmed_at),
        "recovery_codes_left": codes or 0,
        "roles": [{"role": row.role, "since": _iso(row.given_at)} for row in list_own_roles(session, user_id)],
        "sign_ins": [
            {
                "device": row.device,
                "network": row.network,
                "at": _iso(row.created_at),
                "last_seen_at": _iso(row.seen_at),
                "ended_at": _iso(row.ended_at),
                "ended_by": row.ended_by,
            }
            for row in session.scalars(signed_in.limit(1_000))
        ],
        "not_sent": [
            {"path": row.path, "fields": row.fields, "at": _iso(row.created_at)} for row in list_kept(session, user_id)
        ],
    }


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(clock.JAPAN).isoformat(timespec="seconds") if at else None


def _is_kept() -> ColumnElement[bool]:
    return KeptPost.created_at > clock.now() - KEPT


def _live() -> tuple[ColumnElement[bool], ...]:
    now = clock.now()
    is_in_use = or_(
        and_(UserSession.is_staff.is_(True), UserSession.seen_at > now - IDLE_STAFF),
        and_(UserSession.is_staff.is_(False), UserSession.seen_at > now - IDLE_MEMBER),
    )
    return UserSession.ended_at.is_(None), UserSession.created_at > now - LONGEST, is_in_use


def _is_in(state: AccountState) -> ColumnElement[bool]:
    """The same as `states.state_of`, for a query."""
    closed, disabled = User.closed_at.is_not(None), User.disabled_at.is_not(None)
    match state:
        case AccountState.CLOSED:
            return closed
        case AccountState.DISABLED:
            return and_(~closed, disabled)
        case AccountState.ACTIVE:
            return and_(~closed, ~disabled, User.confirmed_at.is_not(None))
        case AccountState.UNCONFIRMED:
            return and_(~closed, ~disabled, User.confirmed_at.is_(None))


def _matching(text: str, state: str) -> Select[User]:
    query = select(User)
    if text:
        part = nfkc(text).lower()
        is_named = func.lower(User.name).contains(part, autoescape=True)
        query = query.where(is_named | User.email.contains(part, autoescape=True))
    if state in set(AccountState):
        query = query.where(_is_in(AccountState(state)))
    return query
