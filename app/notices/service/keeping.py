"""How long things are kept: what goes with an account, and what goes by itself. For the nightly job."""

from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, or_, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core import clock
from app.notices.models import Digest, Mail, Notice, TopicChoice
from app.notices.states import MailState

MAILS_KEPT: Final = timedelta(days=30)
_ENDED: Final = (MailState.SENT, MailState.DEAD)


def erase_person(session: Session, user_id: str) -> None:
    """Inbox and choices go; the log keeps that mails were sent, without address and words. Twice does no harm.

    To be called before the account's own address is emptied: mails that went to it before there was an account go with it.
    """
    user = session.get(User, user_id)
    own = [Mail.user_id == user_id, *([Mail.address == user.email] if user and user.email else [])]
    session.execute(delete(Notice).where(Notice.user_id == user_id))
    session.execute(delete(Digest).where(Digest.user_id == user_id))
    session.execute(delete(TopicChoice).where(TopicChoice.user_id == user_id))
    unsent = (or_(*own), Mail.state.not_in(_ENDED))
    session.execute(update(Mail).where(*unsent).values(state=MailState.DEAD, error="Erased", version=Mail.version + 1))
    _empty(session, or_(*own))


def forget_old(session: Session) -> int:
    """Words of mails that were sent or given up 30 days ago go; so do addresses of people without an account. How many."""
    old = (Mail.state.in_(_ENDED), Mail.created_at < clock.now() - MAILS_KEPT)
    emptied = update(Mail).where(*old, Mail.subject != "").values(subject="", text="", html="")
    gone = session.scalars(emptied.returning(Mail.id)).all()
    _empty(session, *old, Mail.user_id.is_(None), Mail.address.is_not(None))
    return len(gone)


def _empty(session: Session, *here: ColumnElement[bool]) -> None:
    """Nothing that names or addresses a person; `recipient` stays different from every other row's."""
    session.execute(
        update(Mail)
        .where(*here)
        .values(recipient=Mail.id, address=None, subject="", text="", html="")
        .execution_options(synchronize_session=False)
    )
