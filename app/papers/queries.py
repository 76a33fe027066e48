"""Reads about papers. Who may see one is asked of its kind, by the views, with every read."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.papers import PaperKind, PaperRegister
from app.papers.models import Paper


def get_paper(session: Session, kinds: PaperRegister, actor: Actor, paper_id: str) -> tuple[Paper, PaperKind]:
    """The paper with its kind; NotFound for whoever may not see it (any more)."""
    paper = find_paper(session, paper_id)
    kind = kinds.find(paper.kind) if paper else None
    if paper is None or kind is None or not kind.may(session, actor, paper.subject_id):
        raise NotFound("この書類は見つかりません。")
    return paper, kind


def get_kind(session: Session, kinds: PaperRegister, actor: Actor, name: str, subject_id: str) -> PaperKind:
    """The kind of a paper that the actor may ask for; NotFound for any other."""
    kind = kinds.find(name)
    if kind is None or not kind.may(session, actor, subject_id):
        raise NotFound("この書類は見つかりません。")
    return kind


def find_paper(session: Session, paper_id: str) -> Paper | None:
    """A paper whoever asks: for the worker."""
    return session.get(Paper, paper_id)


def find_same(session: Session, kind: str, subject_id: str, language: str, content: str) -> Paper | None:
    """The paper of exactly this content."""
    query = select(Paper).where(
        Paper.kind == kind, Paper.subject_id == subject_id, Paper.language == language, Paper.content == content
    )
    return session.scalars(query).one_or_none()
