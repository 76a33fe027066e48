"""Who stands behind a public page: the body that typed it and the office that checked it. Bodies, never persons."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.publication import Revision, RevisionState
from app.offices.queries import list_office_names


@dataclass(frozen=True, slots=True)
class Authorship:
    """Of the version that a person's hand last brought to the public page. `proxy`: the support body that typed it, or ""."""

    proxy: str
    office: str
    published_at: datetime | None


def find_authorship(session: Session, kind: str, subject_id: str) -> Authorship | None:
    """None if only files have spoken so far."""
    query = select(Revision).where(
        Revision.kind == kind,
        Revision.subject_id == subject_id,
        Revision.state == RevisionState.PUBLISHED,
        Revision.by.is_not(None),
    )
    last = session.scalars(query.order_by(Revision.number.desc()).limit(1)).one_or_none()
    if last is None:
        return None
    names = list_office_names(session, [id_ for id_ in (last.on_behalf, last.office_id) if id_])
    return Authorship(names.get(last.on_behalf or "", ""), names.get(last.office_id or "", ""), last.published_at)
