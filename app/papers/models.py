"""Papers as rows; their bytes lie with the files, by hash."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.papers.states import Failure, PaperState


def _names(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


class Paper(Base):
    """One paper: the same content of the same subject is one row, however often it is asked for."""

    __tablename__ = "papers"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "language", "content"),
        CheckConstraint(f"state IN ({_names(PaperState)})", name="state_known"),
        CheckConstraint("language IN ('ja', 'en')", name="language_known"),
        CheckConstraint(
            "(state = 'made') = (file_id IS NOT NULL AND sha256 IS NOT NULL AND made_at IS NOT NULL)",
            name="made_whole",
        ),
        CheckConstraint("(state = 'failed') = (error IS NOT NULL)", name="failed_has_reason"),
        CheckConstraint(f"error IN ({_names(Failure)})", name="error_known"),
        Index("ix_papers_old", "is_public", "asked_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]  # of core.papers
    subject_id: Mapped[str]
    language: Mapped[str]
    content: Mapped[str]  # SHA-256 of the page that it is printed from
    title: Mapped[str]
    is_public: Mapped[bool]
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    error: Mapped[str | None]
    file_id: Mapped[str | None] = mapped_column(ForeignKey("files.id"))
    sha256: Mapped[str | None]  # of the PDF
    asked_by: Mapped[str | None]  # of private papers only
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
