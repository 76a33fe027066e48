"""Looks that are acts: whoever of the staff opens personal data leaves an entry, or does not see the page."""

from flask import g
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from app.audit.service import record
from app.core.errors import Refusal
from app.core.unit_of_work import unit_of_work
from app.web.identity import actor
from app.web.transaction import database, when_written


class LookNotNoted(Refusal):
    """The look could not be written down, so the page is not shown."""

    status = 503


def note_personal_look(action: str, subject: tuple[str, str]) -> None:
    """Note that this request's actor looks at personal data of `subject` (kind, id); nothing for one's own data.

    Raises LookNotNoted if the entry can't be written: a page that nobody can answer for is not shown.
    """
    if subject == ("user", current_user.id):
        return
    when_written(lambda: _note(action, subject))


def _note(action: str, subject: tuple[str, str]) -> None:
    try:
        with unit_of_work(database()) as session:
            session.info["request_id"] = g.get("request_id", "-")
            record(session, actor(), action, subject)
    except SQLAlchemyError as error:
        raise LookNotNoted(
            "記録を残せなかったため、このページを表示できません。少し待ってから、もう一度お試しください。"
        ) from error
