"""People and what lets them in, as rows. Tokens, sessions and codes stand here as SHA-256 only."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class User(Base):
    """A person with an account. A closed one keeps its id (the audit names it) and loses name and contact data."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("closed_at IS NOT NULL OR email IS NOT NULL", name="open_has_email"),
        CheckConstraint("erased_at IS NULL OR (email IS NULL AND closed_at IS NOT NULL)", name="erased_is_empty"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(unique=True)  # lower case, NFKC
    name: Mapped[str]  # 「退会した利用者」 once closed
    phone: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str]  # argon2id; empty: cannot sign in by password
    language: Mapped[str] = mapped_column(default="ja")
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]  # the e-mail address was confirmed
    disabled_at: Mapped[datetime | None]  # by an administrator
    closed_at: Mapped[datetime | None]  # by the person; pseudonym at once
    erased_at: Mapped[datetime | None]  # contact data gone, 30 days later
    totp_secret: Mapped[str] = mapped_column(default="")
    totp_confirmed_at: Mapped[datetime | None]  # the second factor is on
    totp_last_step: Mapped[int] = mapped_column(default=0)  # a code is taken once
    is_demo: Mapped[bool] = mapped_column(default=False)


class UserRole(Base):
    """A role that belongs to the person alone (coordinator, reviewer, auditor, admin); those for an office stand in `offices`."""

    __tablename__ = "user_roles"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    given_by: Mapped[str | None]
    given_at: Mapped[datetime]


class UserSession(Base):
    """One sign-in on one device. The cookie holds the 256-bit token, the row its SHA-256."""

    __tablename__ = "user_sessions"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by = '')", name="end_has_reason"),
        Index("ix_user_sessions_user", "user_id", "ended_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    is_staff: Mapped[bool]  # at sign-in: the shorter idle time
    second_factor_at: Mapped[datetime | None]
    step_up_at: Mapped[datetime]  # the password was last typed
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")  # sign-out, elsewhere, password, disabled, closed
    network: Mapped[str] = mapped_column(default="")  # /24 or /48, for the list of sessions
    device: Mapped[str] = mapped_column(default="")  # browser and system in two words


class UserToken(Base):
    """A link that was mailed: confirm, reset, email (new and old address). Taken once."""

    __tablename__ = "user_tokens"
    __table_args__ = (Index("ix_user_tokens_user", "user_id", "purpose"),)

    hash: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that stands in for the second factor, once."""

    __tablename__ = "recovery_codes"

    hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """How often something was tried in one window of time; counted atomically, for all processes together."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_window", "window_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)  # "sign-in:" and a hash of the account or network
    window_at: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


class KeptPost(Base):
    """What a person had typed when their session ran out: shown after they sign in, sent by them, never by itself."""

    __tablename__ = "kept_posts"
    __table_args__ = (Index("ix_kept_posts_user", "user_id", "created_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    path: Mapped[str]
    fields: Mapped[dict[str, Any]]  # name → list of values, without tokens and passwords
    had_files: Mapped[bool]
    created_at: Mapped[datetime]
