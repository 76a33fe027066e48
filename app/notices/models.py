"""Notices, mails and choices, as rows."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, JSONValue

_WAITING = text("waits_for_digest")


class Mail(Base):
    """One mail and how far it is: the delivery log. The id is the local part of its Message-ID, so it stays the same.

    `recipient` is whom a key counts once for: a person's id, or the address of somebody without an account.
    """

    __tablename__ = "mails"
    __table_args__ = (
        UniqueConstraint("recipient", "key"),
        CheckConstraint("state IN ('queued', 'failed', 'sent', 'dead')", name="state_known"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_instant"),
        CheckConstraint("address IS NOT NULL OR state IN ('sent', 'dead')", name="open_has_address"),
        Index("ix_mails_state", "state", "created_at"),
        Index("ix_mails_created", "created_at"),
        Index("ix_mails_user", "user_id"),
        Index("ix_mails_address", "address"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    recipient: Mapped[str]
    address: Mapped[str | None]  # gone with the account
    topic: Mapped[str]
    key: Mapped[str]
    is_secret: Mapped[bool]  # holds a link that lets its reader in: the body goes once it is sent, and no page shows it
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")  # what went wrong, without the server's words: they quote addresses
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class Digest(Base):
    """The one collecting mail of a person's day; its notices name it."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("user_id", "on_day"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    on_day: Mapped[date]
    mail_id: Mapped[str | None] = mapped_column(ForeignKey("mails.id"))
    created_at: Mapped[datetime]


class Notice(Base):
    """One entry of a person's inbox: sentences as msgids with values, so that they show in the reader's language."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_notices_list", "user_id", "created_at"),
        Index("ix_notices_unread", "user_id", "read_at"),
        Index("ix_notices_waiting", "user_id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_notices_digest", "digest_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    topic: Mapped[str]
    key: Mapped[str]
    subject: Mapped[dict[str, Any]]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSONValue)
    link: Mapped[str]  # a path of this site, or empty
    link_text: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    waits_for_digest: Mapped[bool] = mapped_column(default=False)
    digest_id: Mapped[str | None] = mapped_column(ForeignKey("digests.id"))


class TopicChoice(Base):
    """How a person wants to hear of a topic; none: as is usual for members or staff."""

    __tablename__ = "topic_choices"
    __table_args__ = (CheckConstraint("choice IN ('now', 'daily', 'off')", name="choice_known"),)

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    choice: Mapped[str]
    chosen_at: Mapped[datetime]
