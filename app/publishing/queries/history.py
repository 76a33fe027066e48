"""What was done to versions, and by whom: names for those who may see them, the support body for entry on behalf."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.accounts.queries import list_user_names
from app.core.actor import Actor
from app.core.publication import IMPORT, Publisher, Revision, RevisionState
from app.offices.queries import list_office_names
from app.publishing.models import RevisionEvent
from app.publishing.policy import is_of_firm
from app.publishing.queries.visible import at_offices

TYPING: Final = ("open", "edit", "submit", "rebase", "take")
_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Hand:
    """Who did it: the person's name, or the support body's for entry on behalf; `office` for an office's decision."""

    name: str
    office: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a version's history."""

    action: str
    at: datetime
    hand: Hand
    notes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """One published version of a thing. `source` names the file of an import; then nobody typed or approved it."""

    number: int
    key: str
    published_at: datetime
    typed: Hand | None
    approved: Hand | None
    source: str = ""


def list_lines(session: Session, revision: Revision) -> list[Line]:
    """The version's history, oldest first, at most 100 lines."""
    events = session.scalars(
        select(RevisionEvent)
        .where(RevisionEvent.revision_id == revision.id)
        .order_by(RevisionEvent.id.desc())
        .limit(_MOST)
    ).all()[::-1]
    users = list_user_names(session, (event.by for event in events if event.by))
    offices = list_office_names(session, (id_ for event in events for id_ in (event.on_behalf, event.body_id) if id_))
    return [Line(event.action, event.at, _hand(event, users, offices), event.notes) for event in events]


def _hand(event: RevisionEvent, users: Mapping[str, str], offices: Mapping[str, str]) -> Hand:
    if event.on_behalf:
        return Hand(offices.get(event.on_behalf, ""))
    office = offices.get(event.body_id or "", "") if event.action in ("return", "publish") else ""
    return Hand(users.get(event.by or "", ""), office)


def list_hands(session: Session, revision: Revision) -> frozenset[str]:
    """User ids of all who typed or handed in the version."""
    query = select(RevisionEvent.by).where(
        RevisionEvent.revision_id == revision.id, RevisionEvent.action.in_(TYPING), RevisionEvent.by.is_not(None)
    )
    return frozenset(by for by in session.scalars(query.distinct()) if by)


def last_hand(session: Session, revision: Revision) -> Hand:
    """Who typed last; an empty name if nobody has."""
    event = session.scalars(
        select(RevisionEvent)
        .where(RevisionEvent.revision_id == revision.id, RevisionEvent.action.in_(TYPING))
        .order_by(RevisionEvent.id.desc())
        .limit(1)
    ).first()
    if event is None:
        return Hand("")
    return _hand(event, list_user_names(session, [event.by or ""]), list_office_names(session, [event.on_behalf or ""]))


def list_submissions(session: Session, revision: Revision) -> list[Mapping[str, Any]]:
    """The fields that the office was given, each time that the version was handed in, oldest first."""
    query = select(RevisionEvent.fields).where(
        RevisionEvent.revision_id == revision.id, RevisionEvent.action == "submit"
    )
    return list(session.scalars(query.order_by(RevisionEvent.id)))


def list_history(session: Session, publisher: Publisher, subject_id: str, actor: Actor) -> list[Version]:
    """The published versions of a thing, the newest first, at most 100; nothing for whoever is neither of its firm nor of an
    office that may see them."""
    firms = [firm_id for firm_id in publisher.firms(session, subject_id) or () if is_of_firm(actor, firm_id)]
    own = or_(Revision.firm_id.in_(firms), Revision.firm_id.is_(None)) if firms else at_offices(actor)
    rows = session.scalars(
        select(Revision)
        .where(
            and_(Revision.kind == publisher.kind, Revision.subject_id == subject_id),
            Revision.state == RevisionState.PUBLISHED,
            own,
        )
        .order_by(Revision.number.desc())
        .limit(_MOST)
    ).all()
    return list(_versions(session, rows))


def _versions(session: Session, rows: Iterable[Revision]) -> Iterable[Version]:
    kept = list(rows)
    users = list_user_names(session, (id_ for row in kept for id_ in (row.submitted_by, row.decided_by) if id_))
    offices = list_office_names(session, (id_ for row in kept for id_ in (row.on_behalf, row.office_id) if id_))
    for row in kept:
        assert row.published_at is not None  # the state says so
        if row.by is None:
            source = (row.on_behalf or "").removeprefix(f"{IMPORT}:")
            yield Version(row.number, row.key, row.published_at, None, None, source)
            continue
        typed = Hand(offices.get(row.on_behalf or "", "") or users.get(row.submitted_by or row.by, ""))
        approved = Hand(users.get(row.decided_by or "", ""), offices.get(row.office_id or "", ""))
        yield Version(row.number, row.key, row.published_at, typed, approved, "")
