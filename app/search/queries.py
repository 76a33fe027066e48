"""Reads about what people looked for, and the office's groups of synonyms.

No list shows words that fewer than three sessions looked for (`states.ENOUGH`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from typing import Final

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import NotFound
from app.core.paging import Page
from app.search.models import CompanyLook, SearchDay, SearchLook, SynonymGroup, UnfoundDismissal
from app.search.states import ENOUGH, KEPT_DAYS, UNFOUND, GroupState, Outcome
from app.search.synonyms import fold_key

_MOST: Final = 300  # words of a list that is not paged


@dataclass(frozen=True, slots=True)
class Sought:
    """Words that people look for: in how many sessions, and when last. `nothing`: in how many of them nothing was found."""

    words: str
    shown: str
    sessions: int
    last_on: date
    nothing: int = 0

    @property
    def key(self) -> str:
        """Its name in addresses."""
        return key_of(self.words)


@dataclass(frozen=True, slots=True)
class DayFigures:
    """How many searches of one day are remembered, and what came of them."""

    day: date
    searches: int
    widened: int
    nothing: int


def since() -> date:
    """The first day of which looks are kept."""
    return clock.today() - timedelta(days=KEPT_DAYS)


def list_unfound(session: Session, page: int, per_page: int, outcomes: Collection[Outcome] = UNFOUND) -> Page[Sought]:
    """Words that found nothing (or only by widening), most sought first. What someone dealt with counts from the next day on;
    what was found on a later day is no longer among them."""
    query = _unfound(outcomes)
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = session.execute(query.offset((page - 1) * per_page).limit(per_page))
    return Page([Sought(*row) for row in rows], page, per_page, total)


def count_unfound(session: Session) -> int:
    """How many words wait to be dealt with."""
    return session.scalar(select(func.count()).select_from(_unfound(UNFOUND).order_by(None).subquery())) or 0


def get_unfound(session: Session, key: str) -> Sought:
    """One of them by its key; NotFound if it is none (any more)."""
    for row in session.execute(_unfound(UNFOUND)):
        if key_of(row[0]) == key:
            return Sought(*row)
    raise NotFound("このことばは、一覧にありません。すでに片づいた可能性があります。")


def key_of(words: str) -> str:
    """A short name for words in addresses."""
    return blake2b(words.encode(), digest_size=8).hexdigest()


def list_sought(session: Session, lengths: Collection[int] | None = None, limit: int = _MOST) -> list[Sought]:
    """What people look for, most sought first."""
    query = _counted(SearchLook).where(SearchLook.day >= since())
    if lengths is not None:
        query = query.where(SearchLook.length.in_(lengths))
    return [_sought(row) for row in session.execute(query.limit(limit))]


def list_leading_to(session: Session, company_id: str) -> list[Sought]:
    """Words whose search led to the page of this company."""
    query = _counted(CompanyLook).where(CompanyLook.company_id == company_id, CompanyLook.day >= since())
    return [_sought(row) for row in session.execute(query.limit(_MOST))]


def list_leading_to_any(session: Session, companies: Select[str], limit: int = _MOST) -> list[Sought]:
    """Single words whose search led to the page of any of these companies."""
    query = _counted(CompanyLook).where(CompanyLook.company_id.in_(companies), CompanyLook.day >= since())
    return [_sought(row) for row in session.execute(query.where(CompanyLook.length == 1).limit(limit))]


def list_days(session: Session) -> list[DayFigures]:
    """Every day with a search, newest first: those that are folded and those that are not."""
    widened, nothing = _sum(SearchLook.outcome == Outcome.WIDENED), _sum(SearchLook.outcome == Outcome.NOTHING)
    query = select(SearchLook.day, func.count(), widened, nothing).group_by(SearchLook.day)
    days = {row[0]: DayFigures(*row) for row in session.execute(query)}
    folded = select(SearchDay.day, SearchDay.searches, SearchDay.widened, SearchDay.unfound)
    return sorted(
        ({row[0]: DayFigures(*row) for row in session.execute(folded)} | days).values(),
        key=lambda d: d.day,
        reverse=True,
    )


def get_group(session: Session, group_id: str) -> SynonymGroup:
    """A group; NotFound if there is none."""
    group = session.get(SynonymGroup, group_id)
    if group is None:
        raise NotFound("この言いかえの組は見つかりません。")
    return group


def list_groups(session: Session, state: str, text: str, page: int, per_page: int) -> Page[SynonymGroup]:
    """One page of the groups in a state, newest first. `text` narrows to those with a word that holds its letters."""
    query = select(SynonymGroup).where(SynonymGroup.state == state)
    key = fold_key(text)
    rows = session.scalars(query.order_by(SynonymGroup.updated_at.desc(), SynonymGroup.id))
    found = [group for group in rows if not key or any(key in fold_key(word) for word in group.words)]
    return Page(found[(page - 1) * per_page : page * per_page], page, per_page, len(found))


def count_groups(session: Session) -> dict[str, int]:
    """How many groups stand in each state."""
    return {
        row[0]: row[1] for row in session.execute(select(SynonymGroup.state, func.count()).group_by(SynonymGroup.state))
    }


def list_active_groups(session: Session, but: str | None = None) -> list[SynonymGroup]:
    """All groups in use (but one), the oldest first: the order in which search has them."""
    query = select(SynonymGroup).where(SynonymGroup.state == GroupState.ACTIVE)
    query = query.where(SynonymGroup.id != but) if but else query
    return list(session.scalars(query.order_by(SynonymGroup.created_at, SynonymGroup.id)))


def words_of(groups: Sequence[SynonymGroup]) -> list[tuple[str, ...]]:
    """The groups as search takes them."""
    return [tuple(group.words) for group in groups]


def _sought(row: Row[str, str, int, date]) -> Sought:
    return Sought(row[0], row[1], row[2], row[3])


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _counted(model: type[SearchLook] | type[CompanyLook]) -> Select[str, str, int, date]:
    sessions = func.count(model.session.distinct())
    return (
        select(model.words, func.min(model.shown), sessions, func.max(model.day))
        .group_by(model.words)
        .having(sessions >= ENOUGH)
        .order_by(sessions.desc(), model.words)
    )


def _unfound(outcomes: Collection[Outcome]) -> Select[str, str, int, date, int]:
    later = SearchLook.__table__.alias("later")
    found_on = (
        select(func.max(later.c.day))
        .where(later.c.words == SearchLook.words, later.c.outcome == Outcome.FOUND)
        .correlate(SearchLook)
        .scalar_subquery()
    )
    sessions = func.count(SearchLook.session.distinct())
    last_on = func.max(SearchLook.day)
    is_open = or_(UnfoundDismissal.words.is_(None), SearchLook.day > UnfoundDismissal.dismissed_on)
    return (
        select(
            SearchLook.words, func.min(SearchLook.shown), sessions, last_on, _sum(SearchLook.outcome == Outcome.NOTHING)
        )
        .outerjoin(UnfoundDismissal, UnfoundDismissal.words == SearchLook.words)
        .where(SearchLook.outcome.in_(outcomes), SearchLook.day >= since(), is_open)
        .group_by(SearchLook.words)
        .having(and_(sessions >= ENOUGH, or_(found_on.is_(None), found_on <= last_on)))
        .order_by(sessions.desc(), SearchLook.words)
    )
