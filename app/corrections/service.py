"""What is done to reports."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.core import clock
from app.core.actor import Actor
from app.core.errors import InvalidInput, NotFound
from app.core.events import announce
from app.core.ids import new_id
from app.core.labels import phrase
from app.core.workflow import move
from app.corrections.events import CorrectionAnswered, CorrectionReported
from app.corrections.models import Correction
from app.corrections.policy import grant_to_answer
from app.corrections.states import CORRECTION, CorrectionState
from app.offices.queries import find_reviewing_office

_ADDRESS_KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Report:
    """What someone tells. `municipality` (6 digits) decides which office it goes to."""

    kind: str
    subject_id: str
    title: str
    municipality: str | None
    about: str
    text: str
    email: str
    language: str


def report(session: Session, told: Report, actor: Actor) -> Correction:
    """Take a report in."""
    office = find_reviewing_office(session, told.municipality)
    correction = Correction(
        id=new_id(),
        kind=told.kind,
        subject_id=told.subject_id,
        title=told.title,
        about=told.about,
        text=told.text,
        email=told.email,
        language=told.language,
        user_id=actor.user_id,
        office_id=office.id if office else None,
        state=CorrectionState.OPEN,
        created_at=clock.now(),
        decided_at=None,
        decided_by=None,
    )
    session.add(correction)
    session.flush()
    record(session, actor, "correction.report", ("correction", correction.id), details={"record": told.subject_id})
    announce(session, CorrectionReported(correction.id))
    return correction


def decide(session: Session, correction: Correction, action: str, answer: str, actor: Actor) -> None:
    """`answer` or `reject` with words to the reporter. InvalidInput without words, WrongState if someone was faster."""
    if not answer.strip():
        raise InvalidInput(fields={"answer": phrase("連絡した人に伝える言葉を入力してください。")})
    _move(session, correction, action, actor, answer=answer, decided_at=clock.now(), decided_by=actor.user_id)
    announce(session, CorrectionAnswered(correction.id, correction.version))


def reopen(session: Session, correction: Correction, actor: Actor) -> None:
    """Take it up once more."""
    _move(session, correction, "reopen", actor, decided_at=None, decided_by=None)


def _move(session: Session, correction: Correction, action: str, actor: Actor, **changes: object) -> None:
    grant = grant_to_answer(actor, correction.office_id)
    if grant is None:
        raise NotFound("この連絡は見つかりません。")
    move(session, CORRECTION, correction, action, **changes)
    record(session, actor, f"correction.{action}", ("correction", correction.id), grant=grant)


def forget_addresses(session: Session) -> int:
    """Erase reporters' addresses 30 days after the answer; how many."""
    old = (Correction.decided_at < clock.now() - _ADDRESS_KEPT, Correction.email != "")
    done = session.execute(update(Correction).where(*old).values(email=""))
    assert isinstance(done, CursorResult)
    return done.rowcount
