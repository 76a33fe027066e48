"""Letters, a letterhead and mails for tests of notices."""

import email
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import Database
from app.core.labels import Label
from app.core.letters import Letter, Topic, msgid
from app.core.outbox import OutboxRow, deliver_once
from app.core.unit_of_work import unit_of_work
from app.notices.delivery import Postman
from app.notices.events import MailQueued
from app.notices.letterhead import Letterhead
from app.notices.models import Mail, Notice
from app.notices.posts import FileWay, Way
from app.notices.service import post

FIRM = Topic("account", Label("アカウントの安全", "Account security"), is_firm=True)
SOFT = Topic("corrections", Label("情報の誤りの連絡", "Reports of errors"))


def letterhead(**changes: Any) -> Letterhead:
    """A site's letterhead with one firm topic and one that may be chosen."""
    values = {
        "site_name": "むすび場",
        "base_url": "https://musubiba.example.jp",
        "phone": "029-000-0000",
        "sender": "no-reply@musubiba.example.jp",
        "secret": "s" * 40,
        "topics": (SOFT, FIRM),
    }
    return Letterhead(**{**values, **changes})


def letter(user_id: str | None = None, key: str = "claim:1", topic: str = SOFT.name, **changes: Any) -> Letter:
    """A letter about nothing much."""
    values = {
        "subject": msgid("役割が付きました"),
        "lines": (msgid("お知らせはまだありません。申請や公開に動きがあると、ここに届きます。"),),
        "link": "/dashboard",
        "link_text": msgid("今日の仕事を開く"),
    }
    return Letter(key=key, topic=topic, user_id=user_id, **{**values, **changes})


def post_one(database: Database, *letters: Letter, head: Letterhead | None = None) -> int:
    """Post letters in one unit of work; how many were new."""
    with unit_of_work(database) as session:
        return post(session, letters, head or letterhead())


def mails(database: Database) -> Sequence[Mail]:
    """The whole log, oldest first."""
    with database.read() as session:
        found = session.scalars(select(Mail).order_by(Mail.created_at, Mail.id)).all()
        session.expunge_all()
        return found


def notices(database: Database) -> Sequence[Notice]:
    """All inboxes, oldest first."""
    with database.read() as session:
        found = session.scalars(select(Notice).order_by(Notice.created_at, Notice.key)).all()
        session.expunge_all()
        return found


def deliver(database: Database, way: Way) -> int:
    """Deliver what is due by `way`; the number of events."""
    return deliver_once(database, {MailQueued.name: [Postman(database, letterhead(), way)]})


def hurry(database: Database) -> None:
    """Everything that rests is due now."""
    with unit_of_work(database) as session:
        session.execute(update(Mail).where(Mail.sent_at.is_(None)).values(due_at=clock.now()))
        session.execute(update(OutboxRow).where(OutboxRow.delivered_at.is_(None)).values(due_at=clock.now()))


def posted(folder: Path) -> list[EmailMessage]:
    """The messages that lie in an outbox of files."""
    return [read_message(path.read_bytes()) for path in sorted(folder.glob("*.eml"))]


def read_message(raw: bytes) -> EmailMessage:
    """A message as a mail program reads it."""
    found = email.message_from_bytes(raw, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def text_of(message: EmailMessage) -> str:
    """Its plain text."""
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html_of(message: EmailMessage) -> str:
    """Its HTML twin."""
    return message.get_body(("html",)).get_content()


def file_way(folder: Path) -> FileWay:
    """Mails as files."""
    return FileWay(folder / "outbox")


def set_language(session: Session, user: Any, language: str) -> None:
    """What a person reads."""
    user.language = language
    session.flush()
