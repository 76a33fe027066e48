"""What waits at an office and how long, and what it decided."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.actor import Actor, Role
from app.core.clock import JAPAN
from app.core.labels import Label
from app.core.paging import Page
from app.core.publication import Revision, RevisionState
from app.publishing.models import RevisionCover
from app.publishing.policy import DECIDERS
from app.publishing.states import DECIDED
from app.reference.calendar import add_business_days, business_days_between, is_business_day

LATE_AFTER: Final = 5
"""Business days within which an office answers; a version that waits longer is late."""
_MOST_FIRMS: Final = 5_000


class Tab(StrEnum):
    """The lists of the desk."""

    WAITING = "waiting"
    RETURNED = "returned"
    PUBLISHED = "published"


TABS: Final = {
    Tab.WAITING: Label("待ち", "Waiting"),
    Tab.RETURNED: Label("差し戻し中", "Returned"),
    Tab.PUBLISHED: Label("公開済み", "Published"),
}
_STATES: Final = {
    Tab.WAITING: RevisionState.SUBMITTED,
    Tab.RETURNED: RevisionState.RETURNED,
    Tab.PUBLISHED: RevisionState.PUBLISHED,
}


@dataclass(frozen=True, slots=True)
class Desk:
    """How the list is narrowed. `text`: part of the title, or a 法人番号; `firm_ids`: firms whose name has the text."""

    tab: Tab = Tab.WAITING
    kind: str | None = None
    text: str = ""
    firm_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the desk. `days`: business days since it was handed in (None once decided)."""

    revision: Revision
    title: str
    days: int | None

    @property
    def is_late(self) -> bool:
        """Whether it waits longer than an office may take."""
        return self.days is not None and self.days > LATE_AFTER


def list_desk(session: Session, actor: Actor, desk: Desk, number: int, per_page: int) -> Page[Waiting]:
    """One page of a list of the actor's offices: what waits by its age, what was decided by its day, newest first."""
    base = _query(actor, desk)
    total = session.scalar(select(func.count()).select_from(base.order_by(None).subquery())) or 0
    rows = session.execute(base.limit(per_page).offset((number - 1) * per_page)).all()
    return Page([_waiting(row[0], row[1]) for row in rows], number, per_page, total)


def list_waiting(session: Session, actor: Actor, number: int = 1, per_page: int = 20) -> Page[Waiting]:
    """What waits at the actor's offices, the oldest first."""
    return list_desk(session, actor, Desk(), number, per_page)


def list_late(session: Session, actor: Actor) -> int:
    """How many of them have waited too long."""
    last = _late_before(clock.today())
    query = (
        select(func.count())
        .select_from(Revision)
        .where(_mine(actor), Revision.state == RevisionState.SUBMITTED, Revision.submitted_at < last)
    )
    return session.scalar(query) or 0


def count_tabs(session: Session, actor: Actor) -> dict[Tab, int]:
    """How many versions stand in each list; a tab that the actor may not see is not there."""
    rows = session.execute(select(Revision.state, func.count()).where(_mine(actor)).group_by(Revision.state))
    counts = {row[0]: row[1] for row in rows}
    return {tab: counts.get(_STATES[tab], 0) for tab in tabs_of(actor)}


def tabs_of(actor: Actor) -> list[Tab]:
    """The lists that the actor may open; the first one is shown unasked. Auditors read what was decided only."""
    return list(Tab) if actor.has_any(DECIDERS) else [Tab.RETURNED, Tab.PUBLISHED]


def list_desk_firms(session: Session, actor: Actor, tab: Tab) -> list[str]:
    """Ids of the firms in a list, so that a name can be looked for among them."""
    query = select(Revision.firm_id).where(_mine(actor), Revision.state == _STATES[tab]).distinct().limit(_MOST_FIRMS)
    return [firm_id for firm_id in session.scalars(query) if firm_id]


def _query(actor: Actor, desk: Desk) -> Select[Revision, str]:
    query = (
        select(Revision, RevisionCover.title)
        .outerjoin(RevisionCover, RevisionCover.revision_id == Revision.id)
        .where(_mine(actor), Revision.state == _STATES[desk.tab])
    )
    if desk.kind:
        query = query.where(Revision.kind == desk.kind)
    if desk.text:
        query = query.where(_with_text(desk.text, desk.firm_ids))
    if desk.tab is Tab.WAITING:
        return query.order_by(Revision.submitted_at, Revision.id)
    return query.order_by(Revision.decided_at.desc(), Revision.id.desc())


def _with_text(text: str, firm_ids: Collection[str]) -> ColumnElement[bool]:
    return or_(
        RevisionCover.title.icontains(text, autoescape=True),
        Revision.firm_id == text,
        Revision.firm_id.in_(sorted(firm_ids)) if firm_ids else false(),
    )


def _mine(actor: Actor) -> ColumnElement[bool]:
    """The desk holds what is the actor's to do: their own offices only; auditors read what was decided anywhere."""
    offices = sorted(actor.bodies(*DECIDERS))
    parts: list[ColumnElement[bool]] = []
    if offices:
        parts.append(Revision.office_id.in_(offices))
    if actor.has(Role.AUDITOR):
        parts.append(Revision.state.in_(DECIDED))
    return and_(Revision.firm_id.is_not(None), or_(*parts)) if parts else false()


def _waiting(revision: Revision, title: str | None) -> Waiting:
    since = revision.submitted_at if revision.state == RevisionState.SUBMITTED else None
    days = business_days_between(_day(since), clock.today()) if since else None
    return Waiting(revision, title or revision.subject_id, days)


def _day(at: datetime) -> date:
    return at.astimezone(JAPAN).date()


def _late_before(today: date) -> datetime:
    """The instant before which what still waits is late: since then more than LATE_AFTER business days have passed."""
    open_day = today if is_business_day(today) else add_business_days(today, -1)
    return datetime.combine(add_business_days(open_day, -LATE_AFTER), time(), JAPAN)
