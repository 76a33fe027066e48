"""What a person does with their inbox: reading, and choosing how to hear of a topic."""

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.core import clock
from app.core.actor import Actor
from app.core.db import upsert
from app.notices.models import Notice, TopicChoice
from app.notices.states import Choice


def mark_read(session: Session, notice_id: str, user_id: str) -> None:
    """The person has opened this notice; the first time counts."""
    here = (Notice.id == notice_id, Notice.user_id == user_id, Notice.read_at.is_(None))
    session.execute(update(Notice).where(*here).values(read_at=clock.now(), waits_for_digest=False))


def mark_all_read(session: Session, user_id: str, newest_id: str) -> None:
    """Everything counts as read up to the newest notice that the person saw; what came later stays unread."""
    seen = select(Notice.created_at).where(Notice.id == newest_id, Notice.user_id == user_id)
    here = (Notice.user_id == user_id, Notice.read_at.is_(None), Notice.created_at <= seen.scalar_subquery())
    session.execute(
        update(Notice)
        .where(*here)
        .values(read_at=clock.now(), waits_for_digest=False)
        .execution_options(synchronize_session=False)
    )


def choose(session: Session, user_id: str, choices: Mapping[str, Choice], actor: Actor) -> None:
    """Set how a person hears of some topics. What waits for the next daily mail of a topic that is off waits no longer."""
    now = clock.now()
    rows = [
        {"user_id": user_id, "topic": topic, "choice": choice, "chosen_at": now} for topic, choice in choices.items()
    ]
    upsert(session, TopicChoice, rows, ("user_id", "topic"))
    off = [topic for topic, choice in choices.items() if choice is Choice.OFF]
    waiting = (Notice.user_id == user_id, Notice.waits_for_digest.is_(True), Notice.topic.in_(off))
    session.execute(update(Notice).where(*waiting).values(waits_for_digest=False))
    details = {topic: str(choice) for topic, choice in sorted(choices.items())}
    record(session, actor, "notices.choose", ("user", user_id), details=details)


def stop_topic(session: Session, user_id: str, topic: str) -> None:
    """No more mails of this topic: what the link at the foot of a mail does, whoever holds the mail."""
    choose(session, user_id, {topic: Choice.OFF}, Actor(user_id))
