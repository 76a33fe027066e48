"""Publication: one table of revisions, one live row.

A room's own table is the live row, and all that pages, search, API and exports read. A revision holds a form's fields as JSON;
publishing copies it into the live row if its base is still the live one. An import publishes too, in its own name: a profile
field is overwritten only while its value is still what the last import wrote; else the owner's edit stays and the new value
is offered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import clock
from app.core.db import Base

IMPORT: Final = "import"


class RevisionState(StrEnum):
    """A revision's way: draft → submitted → published or returned; an import's refused values stay `offered`."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    RETURNED = "returned"
    OFFERED = "offered"


_STATES: Final = ", ".join(f"'{state.value}'" for state in RevisionState)


class Revision(Base):
    """One version of one subject's fields."""

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "number"),
        CheckConstraint(f"state IN ({_STATES})", name="state_known"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published_has_time"),
        Index("ix_revisions_subject_state", "kind", "subject_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[str]
    number: Mapped[int]
    base_number: Mapped[int | None]
    fields: Mapped[dict[str, Any]]
    state: Mapped[str]
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)  # field → what to mend
    by: Mapped[str | None]  # user id; None for imports
    on_behalf: Mapped[str | None]  # firm or office; the file's source for imports
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class ImportedFields:
    """What an import may write into the live row, and what it only offers because the owner had edited it."""

    written: Mapping[str, Any]
    offered: Mapping[str, Any]


def split_imported(live: Mapping[str, Any], last_import: Mapping[str, Any], new: Mapping[str, Any]) -> ImportedFields:
    """Apply the import rule: pure. A field counts as the owner's if its live value is not what the last import wrote.

    A field that is still empty and was never imported is free to write.
    """
    written: dict[str, Any] = {}
    offered: dict[str, Any] = {}
    for name, value in new.items():
        current = live.get(name)
        if current == value:
            continue
        untouched = current == last_import[name] if name in last_import else current in (None, "", [])
        (written if untouched else offered)[name] = value
    return ImportedFields(written, offered)


def last_imported(session: Session, kind: str, subject_id: str) -> dict[str, Any]:
    """The values that imports last wrote into each field of the subject."""
    rows = session.scalars(
        select(Revision)
        .where(Revision.kind == kind, Revision.subject_id == subject_id)
        .where(Revision.state == RevisionState.PUBLISHED, Revision.by.is_(None))
        .order_by(Revision.number)
    )
    return {name: value for row in rows for name, value in row.fields.items()}


def record_import(session: Session, kind: str, subject_id: str, source: str, fields: ImportedFields) -> None:
    """Keep what an import wrote as a published revision, and what it may not write as an offer to the owner."""
    if fields.written:
        _add(session, kind, subject_id, source, fields.written, RevisionState.PUBLISHED)
    offers = select(Revision).where(Revision.kind == kind, Revision.subject_id == subject_id)
    standing = session.scalars(offers.where(Revision.state == RevisionState.OFFERED)).all()
    if fields.offered and not any(dict(row.fields) == dict(fields.offered) for row in standing):
        _add(session, kind, subject_id, source, fields.offered, RevisionState.OFFERED)


def _add(
    session: Session, kind: str, subject_id: str, source: str, fields: Mapping[str, Any], state: RevisionState
) -> None:
    last = select(func.max(Revision.number)).where(Revision.kind == kind, Revision.subject_id == subject_id)
    number = session.scalar(last) or 0
    now = clock.now()
    session.add(
        Revision(
            kind=kind,
            subject_id=subject_id,
            number=number + 1,
            base_number=number or None,
            fields=dict(fields),
            state=state,
            by=None,
            on_behalf=f"{IMPORT}:{source}",
            created_at=now,
            published_at=now if state is RevisionState.PUBLISHED else None,
        )
    )
    session.flush()
