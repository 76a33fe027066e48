"""What stands beside a revision: its cover sheet with the live fields that it began from, and what was done to it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class RevisionCover(Base):
    """The cover sheet of a firm's version: what lists call it, and one side of the comparison of three."""

    __tablename__ = "revision_covers"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True, autoincrement=False)
    title: Mapped[str]  # what the thing is called in this version
    base: Mapped[dict[str, Any]]  # live fields when it was begun or last brought up to date; empty: nothing was public


class RevisionEvent(Base):
    """One act on a revision. Rows are added, never changed."""

    __tablename__ = "revision_events"
    __table_args__ = (
        CheckConstraint(
            "action IN ('open', 'edit', 'submit', 'withdraw', 'discard', 'return', 'publish', 'rebase', 'take')",
            name="action_known",
        ),
        Index("ix_revision_events_revision", "revision_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    action: Mapped[str]
    by: Mapped[str | None]  # user id
    role: Mapped[str]  # the role by which it was done
    body_id: Mapped[str | None]  # the firm or office of that role
    on_behalf: Mapped[str | None]  # the support body's office id for proxy entry
    at: Mapped[datetime]
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of a return: field → what to mend
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of a submission: what the office was given
