"""What people do with files to be taken in: send one, confirm what was found in it, try again, or leave it."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.core import clock
from app.core.actor import SYSTEM, Actor, Grant
from app.core.db import insert_ignoring
from app.core.errors import Conflict, InvalidInput
from app.core.ids import new_id
from app.core.labels import phrase
from app.core.workflow import move
from app.imports.models import ImportJob
from app.imports.queries import find_waiting
from app.imports.states import IMPORT_WORKFLOW, ImportState
from app.imports.store import Kept

KEPT: Final = timedelta(days=30)
_TRIES: Final = 3
_THERE: Final = phrase("同じファイルの取り込みが、すでに進んでいます。取り込みの一覧を確認してください。")
_AT_WORK: Final = (ImportState.CHECKING, ImportState.CONFIRMED, ImportState.RUNNING)


def submit_job(
    session: Session, actor: Actor, grant: Grant, kept: Kept, *, kind: str, file_name: str, prefecture: str | None
) -> tuple[ImportJob, bool]:
    """A job for a file that lies in the store, and whether it is a new one.

    The same file for the same kind that still waits is that one: then the caller deletes its copy.
    """
    values: dict[str, Any] = {
        "id": new_id(),
        "kind": kind,
        "file_name": file_name,
        "place": kept.place,
        "size": kept.size,
        "sha256": kept.sha256,
        "prefecture": prefecture,
        "state": ImportState.UPLOADED.value,
        "version": 1,
        "office_id": grant.body,
        "created_by": actor.user_id,
        "created_at": clock.now(),
        "skips_errors": False,
        "format": "",
        "sample": [],
        "preview": {},
        "result": {},
        "problems": [],
        "refusal": {},
        "tries": 0,
        "rows_done": 0,
    }
    job = None
    for _ in range(_TRIES):  # the one that was there may end just now
        insert_ignoring(session, ImportJob, [values])
        if job := find_waiting(session, kind, kept.sha256):
            break
    if job is None:
        raise Conflict(_THERE)
    if job.id != values["id"]:
        return job, False
    details = {"kind": kind, "size": kept.size, "sha256": kept.sha256}
    record(session, actor, "import.upload", ("import", job.id), grant=grant, details=details)
    return job, True


def confirm_job(session: Session, job: ImportJob, actor: Actor, grant: Grant, *, skips_errors: bool) -> None:
    """Let the worker take the file in. With errors in its rows only if those rows are to be left out (InvalidInput).

    WrongState unless it waits for this decision.
    """
    errors = job.preview.get("errors", 0)
    if job.state == ImportState.CHECKED and errors and not skips_errors:
        reason = phrase("誤りのある行があります。その行をとばして取り込むか、ファイルを直して送り直してください。")
        raise InvalidInput(reason, {"skips_errors": reason})
    changes = {"confirmed_by": actor.user_id, "skips_errors": bool(errors and skips_errors), "tries": 0, "rows_done": 0}
    move(session, IMPORT_WORKFLOW, job, "confirm", **changes)
    details = {"kind": job.kind, "skips_errors": job.skips_errors, **job.preview}
    record(session, actor, "import.confirm", ("import", job.id), grant=grant, details=details)


def retry_job(session: Session, job: ImportJob, actor: Actor, grant: Grant) -> None:
    """Take a file that stopped half-way in again, from its beginning: what is in already stays as it is."""
    if find_waiting(session, job.kind, job.sha256):
        raise Conflict(_THERE)
    move(session, IMPORT_WORKFLOW, job, "retry", confirmed_by=actor.user_id, tries=0, rows_done=0, refusal={})
    record(session, actor, "import.retry", ("import", job.id), grant=grant, details={"kind": job.kind})


def cancel_job(session: Session, job: ImportJob, actor: Actor, grant: Grant) -> str | None:
    """Leave it; the place whose bytes the caller deletes once this is committed."""
    place = job.place
    move(session, IMPORT_WORKFLOW, job, "cancel", place=None, report=None, sample=[], finished_at=clock.now())
    record(session, actor, "import.cancel", ("import", job.id), grant=grant, details={"kind": job.kind})
    return place


def forget_files(session: Session) -> int:
    """Let go of files that were sent long ago; those that still wait for a person are cancelled. How many files.

    Their bytes are deleted by `JobStore.sweep`, once this is committed.
    """
    old = select(ImportJob).where(
        ImportJob.place.is_not(None),
        ImportJob.created_at < clock.now() - KEPT,
        ImportJob.state.not_in(list(_AT_WORK)),
    )
    count = 0
    for job in session.scalars(old).all():
        count += 1
        if IMPORT_WORKFLOW.find("cancel", job.state):
            cancel_job(session, job, SYSTEM, next(iter(SYSTEM.grants)))
        else:
            job.place, job.report = None, None
    session.flush()
    return count
