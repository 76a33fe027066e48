"""Registering: an account that waits until its address is confirmed. Nobody learns here who has one already."""

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from app.accounts.events import AccountRegistered, RegistrationRepeated
from app.accounts.models import User
from app.accounts.queries import email_key, find_by_email
from app.accounts.service.retention import erase
from app.accounts.service.tokens import LinkIsOver, Purpose, take, void
from app.accounts.states import AccountState, state_of
from app.accounts.throttle import REGISTER, REGISTER_ADDRESS, TooOften, count_try
from app.audit.service import record
from app.core import clock
from app.core.actor import Actor
from app.core.db import insert_ignoring
from app.core.events import announce
from app.core.ids import new_id


def register(session: Session, *, name: str, email: str, password_hash: str, language: str, network: str) -> None:
    """A new account that waits for its confirmation, and a letter. TooOften if this network registers too often.

    Where the address has an account, the letter says so; what the visitor sees is the same. An account that nobody has
    confirmed belongs to nobody yet: it takes the new name and password, and older links to it are void, so that no
    stranger's password is ever confirmed by a link that was asked for before it.
    """
    if not count_try(session, REGISTER, network):
        raise TooOften(
            "同じ場所からの登録が続いたため、受け付けを止めています。1時間ほど待ってから、もう一度お試しください。"
        )
    if not count_try(session, REGISTER_ADDRESS, email_key(email)):
        return  # this address had its letters; the answer is the same
    user, is_new = _find_or_make(session, email, name, password_hash, language)
    if is_new:
        record(session, Actor(user.id), "account.register", ("user", user.id))
    match state_of(user):
        case AccountState.UNCONFIRMED:
            user.name, user.password_hash, user.language = name, password_hash, language
            void(session, user.id, Purpose.CONFIRM)
            announce(session, AccountRegistered(user.id))
        case AccountState.ACTIVE:
            announce(session, RegistrationRepeated(user.id))
        case _:  # a stopped one gets no letter
            pass


def ask_again(session: Session, user_id: str) -> None:
    """Send the letter with the link again to someone who knows the password. TooOften after three an hour."""
    user = session.get(User, user_id)
    if user is None or state_of(user) is not AccountState.UNCONFIRMED:
        return
    if not count_try(session, REGISTER_ADDRESS, user.email or ""):
        raise TooOften("確認のメールを続けて送りました。1時間ほど待ってから、もう一度お試しください。")
    void(session, user.id, Purpose.CONFIRM)
    announce(session, AccountRegistered(user.id))


def confirm(session: Session, token: str) -> None:
    """The address belongs to the person. LinkIsOver if the link was used, ran out or is unknown."""
    _link, user = take(session, token, Purpose.CONFIRM)
    done = session.execute(
        update(User).where(User.id == user.id, User.confirmed_at.is_(None)).values(confirmed_at=clock.now())
    )
    assert isinstance(done, CursorResult)
    if done.rowcount != 1:
        raise LinkIsOver
    void(session, user.id, Purpose.CONFIRM)
    record(session, Actor(user.id), "account.confirm", ("user", user.id))


def _find_or_make(session: Session, email: str, name: str, password_hash: str, language: str) -> tuple[User, bool]:
    """The account of this address; made if there is none (two at once make one)."""
    before = find_by_email(session, email)
    if before is not None and before.closed_at:
        erase(session, before)  # the address is free again: its person comes back as someone new
        before = None
    if before is not None:
        session.refresh(before, with_for_update=True)
        return before, False
    id_ = new_id()
    values = {
        "id": id_,
        "email": email_key(email),
        "name": name,
        "phone": "",
        "password_hash": password_hash,
        "language": language,
        "created_at": clock.now(),
        "totp_secret": "",
        "totp_last_step": 0,
        "is_demo": False,
    }
    insert_ignoring(session, User, [values])
    user = find_by_email(session, email)
    assert user is not None  # made by us, or by whoever was faster
    session.refresh(user, with_for_update=True)
    return user, user.id == id_
