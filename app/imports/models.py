"""The history of imports (one row a run that wrote) and the files that officials sent to be taken in."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, JSONValue
from app.imports.states import IMPORT_STATES, WAITING

_STATES: Final = ", ".join(f"'{state}'" for state in IMPORT_STATES)
_WAITS: Final = text(f"state IN ({', '.join(repr(state.value) for state in WAITING)})")


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


class ImportJob(Base):
    """One file that an official sent. The worker claims it: `worker` is who, `beat_at` when that one was last alive."""

    __tablename__ = "import_jobs"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state_known"),
        CheckConstraint("kind IN ('companies', 'orders', 'patents', 'technologies')", name="kind_known"),
        CheckConstraint("size > 0", name="has_bytes"),
        Index("ix_import_jobs_created", "created_at", "id"),
        Index("ix_import_jobs_state", "state", "created_at"),
        # The same file for the same kind waits once, however often it is sent.
        Index("uq_import_jobs_waiting", "kind", "sha256", unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    file_name: Mapped[str]  # as data: the file lies under `place`
    place: Mapped[str | None]  # random name in DATA_DIR/imports; None: deleted
    size: Mapped[int]
    sha256: Mapped[str]
    prefecture: Mapped[str | None]  # two digits: companies of other prefectures are passed over
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    office_id: Mapped[str | None] = mapped_column(
        ForeignKey("offices.id")
    )  # for which it was sent; None: administrators
    created_by: Mapped[str]  # user ids
    confirmed_by: Mapped[str | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]  # of the run
    finished_at: Mapped[datetime | None]
    skips_errors: Mapped[bool] = mapped_column(default=False)
    format: Mapped[str] = mapped_column(default="")  # formats.Format.name, known once it was looked through
    sample: Mapped[list[Any]] = mapped_column(JSONValue, default=list)  # first rows of the table
    preview: Mapped[dict[str, Any]] = mapped_column(default=dict)  # report.Counts of the dry run
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)  # and of the run
    problems: Mapped[list[Any]] = mapped_column(
        JSONValue, default=list
    )  # the first few: [row, column, value, reason, severity]
    refusal: Mapped[dict[str, Any]] = mapped_column(default=dict)  # message (a msgid) and values; empty: none
    report: Mapped[str | None]  # name of the report's file beside the file; None: there is none
    worker: Mapped[str | None]
    beat_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)  # how often it was claimed in this state
    rows_done: Mapped[int] = mapped_column(default=0)
