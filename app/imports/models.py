"""The history of imports: one row a run that wrote."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class ImportRun(Base):
    """One run. Without `finished_at` it was cut short: the same file again completes it."""

    __tablename__ = "import_runs"
    __table_args__ = (
        CheckConstraint("finished_at IS NULL OR finished_at >= started_at", name="ends_after_start"),
        Index("ix_import_runs_started", "started_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # companies, orders, patents, technologies
    format: Mapped[str]  # formats.Format.name
    file_name: Mapped[str]
    sha256: Mapped[str]  # of the file as it lay there, packed or not
    by: Mapped[str]  # user id, or "command"
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # report.Counts; empty until it is finished
