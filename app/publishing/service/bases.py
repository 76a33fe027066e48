"""What a draft began from, and how it stands to what is public now."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.publication import Publisher, Revision, RevisionState
from app.publishing.merging import Rebased, is_same, merge_base
from app.publishing.models import RevisionCover


def last_number(session: Session, kind: str, subject_id: str) -> int:
    """The highest number that a version of the subject has; 0 if there is none."""
    query = select(func.max(Revision.number)).where(Revision.kind == kind, Revision.subject_id == subject_id)
    return session.scalar(query) or 0


def last_published(session: Session, kind: str, subject_id: str, *, without: int = 0) -> int | None:
    """The number of the version that was published last (not counting the revision with the id `without`)."""
    query = select(func.max(Revision.number)).where(
        Revision.kind == kind,
        Revision.subject_id == subject_id,
        Revision.state == RevisionState.PUBLISHED,
        Revision.id != without,
    )
    return session.scalar(query)


def base_of(session: Session, revision: Revision) -> Mapping[str, Any]:
    """The live fields that the draft began from."""
    cover = session.get(RevisionCover, revision.id)
    return cover.base if cover else {}


def keep_base(session: Session, revision: Revision, live: Mapping[str, Any]) -> None:
    """From now on the draft stands over `live`."""
    cover = session.get(RevisionCover, revision.id)
    if cover is not None and dict(cover.base) != dict(live):
        cover.base = dict(live)


def keep_title(session: Session, publisher: Publisher, revision: Revision) -> None:
    """Call the version what its fields call it."""
    title = publisher.title(session, revision.subject_id, revision.fields)
    cover = session.get(RevisionCover, revision.id)
    if cover is not None and cover.title != title:
        cover.title = title


def over_live(session: Session, publisher: Publisher, revision: Revision, live: Mapping[str, Any]) -> Rebased:
    """The draft over `live`: what it left alone follows the public page, where both changed its own value stands."""
    base = base_of(session, revision)
    if all(is_same(live.get(name), base.get(name)) for name in publisher.fields):
        return Rebased(dict(revision.fields))
    return merge_base(base, live, revision.fields)
