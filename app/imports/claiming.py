"""What the worker does to a job: claims it, shows that it is alive, and writes down what came of it.

A claim is one conditional UPDATE, so that two workers never take one job. Who gives no sign of life for two minutes has lost it:
the next one begins the same file anew, which is safe because equal rows change nothing. After three tries it is given up.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.core import clock
from app.core.actor import SYSTEM, Grant
from app.core.db import Database, count_rows
from app.core.errors import Refusal
from app.core.labels import phrase
from app.core.rows import RowProblem
from app.core.unit_of_work import unit_of_work
from app.core.workflow import move
from app.imports.models import ImportJob
from app.imports.service import ImportOutcome
from app.imports.states import CLAIMED, IMPORT_WORKFLOW, ImportState

LOST_AFTER: Final = timedelta(minutes=2)
MOST_TRIES: Final = 3
GIVEN_UP: Final = phrase("サイトの側の理由で、3回とも途中で止まりました。システム管理者に連絡してください。")
_GRANT: Final = Grant("system")
_AT_WORK: Final = (ImportState.CHECKING, ImportState.RUNNING)


class ClaimLost(Exception):
    """Another worker has the job by now, or nobody."""


def claim_job(database: Database, worker: str) -> ImportJob | None:
    """The oldest job that waits for a worker, claimed for `worker`; None if there is none. An idle look takes no write lock."""
    with database.read() as session:
        if session.scalars(_due()).first() is None:
            return None
    with unit_of_work(database) as session:
        job = session.scalars(_due().with_for_update(skip_locked=True)).first()
        if job is None:
            return None
        if job.tries >= MOST_TRIES:
            _refuse(session, job, GIVEN_UP, {})
            return None
        now = clock.now()
        if action := CLAIMED.get(ImportState(job.state)):
            changes = {"started_at": now} if action == "run" else {}
            move(session, IMPORT_WORKFLOW, job, action, worker=worker, beat_at=now, tries=1, rows_done=0, **changes)
            return job
        return job if _take_over(session, job, worker) else None


def _due() -> Select[ImportJob]:
    lost = or_(ImportJob.beat_at.is_(None), ImportJob.beat_at < clock.now() - LOST_AFTER)
    waits = or_(ImportJob.state.in_(list(CLAIMED)), and_(ImportJob.state.in_(list(_AT_WORK)), lost))
    return select(ImportJob).where(waits).order_by(ImportJob.created_at, ImportJob.id).limit(1)


def _take_over(session: Session, job: ImportJob, worker: str) -> bool:
    taken = session.execute(
        update(ImportJob)
        .where(ImportJob.id == job.id, ImportJob.version == job.version, ImportJob.state == job.state)
        .values(
            worker=worker, beat_at=clock.now(), tries=ImportJob.tries + 1, rows_done=0, version=ImportJob.version + 1
        )
        .execution_options(synchronize_session=False)
    )
    session.refresh(job)
    return count_rows(taken) == 1


def beat(database: Database, job_id: str, worker: str, rows_done: int) -> None:
    """Show that the work goes on. ClaimLost if it is somebody else's by now."""
    with unit_of_work(database) as session:
        _update_mine(session, job_id, worker, {"beat_at": clock.now(), "rows_done": rows_done})


def release_job(database: Database, job_id: str, worker: str) -> None:
    """Give the job back, not done: the next worker takes it at once. A stop that was asked for is no failed try."""
    with unit_of_work(database) as session:
        _update_mine(session, job_id, worker, {"beat_at": None, "worker": None, "tries": ImportJob.tries - 1})


def _update_mine(session: Session, job_id: str, worker: str, changes: dict[str, Any]) -> None:
    done = session.execute(
        update(ImportJob)
        .where(ImportJob.id == job_id, ImportJob.worker == worker, ImportJob.state.in_(list(_AT_WORK)))
        .values(**changes)
        .execution_options(synchronize_session=False)
    )
    if count_rows(done) != 1:
        raise ClaimLost


def keep_outcome(
    database: Database, job_id: str, worker: str, outcome: ImportOutcome, *, sample: list[list[str]], report: str
) -> None:
    """Write down what was found in the file, or what was done with it. ClaimLost if it is somebody else's by now."""
    counts = outcome.counts.as_dict()
    with _mine(database, job_id, worker) as (session, job):
        changes: dict[str, Any] = {"format": outcome.format.name, "report": report}
        changes["problems"] = _rows(outcome.first_problems)
        if job.state == ImportState.CHECKING:
            _end(session, job, "pass", counts, preview=counts, sample=sample, **changes)
        else:
            _end(session, job, "finish", counts, result=counts, finished_at=clock.now(), **changes)


def keep_refusal(
    database: Database,
    job_id: str,
    worker: str,
    refusal: Refusal,
    problems: Sequence[RowProblem],
    *,
    report: str | None,
) -> None:
    """Write down why the file can't be taken in. ClaimLost if it is somebody else's by now."""
    values = {name: str(value) for name, value in refusal.values.items()}
    with _mine(database, job_id, worker) as (session, job):
        _refuse(session, job, refusal.message, values, problems=_rows(problems), report=report)


@contextmanager
def _mine(database: Database, job_id: str, worker: str) -> Iterator[tuple[Session, ImportJob]]:
    with unit_of_work(database) as session:
        job = session.get(ImportJob, job_id, with_for_update=True)
        if job is None or job.worker != worker or job.state not in _AT_WORK:
            raise ClaimLost
        yield session, job


def _refuse(session: Session, job: ImportJob, message: str, values: dict[str, str], **changes: Any) -> None:  # noqa: ANN401 - columns' values
    changes["refusal"] = {"message": message, "values": values}
    if job.state == ImportState.CHECKING:
        _end(session, job, "refuse", {}, **changes)
    else:
        _end(session, job, "fail", {}, finished_at=clock.now(), **changes)


def _end(session: Session, job: ImportJob, action: str, counts: dict[str, int], **changes: Any) -> None:  # noqa: ANN401 - columns' values
    move(session, IMPORT_WORKFLOW, job, action, worker=None, beat_at=None, **changes)
    record(session, SYSTEM, f"import.{action}", ("import", job.id), grant=_GRANT, details={"kind": job.kind, **counts})


def _rows(problems: Sequence[RowProblem]) -> list[list[Any]]:
    return [[one.row, one.column, one.value, one.reason, one.severity] for one in problems]
