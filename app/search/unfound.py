"""What is done about the looks: a word that found nothing is dealt with, and old looks become counts."""

from sqlalchemy import case, delete, func, select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.core import clock
from app.core.actor import Actor
from app.core.db import count_rows, insert_ignoring, upsert
from app.core.errors import NotYours
from app.search.models import CompanyLook, SearchDay, SearchLook, UnfoundDismissal
from app.search.policy import desk_grant
from app.search.queries import Sought, get_unfound, since
from app.search.states import Outcome


def dismiss_unfound(session: Session, key: str, actor: Actor) -> Sought:
    """Someone has dealt with the word: what was searched up to today no longer counts. NotFound if it is not in the list."""
    grant = desk_grant(actor)
    if grant is None:
        raise NotYours("見つからなかったことばを片づけられるのは、機関の担当者とシステム管理者だけです。")
    found = get_unfound(session, key)
    row = {"words": found.words, "dismissed_on": clock.today(), "dismissed_by": actor.user_id}
    upsert(session, UnfoundDismissal, [row], ["words"])
    details = {"sessions": found.sessions}
    record(session, actor, "unfound.dismiss", ("unfound", key), grant=grant, details=details)
    return found


def fold_looks(session: Session) -> int:
    """Make counts a day of the looks that are older than 90 days, and drop them; how many were dropped."""
    widened = func.sum(case((SearchLook.outcome == Outcome.WIDENED, 1), else_=0))
    nothing = func.sum(case((SearchLook.outcome == Outcome.NOTHING, 1), else_=0))
    query = select(SearchLook.day, func.count(), widened, nothing).where(SearchLook.day < since())
    rows = session.execute(query.group_by(SearchLook.day)).all()
    names = ("day", "searches", "widened", "unfound")
    insert_ignoring(session, SearchDay, [dict(zip(names, row, strict=True)) for row in rows])
    session.execute(delete(UnfoundDismissal).where(UnfoundDismissal.dismissed_on < since()))
    return sum(
        count_rows(session.execute(delete(model).where(model.day < since()))) for model in (SearchLook, CompanyLook)
    )
