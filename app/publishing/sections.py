"""What waits for a person on the dashboard: for officials what was handed in, for a firm's people what came back or lies about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.actor import Actor
from app.core.clock import JAPAN
from app.core.labels import Label
from app.core.publication import Publisher, Revision, RevisionState
from app.core.sections import WorkItem, WorkLine, WorkSection
from app.publishing.policy import DECIDERS, EDITORS
from app.publishing.queries import list_late, list_titles, list_waiting
from app.publishing.queries.visible import of_firms

LYING: Final = timedelta(days=7)
"""A draft that nobody has touched for so long is named on the dashboard."""
_SHOWN: Final = 5


def work_section(publishers: Mapping[str, Publisher]) -> WorkSection:
    """The section for the dashboard, for the rooms that registered a Publisher."""

    def work_for(session: Session, actor: Actor) -> list[WorkLine]:
        """Lines for whom they concern; none for others."""
        lines = _for_office(session, actor) if actor.has_any(DECIDERS) else []
        firms = sorted(actor.bodies(*EDITORS))
        return [*lines, *(_for_firms(session, firms, publishers.values()) if firms else [])]

    return work_for


def _for_office(session: Session, actor: Actor) -> list[WorkLine]:
    page = list_waiting(session, actor, 1, _SHOWN)
    items = tuple(
        WorkItem(row.title, f"/admin/publications/{row.revision.key}", since_on=_day(row.revision.submitted_at))
        for row in page.items
    )
    late = list_late(session, actor) if page.total else 0
    label = Label("公開の申請（企業の紹介・技術など）", "Requests to publish (profiles, technologies)")
    return [WorkLine(label, page.total, "/admin/publications/", items, late)]


def _for_firms(session: Session, firms: Sequence[str], publishers: Iterable[Publisher]) -> list[WorkLine]:
    stale = [item for publisher in publishers for item in publisher.stale(session, firms)]
    return [
        _line(
            session,
            firms,
            RevisionState.RETURNED,
            Label("差し戻された内容（直して、もう一度申請する）", "Returned to you (mend and send again)"),
        ),
        _line(
            session,
            firms,
            RevisionState.DRAFT,
            Label("書きかけの下書き（1週間以上そのまま）", "Drafts untouched for a week"),
            before=clock.now() - LYING,
        ),
        WorkLine(
            Label("1年以上確かめていない内容", "Not confirmed for a year"),
            len(stale),
            stale[0].url if stale else "/publications/",
            tuple(stale[:_SHOWN]),
        ),
    ]


def _line(
    session: Session, firms: Sequence[str], state: RevisionState, label: Label, before: datetime | None = None
) -> WorkLine:
    touched = func.coalesce(Revision.updated_at, Revision.created_at)
    conditions = [of_firms(firms), Revision.state == state]
    if before is not None:
        conditions.append(touched < before)
    count = session.scalar(select(func.count()).select_from(Revision).where(*conditions)) or 0
    if not count:
        return WorkLine(label, 0, "/publications/")
    rows = session.scalars(select(Revision).where(*conditions).order_by(touched).limit(_SHOWN)).all()
    titles = list_titles(session, rows)
    items = tuple(
        WorkItem(
            titles.get(row.id, row.subject_id),
            f"/publications/{row.key}",
            since_on=_day(row.decided_at if state is RevisionState.RETURNED else row.updated_at or row.created_at),
        )
        for row in rows
    )
    return WorkLine(label, count, f"/publications/?state={state.value}", items)


def _day(at: datetime | None) -> date | None:
    return at.astimezone(JAPAN).date() if at else None
