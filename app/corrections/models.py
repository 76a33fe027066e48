"""Reports of errors, as rows."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Correction(Base):
    """One report. The reporter's address is optional and erased 30 days after the answer."""

    __tablename__ = "corrections"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'answered', 'dismissed')", name="state_known"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_has_time"),
        Index("ix_corrections_desk", "office_id", "state", "created_at"),
        Index("ix_corrections_subject", "kind", "subject_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]  # of core.kinds
    subject_id: Mapped[str]
    title: Mapped[str]  # what the record was called then
    about: Mapped[str]  # states.ABOUT
    text: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="ja")
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    office_id: Mapped[str | None] = mapped_column(ForeignKey("offices.id"))
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    answer: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
