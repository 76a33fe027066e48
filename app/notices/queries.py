"""Reads: a person's inbox and choices, and the log of mails."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.queries import grants_of as own_grants
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.paging import Page
from app.notices.models import Mail, Notice, TopicChoice
from app.notices.states import MAIL_WORKFLOW, Choice
from app.offices.queries import grants_of as office_grants


def list_notices(session: Session, user_id: str, *, unread: bool, page: int, per_page: int) -> Page[Notice]:
    """One page of a person's inbox, newest first; `unread`: only what they have not opened."""
    here = [Notice.user_id == user_id, *([Notice.read_at.is_(None)] if unread else [])]
    total = session.scalar(select(func.count()).select_from(Notice).where(*here)) or 0
    query = select(Notice).where(*here).order_by(Notice.created_at.desc(), Notice.id.desc())
    rows = session.scalars(query.offset((page - 1) * per_page).limit(per_page)).all()
    return Page(rows, page, per_page, total)


def get_notice(session: Session, notice_id: str, user_id: str) -> Notice:
    """One entry of this person's inbox; NotFound for any other."""
    notice = session.get(Notice, notice_id)
    if notice is None or notice.user_id != user_id:
        raise NotFound("このお知らせは見つかりません。")
    return notice


def count_unread(session: Session, user_id: str) -> int:
    """How many notices the person has not opened."""
    query = select(func.count()).select_from(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    return session.scalar(query) or 0


def find_newest(session: Session, user_id: str) -> str | None:
    """The id of a person's newest notice."""
    query = select(Notice.id).where(Notice.user_id == user_id).order_by(Notice.created_at.desc(), Notice.id.desc())
    return session.scalar(query.limit(1))


def choices_of(session: Session, user_id: str) -> dict[str, Choice]:
    """What the person chose, by topic."""
    rows = session.execute(select(TopicChoice.topic, TopicChoice.choice).where(TopicChoice.user_id == user_id))
    return {row.topic: Choice(row.choice) for row in rows}


def usual_choice(session: Session, user_id: str) -> Choice:
    """What holds where nothing was chosen: one mail a day for staff, who hear of much; at once for everyone else."""
    grants = frozenset([*own_grants(session, user_id), *office_grants(session, user_id)])
    return Choice.DAILY if Actor(user_id, grants).is_staff else Choice.NOW


def choice_for(session: Session, user_id: str, topic: str) -> Choice:
    """How the person hears of a topic that may be chosen."""
    chosen = session.get(TopicChoice, (user_id, topic))
    return Choice(chosen.choice) if chosen else usual_choice(session, user_id)


def list_mails(session: Session, state: str, page: int, per_page: int) -> Page[Mail]:
    """One page of the log, newest first; `state` empty: all."""
    here = [Mail.state == state] if state else []
    total = session.scalar(select(func.count()).select_from(Mail).where(*here)) or 0
    query = select(Mail).where(*here).order_by(Mail.created_at.desc(), Mail.id.desc())
    return Page(session.scalars(query.offset((page - 1) * per_page).limit(per_page)).all(), page, per_page, total)


def count_mails(session: Session) -> Mapping[str, int]:
    """How many mails there are in each state."""
    return {row[0]: row[1] for row in session.execute(select(Mail.state, func.count()).group_by(Mail.state))}


def get_mail(session: Session, mail_id: str) -> Mail:
    """One mail of the log; NotFound if there is none."""
    mail = session.get(Mail, mail_id)
    if mail is None:
        raise NotFound("このメールは見つかりません。")
    return mail


def may_resend(mail: Mail) -> bool:
    """Whether a mail can be sent again: it failed, and still has address and words."""
    return MAIL_WORKFLOW.find("resend", mail.state) is not None and mail.address is not None and mail.text != ""


def masked(address: str | None) -> str:
    """An address as a list shows it: t***@example.jp; empty where it was erased."""
    local, _, domain = (address or "").rpartition("@")
    return f"{local[:1]}***@{domain}" if local else ""
