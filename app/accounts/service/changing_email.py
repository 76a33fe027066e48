"""Changing the address: a link goes to the new one and to the old one, and only when both were pressed does it change."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.events import EmailChangeAsked, EmailChanged
from app.accounts.models import User, UserToken
from app.accounts.queries import email_key, find_by_email
from app.accounts.service.proving import get_held
from app.accounts.service.retention import erase
from app.accounts.service.tokens import Purpose, keep, take, void
from app.accounts.sessions import token_hash
from app.accounts.throttle import EMAIL, TooOften, count_try
from app.audit.service import record
from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, InvalidInput
from app.core.events import announce
from app.core.ids import new_id
from app.core.letters import msgid

_ALL = (Purpose.EMAIL, Purpose.EMAIL_NEW, Purpose.EMAIL_OLD)


@dataclass(frozen=True, slots=True)
class EmailChange:
    """A change that was asked for."""

    old: str
    new: str


def ask_email(session: Session, user_id: str, email: str) -> None:
    """Ask both addresses; an earlier asking is void. InvalidInput for the present address, TooOften after five an hour.

    Whether the new address has an account is told there, not here.
    """
    user, new = get_held(session, user_id), email_key(email)
    if new == user.email:
        same = msgid("いまと同じメールアドレスです。新しいアドレスを入力してください。").message
        raise InvalidInput(same, {"email": same})
    if not count_try(session, EMAIL, user_id):
        raise TooOften("メールアドレスの変更を続けて受け付けました。1時間ほど待ってから、もう一度お試しください。")
    void(session, user_id, *_ALL)
    change_id = new_id()
    keep(session, _record(change_id), user_id, Purpose.EMAIL, {"old": user.email, "new": new})
    record(session, Actor(user_id), "account.ask-email", ("user", user_id))
    announce(session, EmailChangeAsked(user_id, change_id))


def find_change(session: Session, change_id: str) -> EmailChange | None:
    """The addresses of an asking that still waits or is done; None once it is forgotten."""
    row = session.get(UserToken, _record(change_id))
    return EmailChange(row.data["old"], row.data["new"]) if row else None


def find_waiting(session: Session, user_id: str) -> EmailChange | None:
    """The change that a person waits for."""
    query = select(UserToken).where(
        UserToken.user_id == user_id,
        UserToken.purpose == Purpose.EMAIL,
        UserToken.used_at.is_(None),
        UserToken.expires_at > clock.now(),
    )
    row = session.scalars(query).first()
    return EmailChange(row.data["old"], row.data["new"]) if row else None


def withdraw_email(session: Session, user_id: str) -> None:
    """Make the links useless; the address stays."""
    void(session, user_id, *_ALL)
    record(session, Actor(user_id), "account.withdraw-email", ("user", user_id))


def confirm_email(session: Session, token: str) -> bool:
    """One side agrees. True once both did and the address is the new one; LinkIsOver, or Conflict if it is taken by now."""
    link, user = take(session, token, Purpose.EMAIL_NEW, Purpose.EMAIL_OLD)
    change_id = link.data["change"]
    asking = session.get(UserToken, _record(change_id), populate_existing=True)
    if asking is None or asking.used_at:
        return False
    asking.data = {**asking.data, link.purpose: True}
    if not all(asking.data.get(side) for side in (Purpose.EMAIL_NEW, Purpose.EMAIL_OLD)):
        return False
    _change(session, user, asking.data["new"])
    asking.used_at = clock.now()
    announce(session, EmailChanged(user.id, change_id))
    return True


def _change(session: Session, user: User, email: str) -> None:
    holder = find_by_email(session, email)
    if holder is not None and holder.closed_at:
        erase(session, holder)
    try:
        with session.begin_nested():
            user.email = email
            session.flush()
    except IntegrityError as error:
        raise Conflict(
            "このメールアドレスには、もう別の登録があります。別のアドレスで、もう一度変更してください。"
        ) from error
    void(session, user.id, Purpose.RESET)  # they lie in the old letter box
    record(session, Actor(user.id), "account.change-email", ("user", user.id))


def _record(change_id: str) -> str:
    return token_hash(f"change:{change_id}")
