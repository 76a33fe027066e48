"""Reads about files that officials sent: all of them for those who may take files in, none for anybody else."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.actor import Actor, Grant
from app.core.errors import NotFound
from app.core.paging import Page
from app.imports.models import ImportJob
from app.imports.policy import grant_to_import
from app.imports.states import WAITING, ImportState
from app.offices.queries import list_by_kind
from app.offices.states import OfficeKind


def find_grant(session: Session, actor: Actor) -> Grant | None:
    """By which grant the actor takes files in; None: they may not."""
    return grant_to_import(actor, {office.id for office in list_by_kind(session, OfficeKind.PREFECTURE)})


def get_grant(session: Session, actor: Actor) -> Grant:
    """The same; NotFound for everybody who may not."""
    grant = find_grant(session, actor)
    if grant is None:
        raise NotFound("このページは、県の職員だけが使えます。")
    return grant


def list_jobs(session: Session, page: int, per_page: int) -> Page[ImportJob]:
    """One page, newest first."""
    total = session.scalar(select(func.count()).select_from(ImportJob)) or 0
    query = select(ImportJob).order_by(ImportJob.created_at.desc(), ImportJob.id)
    return Page(session.scalars(query.offset((page - 1) * per_page).limit(per_page)).all(), page, per_page, total)


def get_job(session: Session, job_id: str) -> ImportJob:
    """One file; NotFound if there is none."""
    job = session.get(ImportJob, job_id)
    if job is None:
        raise NotFound("この取り込みは見つかりません。")
    return job


def find_waiting(session: Session, kind: str, sha256: str) -> ImportJob | None:
    """The same file for the same kind that still waits."""
    query = select(ImportJob).where(
        ImportJob.kind == kind, ImportJob.sha256 == sha256, ImportJob.state.in_(list(WAITING))
    )
    return session.scalars(query).one_or_none()


def list_to_decide(session: Session, limit: int) -> tuple[list[ImportJob], int]:
    """The first files that wait for a person, oldest first, and how many there are."""
    waits = (ImportJob.state == ImportState.CHECKED,)
    total = session.scalar(select(func.count()).select_from(ImportJob).where(*waits)) or 0
    query = select(ImportJob).where(*waits).order_by(ImportJob.created_at, ImportJob.id).limit(limit)
    return list(session.scalars(query)), total


def list_places(session: Session) -> Collection[str]:
    """The places of all files that are kept."""
    return set(session.scalars(select(ImportJob.place).where(ImportJob.place.is_not(None))))
