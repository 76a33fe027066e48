"""Posting letters: the inbox entry and the mail, in the transaction of whoever posts; and sending a mail again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.queries import email_key
from app.audit.service import record
from app.core import clock
from app.core.actor import Actor, Role
from app.core.db import Base, insert_ignoring
from app.core.errors import Conflict
from app.core.events import announce
from app.core.ids import new_id
from app.core.letters import Letter
from app.core.workflow import move
from app.notices.composing import Composed, compose_letter
from app.notices.events import MailQueued
from app.notices.letterhead import Letterhead
from app.notices.message import NotOneAddress, parse_address
from app.notices.models import Mail, Notice
from app.notices.queries import choice_for
from app.notices.states import MAIL_WORKFLOW, Choice, MailState
from app.notices.wording import store

_USUAL_LANGUAGE = "ja"


def post(session: Session, letters: Sequence[Letter], head: Letterhead) -> int:
    """Put each letter into its person's inbox and, as they chose, into the queue of mails; how many were new.

    A letter to an address, or one that carries a secret, is mail only. A second letter of the same key to the same person is
    dropped. Whoever closed their account gets what must reach them by mail, and nothing once the address is erased.
    """
    return sum(_post_one(session, letter, head) for letter in letters)


def _post_one(session: Session, letter: Letter, head: Letterhead) -> bool:
    if letter.address is not None:
        return _mail_to_address(session, letter, head)
    user = session.get(User, letter.user_id) if letter.user_id else None
    return user is not None and _post_to_person(session, letter, user, head)


def queue_mail(
    session: Session,
    composed: Composed,
    *,
    key: str,
    address: str,
    recipient: str,
    user_id: str | None = None,
    topic: str = "",
    is_secret: bool = False,
) -> str | None:
    """Write a mail that waits to be sent, and tell the worker; its id, or None if `recipient` has one of this key.

    What is not exactly one address is kept as dead, so that an administrator sees it.
    """
    id_, now = new_id(), clock.now()
    is_good = _is_address(address)
    row = {
        "id": id_,
        "user_id": user_id,
        "recipient": recipient,
        "address": address,
        "topic": topic,
        "key": key,
        "is_secret": is_secret,
        "subject": composed.subject,
        "text": composed.text,
        "html": composed.html,
        "state": MailState.QUEUED if is_good else MailState.DEAD,
        "error": "" if is_good else NotOneAddress.__name__,
        "created_at": now,
        "due_at": now,
        "sent_at": None,
    }
    if not _insert_new(session, Mail, row):
        return None
    if is_good:
        announce(session, MailQueued(id_))
    return id_


def resend(session: Session, mail: Mail, actor: Actor) -> None:
    """Send a mail again that failed or was given up. WrongState for any other; Conflict if its address was erased."""
    if mail.address is None or not mail.text:
        raise Conflict("宛先や本文を消したあとのため、このメールはもう送れません。")
    before = mail.state
    move(session, MAIL_WORKFLOW, mail, "resend", due_at=clock.now(), tries=0, error="")
    announce(session, MailQueued(mail.id))
    grant = actor.grant_for([Role.ADMIN])
    record(session, actor, "mail.resend", ("mail", mail.id), grant=grant, details={"from": before})


def _mail_to_address(session: Session, letter: Letter, head: Letterhead) -> bool:
    user = session.get(User, letter.user_id) if letter.user_id else None
    address = email_key(letter.address or "")
    mail_id = queue_mail(
        session,
        compose_letter(letter, user.language if user else _USUAL_LANGUAGE, head, user_id=None),
        key=letter.key,
        address=address,
        recipient=address,
        user_id=user.id if user else None,
        is_secret=letter.is_mail_only,
    )
    return mail_id is not None


def _post_to_person(session: Session, letter: Letter, user: User, head: Letterhead) -> bool:
    choice = Choice.NOW
    if not letter.is_mail_only and not head.is_firm(letter.topic):
        choice = choice_for(session, user.id, letter.topic)
    is_for_inbox = user.closed_at is None and not letter.is_mail_only
    if is_for_inbox and not _put_into_inbox(session, letter, user.id, choice):
        return False
    if choice is not Choice.NOW or not _may_be_mailed(user, letter, head):
        return is_for_inbox
    mail_id = queue_mail(
        session,
        compose_letter(letter, user.language, head, user_id=user.id),
        key=letter.key,
        address=user.email or "",
        recipient=user.id,
        user_id=user.id,
        topic=letter.topic,
        is_secret=letter.is_mail_only,
    )
    return is_for_inbox or mail_id is not None


def _may_be_mailed(user: User, letter: Letter, head: Letterhead) -> bool:
    """An address that nobody confirmed, or whose account is closed, gets only what must reach it."""
    is_confirmed = user.confirmed_at is not None and user.closed_at is None
    return user.email is not None and (is_confirmed or letter.is_mail_only or head.is_firm(letter.topic))


def _put_into_inbox(session: Session, letter: Letter, user_id: str, choice: Choice) -> bool:
    row = {
        "id": new_id(),
        "user_id": user_id,
        "topic": letter.topic,
        "key": letter.key,
        "subject": store(letter.subject),
        "lines": [store(line) for line in letter.lines],
        "link": letter.link or "",
        "link_text": store(letter.link_text) if letter.link_text else {},
        "created_at": clock.now(),
        "read_at": None,
        "waits_for_digest": choice is Choice.DAILY,
        "digest_id": None,
    }
    return _insert_new(session, Notice, row)


def _insert_new(session: Session, model: type[Base], row: dict[str, Any]) -> bool:
    """Whether the row went in: a unique constraint may say that it is there already."""
    insert_ignoring(session, model, [row])
    columns: Any = model
    return session.scalar(select(columns.id).where(columns.id == row["id"])) is not None


def _is_address(text: str) -> bool:
    try:
        parse_address(text)
    except NotOneAddress:
        return False
    return True
