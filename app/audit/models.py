"""The chain as rows. Triggers of the migration refuse UPDATE and DELETE on `audit_entries`."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class AuditEntry(Base):
    """One act. Ids, field names and counts only: personal values stay out, so that erasure never breaks the chain."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_at", "at"),
        Index("ix_audit_entries_actor", "actor_id", "seq"),
        Index("ix_audit_entries_subject", "subject_kind", "subject_id", "seq"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1, 2, 3 … without a gap
    at: Mapped[datetime]
    actor_id: Mapped[str | None]  # user id; None: the system
    role: Mapped[str]  # the role by which it was done, empty for one's own things
    body_id: Mapped[str | None]  # the office or firm for which it was done
    action: Mapped[str]  # "claim.approve"
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    details: Mapped[dict[str, Any]]  # names of fields, counts, states; no personal value
    before_hash: Mapped[str]  # SHA-256 of the subject before, empty if it was not there
    after_hash: Mapped[str]
    request_id: Mapped[str]
    previous: Mapped[str]  # signature of the entry before, empty for the first
    signature: Mapped[str]  # HMAC-SHA-256 over all of the above


class AuditHead(Base):
    """The last link: one row, held by whoever appends."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    signature: Mapped[str]
