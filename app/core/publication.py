"""Publication: one table of revisions, one live row.

A room's own table is the live row, and all that pages, search, API and exports read. A revision holds a form's fields as JSON;
publishing copies it into the live row if its base is still the live one. An import publishes too, in its own name: a profile
field is overwritten only while its value is still what the last import wrote; else the owner's edit stays and the new value
is offered.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Final

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import clock
from app.core.db import Base
from app.core.ids import new_id
from app.core.labels import Label
from app.core.sections import WorkItem

IMPORT: Final = "import"
FRESH_FOR: Final = timedelta(days=365)
"""How long what a firm says of itself counts as fresh; after that the site asks whether it still holds."""


class RevisionState(StrEnum):
    """A revision's way: draft → submitted → published or returned; an import's refused values stay `offered`.

    `withdrawn` is a draft that was given up, or an offer that was taken or turned down.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    RETURNED = "returned"
    OFFERED = "offered"
    WITHDRAWN = "withdrawn"


OPEN: Final = (RevisionState.DRAFT, RevisionState.SUBMITTED, RevisionState.RETURNED)
"""States of a revision that is still on its way; a subject has at most one of them."""

_STATES: Final = ", ".join(f"'{state.value}'" for state in RevisionState)
_OPEN: Final = text("state IN ('draft', 'submitted', 'returned')")


class Revision(Base):
    """One version of one subject's fields."""

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "number"),
        CheckConstraint(f"state IN ({_STATES})", name="state_known"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published_has_time"),
        Index("ix_revisions_subject_state", "kind", "subject_id", "state"),
        Index("ix_revisions_desk", "state", "office_id", "submitted_at"),
        Index("ix_revisions_firm", "firm_id", "state"),
        Index("uq_revisions_open", "kind", "subject_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(default=new_id, unique=True)  # random: its name in addresses
    kind: Mapped[str]
    subject_id: Mapped[str]
    number: Mapped[int]
    base_number: Mapped[int | None]
    fields: Mapped[dict[str, Any]]
    state: Mapped[str]
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)  # field → what to mend
    by: Mapped[str | None]  # user id of who began it; None for imports
    on_behalf: Mapped[str | None]  # the support body's office id for proxy entry; the file's source for imports
    firm_id: Mapped[str | None]  # the firm whose thing it is; None for imports
    office_id: Mapped[str | None]  # the office at which it waits or waited
    version: Mapped[int] = mapped_column(default=1)  # of this row; grows with every save and transition
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime | None]  # last saved
    updated_by: Mapped[str | None]
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]  # published or returned
    decided_by: Mapped[str | None]
    published_at: Mapped[datetime | None]


class Publisher(ABC):
    """What a room declares about a thing that its owner edits and an office publishes: the other half of its live row.

    A revision's `fields` hold JSON values by the names of `fields`. Room `publishing` moves drafts by it and knows no room.
    """

    kind: ClassVar[str]
    label: ClassVar[Label]
    fields: ClassVar[Mapping[str, Label]]  # every field, in the order of the form

    @abstractmethod
    def title(self, session: Session, subject_id: str, fields: Mapping[str, Any]) -> str:
        """What the thing is called, from the live row or, before there is one, from the draft."""

    @abstractmethod
    def address(self, subject_id: str) -> str:
        """Path of the public page."""

    @abstractmethod
    def edit_address(self, subject_id: str, firm_id: str) -> str:
        """Path of the page where the firm edits it."""

    @abstractmethod
    def firms(self, session: Session, subject_id: str) -> Sequence[str] | None:
        """Ids of the firms whose thing it is and who may edit it (none: nobody may); None if there is no such thing yet."""

    @abstractmethod
    def people(self, session: Session, firm_id: str) -> list[str]:
        """User ids of the firm's people to tell when a version comes back or is published."""

    @abstractmethod
    def municipality_of(self, session: Session, subject_id: str, firm_id: str) -> str | None:
        """6-digit code that decides which office reviews it."""

    @abstractmethod
    def live(self, session: Session, subject_id: str) -> dict[str, Any] | None:
        """Fields of the live row as JSON values; None if nothing is public yet."""

    @abstractmethod
    def apply(self, session: Session, subject_id: str, firm_id: str, fields: Mapping[str, Any]) -> None:
        """Write the live row from `fields` (all of them), with today as its freshness date, and announce the change."""

    @abstractmethod
    def confirm(self, session: Session, subject_id: str, firm_id: str) -> None:
        """The firm says that all still holds: today becomes the live row's freshness date, nothing else changes."""

    @abstractmethod
    def problems(self, fields: Mapping[str, Any]) -> dict[str, str]:
        """What must be mended before it may be submitted: field → msgid. A draft may be saved with anything."""

    @abstractmethod
    def words(self, name: str, value: Any) -> Sequence[str]:  # noqa: ANN401 - any JSON value
        """A field's value as people read it, one line an entry, for differences and histories."""

    def facts(self, session: Session, subject_id: str, firm_id: str) -> Sequence[tuple[Label, str]]:
        """What the register says, to be seen beside the texts on the page of decision."""
        return ()

    def stale(self, session: Session, firm_ids: Sequence[str]) -> Sequence[WorkItem]:
        """What these firms have not confirmed for longer than FRESH_FOR: its name, where to edit it, and since when."""
        return ()

    def files(self, fields: Mapping[str, Any]) -> Iterator[str]:
        """Ids of the stored files that these fields show."""
        return iter(())


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
    """Keep what an import wrote as a published revision, and what it may not write as an offer to the owner.

    An offer that stands, or that was taken or turned down, is not made again.
    """
    if fields.written:
        _add(session, kind, subject_id, source, fields.written, RevisionState.PUBLISHED)
    offers = select(Revision).where(Revision.kind == kind, Revision.subject_id == subject_id)
    made = (RevisionState.OFFERED, RevisionState.WITHDRAWN)
    standing = session.scalars(offers.where(Revision.by.is_(None), Revision.state.in_(made))).all()
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
            version=1,
            created_at=now,
            published_at=now if state is RevisionState.PUBLISHED else None,
        )
    )
    session.flush()
