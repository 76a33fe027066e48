"""Delivering: each event of the outbox becomes its letters, and each mail of the queue is sent.

Every payload has a unit of work of its own, and every mail its own tries and pauses: one that fails holds up nothing else. A mail
is claimed by one conditional UPDATE for as long as sending it may take. A process that dies between sending and noting sends it
again, as the same message with the same Message-ID.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import Database
from app.core.letters import LetterWriter
from app.core.outbox import MAX_TRIES, Handler, OutboxRow, SomeFailed
from app.core.unit_of_work import unit_of_work
from app.core.workflow import WrongState, move
from app.notices.events import MailQueued
from app.notices.letterhead import Letterhead
from app.notices.message import NotOneAddress, build, parse_address
from app.notices.models import Mail
from app.notices.posts import Refused, Unreachable, Way
from app.notices.service import post
from app.notices.states import MAIL_WORKFLOW, MailState

log = structlog.get_logger("worker")
CLAIM: Final = timedelta(seconds=60)
FIRST_PAUSE: Final = timedelta(seconds=15)  # doubled at every try: twelve tries in about eight hours and a half
LONGEST_PAUSE: Final = timedelta(hours=6)
_BATCH_SECONDS: Final = 20.0  # after that, what is left of a batch goes back to the end of the queue
_OPEN: Final = (MailState.QUEUED, MailState.FAILED)


def letters_handler(database: Database, writer: LetterWriter, head: Letterhead) -> Handler:
    """What hears an event for its letters: each payload's letters are written and posted in one transaction.

    An event that comes a second time changes nothing: a token that its writer minted anew would end the one already mailed.
    """

    def write(payload: Mapping[str, Any]) -> None:
        with suppress(_NothingNew), unit_of_work(database) as session:
            letters = writer(session, payload)
            if letters and not post(session, letters, head):
                raise _NothingNew

    return lambda payloads: _each(payloads, write)


class _NothingNew(Exception):
    """Ends a unit of work that must not be kept."""


class Postman:
    """What hears MailQueued: sends mails by one way."""

    def __init__(self, database: Database, head: Letterhead, way: Way) -> None:
        self._database = database
        self._head = head
        self._way = way

    def __call__(self, payloads: Sequence[Mapping[str, Any]]) -> None:
        """Send the mails that these events name. Raises SomeFailed only where the database could not be asked."""
        ends_at = time.monotonic() + _BATCH_SECONDS
        pause: timedelta | None = None

        def send(payload: Mapping[str, Any]) -> None:
            nonlocal pause
            if pause is None and time.monotonic() > ends_at:
                pause = timedelta(0)
            if pause is not None:
                with unit_of_work(self._database) as session:
                    _ring_again(session, payload["mail_id"], clock.now() + pause)
            elif self._deliver(payload["mail_id"]):
                pause = FIRST_PAUSE  # the server is away: the others need not wait for it one by one

        _each(payloads, send)

    def _deliver(self, mail_id: str) -> bool:
        """Send one mail if it waits; whether the server could not be reached."""
        with unit_of_work(self._database) as session:
            mail = _claim(session, mail_id)
            if mail is None:
                return False
            session.expunge(mail)
        try:
            recipient = parse_address(mail.address).addr_spec
            self._way.send(build(mail, self._head), parse_address(self._head.sender).addr_spec, recipient)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is this mail's own trouble
            self._note_failure(mail, error)
            return isinstance(error, Unreachable)
        self._note_sent(mail)
        return False

    def _note_sent(self, mail: Mail) -> None:
        gone = {"text": "", "html": ""} if mail.is_secret else {}
        with unit_of_work(self._database) as session:
            try:
                move(session, MAIL_WORKFLOW, session.merge(mail), "deliver", sent_at=clock.now(), error="", **gone)
            except WrongState:  # sent by another worker as well, or erased meanwhile
                log.warning("mail moved while it was sent", mail=mail.id)

    def _note_failure(self, mail: Mail, error: Exception) -> None:
        is_final = isinstance(error, Refused | NotOneAddress) or mail.tries >= MAX_TRIES
        due_at = clock.now() + pause_after(mail.tries)
        action = "give-up" if is_final else "fail"
        with unit_of_work(self._database) as session:
            try:
                move(session, MAIL_WORKFLOW, session.merge(mail), action, error=_named(error), due_at=due_at)
            except WrongState:
                return
            if not is_final:
                _ring_again(session, mail.id, due_at)
        log.warning("mail not sent", mail=mail.id, error=_named(error), tries=mail.tries, is_final=is_final)


def pause_after(tries: int) -> timedelta:
    """How long a mail rests after its try number `tries`."""
    doublings = min(max(0, tries - 1), MAX_TRIES)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def _claim(session: Session, mail_id: str) -> Mail | None:
    """The mail, ours for a minute; None if there is nothing to send now. One that rests or is in other hands is rung for again."""
    mail = session.get(Mail, mail_id)
    if mail is None or mail.state not in _OPEN:
        return None
    now = clock.now()
    if mail.due_at > now:
        _ring_again(session, mail_id, mail.due_at)
        return None
    statement = (
        update(Mail)
        .where(Mail.id == mail_id, Mail.version == mail.version, Mail.state.in_(_OPEN))
        .values(version=Mail.version + 1, tries=Mail.tries + 1, due_at=now + CLAIM)
        .execution_options(synchronize_session=False)
    )
    done = session.execute(statement)
    assert isinstance(done, CursorResult)
    if done.rowcount != 1:
        return None
    session.refresh(mail)
    return mail


def _ring_again(session: Session, mail_id: str, due_at: datetime) -> None:
    event = MailQueued(mail_id)
    session.add(OutboxRow(name=event.name, payload=event.payload(), created_at=clock.now(), due_at=due_at))


def _named(error: Exception) -> str:
    """What went wrong in a word and a number; never the server's text, which may quote the address."""
    if isinstance(error, Refused | Unreachable):
        return str(error)
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()


def _each(payloads: Iterable[Mapping[str, Any]], act: Callable[[Mapping[str, Any]], None]) -> None:
    failures: dict[int, str] = {}
    for number, payload in enumerate(payloads):
        try:
            act(payload)
        except Exception as error:  # noqa: BLE001 - the others go on; the outbox tries this one again
            failures[number] = f"{type(error).__name__}: {error}"
    if failures:
        raise SomeFailed(failures)
