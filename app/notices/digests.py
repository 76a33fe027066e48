"""The daily mail: what a person chose to hear of once a day, in one mail, at eight in the morning.

A day's mail holds what came before its eight o'clock and was not opened since; the notices remember which mail they were in.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core import clock
from app.core.clock import JAPAN
from app.core.db import Database, insert_ignoring
from app.core.ids import new_id
from app.core.unit_of_work import unit_of_work
from app.notices.composing import compose_digest
from app.notices.letterhead import Letterhead
from app.notices.models import Digest, Notice
from app.notices.service import queue_mail

SENT_AT: Final = time(8, tzinfo=JAPAN)
MOST_LINES: Final = 50
_AT_ONCE: Final = 100  # people in one transaction


def send_digests(session: Session, head: Letterhead) -> int:
    """Queue the daily mails that are due (at most a hundred), one a person and day; how many. Called as often as one likes."""
    due = _last_time()
    waiting: list[Any] = [Notice.waits_for_digest.is_(True), Notice.read_at.is_(None), Notice.created_at < due]
    had_theirs = select(Digest.user_id).where(Digest.on_day == due.date())
    people = session.scalars(
        select(User)
        .where(
            User.id.in_(select(Notice.user_id).where(*waiting)),
            User.id.not_in(had_theirs),
            User.email.is_not(None),
            User.confirmed_at.is_not(None),
            User.closed_at.is_(None),
        )
        .order_by(User.id)
        .limit(_AT_ONCE)
    ).all()
    return sum(_send(session, user, due, waiting, head) for user in people)


def send_rest(database: Database, head: Letterhead) -> int:
    """Queue what one transaction left over; how many."""
    count = 0
    while True:
        with unit_of_work(database) as session:
            sent = send_digests(session, head)
        if not sent:
            return count
        count += sent


def _last_time() -> datetime:
    now = clock.now().astimezone(JAPAN)
    today = datetime.combine(now.date(), SENT_AT)
    return today if now >= today else today - timedelta(days=1)


def _send(session: Session, user: User, due: datetime, waiting: Sequence[Any], head: Letterhead) -> bool:
    id_, day = new_id(), due.date()
    row = {"id": id_, "user_id": user.id, "on_day": day, "mail_id": None, "created_at": clock.now()}
    insert_ignoring(session, Digest, [row])
    digest = session.get(Digest, id_)
    if digest is None:  # another worker was faster
        return False
    query = select(Notice).where(Notice.user_id == user.id, *waiting).order_by(Notice.created_at, Notice.id)
    notices = session.scalars(query).all()
    composed = compose_digest(notices[:MOST_LINES], len(notices[MOST_LINES:]), user.language, head)
    digest.mail_id = queue_mail(
        session,
        composed,
        key=f"digest:{day.isoformat()}",
        address=user.email or "",
        recipient=user.id,
        user_id=user.id,
    )
    ids = [notice.id for notice in notices]
    session.execute(update(Notice).where(Notice.id.in_(ids)).values(waits_for_digest=False, digest_id=id_))
    session.flush()
    return True
