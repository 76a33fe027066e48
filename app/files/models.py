"""What was sent, as rows; the bytes lie in the store under their SHA-256."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class StoredFile(Base):
    """One file that somebody sent. Two rows may share one hash; the bytes go when no row names them."""

    __tablename__ = "files"
    __table_args__ = (
        CheckConstraint("size >= 0", name="size_positive"),
        CheckConstraint("kind IN ('picture', 'attachment')", name="kind_known"),
        CheckConstraint("scan IN ('clean', 'unscanned')", name="scan_known"),
        Index("ix_files_sha256", "sha256"),
        Index("ix_files_created", "created_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]  # of the bytes as they are kept
    size: Mapped[int]  # bytes
    media_type: Mapped[str]
    name: Mapped[str]  # as its sender called it; data, never a path
    kind: Mapped[str]
    width: Mapped[int | None]  # pixels, of pictures
    height: Mapped[int | None]
    scan: Mapped[str]  # whether a virus scanner has seen it
    created_by: Mapped[str | None]
    created_at: Mapped[datetime]


class FileReference(Base):
    """Something shows or holds a file; a file that nothing refers to is deleted after a day."""

    __tablename__ = "file_references"
    __table_args__ = (Index("ix_file_references_subject", "kind", "subject_id"),)

    file_id: Mapped[str] = mapped_column(ForeignKey("files.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)  # "company", "revision", "claim" …
    subject_id: Mapped[str] = mapped_column(primary_key=True)
