"""What this room knows of a person, for the download of one's own data; and what waits for them, for 「今日の仕事」."""

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core.actor import Actor, Role
from app.core.labels import Label
from app.core.sections import WorkLine
from app.notices import queries
from app.notices.models import Mail, Notice
from app.notices.states import MailState
from app.notices.wording import say

_UNREAD: Final = Label("まだ開いていないお知らせ", "Unread notices")
_DEAD: Final = Label("送れなかったメール", "Mails not delivered")


def personal_data(session: Session, user_id: str) -> tuple[str, Any]:
    """Inbox, mails and choices of a person, in their language."""
    user = session.get(User, user_id)
    language = user.language if user else "ja"
    notices = session.scalars(select(Notice).where(Notice.user_id == user_id).order_by(Notice.created_at, Notice.id))
    mails = session.scalars(select(Mail).where(Mail.user_id == user_id).order_by(Mail.created_at, Mail.id))
    return "notices", {
        "choices": {topic: str(choice) for topic, choice in sorted(queries.choices_of(session, user_id).items())},
        "inbox": [_notice(notice, language) for notice in notices],
        "mails": [_mail(mail) for mail in mails],
    }


def work_for(session: Session, actor: Actor) -> list[WorkLine]:
    """Notices that the person has not opened; for administrators also mails that could not be delivered."""
    if actor.user_id is None:
        return []
    lines = [WorkLine(_UNREAD, queries.count_unread(session, actor.user_id), "/inbox/?unread=1")]
    if actor.has(Role.ADMIN):
        dead = queries.count_mails(session).get(MailState.DEAD, 0)
        lines.append(WorkLine(_DEAD, dead, "/admin/mails/?state=dead"))
    return lines


def _notice(notice: Notice, language: str) -> dict[str, Any]:
    return {
        "topic": notice.topic,
        "subject": say(notice.subject, language),
        "lines": [say(line, language) for line in notice.lines],
        "link": notice.link,
        "created_at": notice.created_at.isoformat(),
        "read_at": notice.read_at.isoformat() if notice.read_at else None,
    }


def _mail(mail: Mail) -> dict[str, Any]:
    return {
        "address": mail.address,
        "subject": mail.subject,
        "state": mail.state,
        "created_at": mail.created_at.isoformat(),
        "sent_at": mail.sent_at.isoformat() if mail.sent_at else None,
    }
