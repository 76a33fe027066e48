"""What is done with papers: asked for, made for good or given up, forgotten."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.core import clock
from app.core.actor import SYSTEM, Actor
from app.core.db import insert_ignoring
from app.core.events import announce
from app.core.ids import new_id
from app.core.papers import PaperKind
from app.core.workflow import move
from app.files.intake import Prepared
from app.files.service import keep, set_references
from app.papers.events import PaperAsked
from app.papers.models import Paper
from app.papers.queries import find_same
from app.papers.states import PAPER, Failure, PaperState

FILES: Final = "paper"
"""The kind under which a paper's file is referred to."""
KEPT_FOR: Final = timedelta(days=30)  # public papers: whoever wants one later makes it anew from the page of that day
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """One paper as it was asked for."""

    kind: PaperKind
    subject_id: str
    language: str
    title: str
    content: str  # SHA-256 of the page; its bytes lie in the files' store


def ask(session: Session, actor: Actor, wanted: Wanted) -> Paper:
    """The paper of this content: there already, or on its way from now on; one that failed is tried again."""
    id_ = new_id()
    insert_ignoring(session, Paper, [_row(id_, actor, wanted)])
    paper = find_same(session, wanted.kind.name, wanted.subject_id, wanted.language, wanted.content)
    assert paper is not None
    if paper.state == PaperState.FAILED:
        move(session, PAPER, paper, "ask", error=None, asked_at=clock.now())
    elif paper.id != id_:
        return paper
    if not wanted.kind.is_public:
        record(session, actor, "paper.ask", (FILES, paper.id), details={"kind": paper.kind})
    announce(session, PaperAsked(paper.id))
    session.flush()
    return paper


def keep_made(session: Session, paper: Paper, pdf: Prepared) -> None:
    """The paper is made for good; WrongState if someone else has made it."""
    file = keep(session, pdf, SYSTEM)
    move(session, PAPER, paper, "make", file_id=file.id, sha256=pdf.sha256, made_at=clock.now())
    set_references(session, FILES, paper.id, [file.id])


def give_up(session: Session, paper: Paper, reason: Failure) -> None:
    """The paper can't be made; WrongState if someone else has dealt with it."""
    move(session, PAPER, paper, "fail", error=reason)


def forget_of(session: Session, kind: str, subject_id: str) -> None:
    """Forget all papers of one kind about one subject: what they say may not be kept."""
    _forget(session, list(session.scalars(select(Paper.id).where(Paper.kind == kind, Paper.subject_id == subject_id))))


def forget_old(session: Session) -> int:
    """Forget public papers that were asked for KEPT_FOR ago; how many. Private ones stay with what they are about."""
    old = select(Paper.id).where(Paper.is_public, Paper.asked_at < clock.now() - KEPT_FOR)
    ids = list(session.scalars(old.order_by(Paper.asked_at).limit(_BATCH)))
    _forget(session, ids)
    return len(ids)


def _forget(session: Session, ids: list[str]) -> None:
    session.execute(delete(Paper).where(Paper.id.in_(ids)))
    for id_ in ids:
        set_references(session, FILES, id_, ())


def _row(id_: str, actor: Actor, wanted: Wanted) -> dict[str, object]:
    return {
        "id": id_,
        "kind": wanted.kind.name,
        "subject_id": wanted.subject_id,
        "language": wanted.language,
        "content": wanted.content,
        "title": wanted.title,
        "is_public": wanted.kind.is_public,
        "state": PaperState.ASKED,
        "version": 1,
        "asked_by": None if wanted.kind.is_public else actor.user_id,
        "asked_at": clock.now(),
    }
