"""The worker's part of an import: one job from its claim to what is written down about it, alive all the while.

A thread beats while the file is worked on, because some steps (unpacking, guessing the encoding) tell nothing for a while. If it
finds that the job is somebody else's, or the worker is asked to stop, the work ends at its next step; the same file begun
again completes it.
"""

import csv
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from app.core.db import Database
from app.core.ids import new_id
from app.core.labels import phrase
from app.imports.claiming import ClaimLost, beat, claim_job, keep_outcome, keep_refusal, release_job
from app.imports.errors import FileRefused
from app.imports.files import Source
from app.imports.models import ImportJob
from app.imports.report import Counts
from app.imports.service import ImportRequest, RowsRefused, run_import
from app.imports.states import ImportState
from app.imports.store import JobStore
from app.imports.tables import find_delimiter

log = structlog.get_logger("worker")
_BEAT: Final = 10.0  # seconds between two signs of life
_SAMPLE_ROWS: Final = 6
_SAMPLE_COLUMNS: Final = 30
_SAMPLE_CELL: Final = 60  # characters


class _Stopped(Exception):
    """The worker was asked to end."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What a worker works with. `folder`: where staging files may lie; `worker`: its own name."""

    database: Database
    store: JobStore
    folder: Path
    stop: threading.Event
    worker: str


def make_bench(database: Database, store: JobStore, folder: Path, stop: threading.Event) -> Bench:
    """A bench with a name of its own."""
    return Bench(database, store, folder, stop, new_id())


def work_once(bench: Bench) -> bool:
    """Take the oldest job that waits and work on it to its end; whether there was one."""
    job = claim_job(bench.database, bench.worker)
    if job is None:
        return False
    log.info("import job", job=job.id, kind=job.kind, state=job.state, tries=job.tries)
    try:
        with _alive(bench, job.id) as pulse:
            _work(bench, job, pulse)
    except _Stopped:
        release_job(bench.database, job.id, bench.worker)
    except ClaimLost:
        log.warning("import job lost", job=job.id)
    except Exception:  # a fault of ours or of the machine: tried again when the claim has aged
        log.exception("import job", job=job.id)
    return True


class _Pulse:
    """How far the work is, and whether it may go on."""

    def __init__(self, stop: threading.Event) -> None:
        self.rows = 0
        self.is_lost = False
        self._stop = stop

    def tell(self, _stage: str, done: int, _total: int) -> None:
        """The import's progress; ends it if it must not go on."""
        self.rows = done
        if self._stop.is_set():
            raise _Stopped
        if self.is_lost:
            raise ClaimLost


@contextmanager
def _alive(bench: Bench, job_id: str) -> Iterator[_Pulse]:
    pulse, ended = _Pulse(bench.stop), threading.Event()

    def go_on() -> None:
        while not ended.wait(_BEAT):
            try:
                beat(bench.database, job_id, bench.worker, pulse.rows)
            except ClaimLost:
                pulse.is_lost = True
                return
            except Exception:
                log.exception("beat", job=job_id)

    thread = threading.Thread(target=go_on, name="import-beat", daemon=True)
    thread.start()
    try:
        yield pulse
    finally:
        ended.set()
        thread.join()


def _work(bench: Bench, job: ImportJob, pulse: _Pulse) -> None:
    if job.place is None or not bench.store.path(job.place).exists():
        gone = FileRefused("ファイルが見つかりません。もう一度お送りください。")
        keep_refusal(bench.database, job.id, bench.worker, gone, [], report=None)
        return
    is_check = job.state == ImportState.CHECKING
    report = f"{job.place}.{'check' if is_check else 'run'}.csv"
    request = ImportRequest(
        job.kind,
        prefecture=job.prefecture,
        dry_run=is_check,
        skip_errors=is_check or job.skips_errors,
        report=bench.store.path(report),
        by=job.confirmed_by or job.created_by,
        file_name=job.file_name,
    )
    try:
        outcome = run_import(
            bench.database, bench.store.path(job.place), request, folder=bench.folder, progress=pulse.tell
        )
    except FileRefused as refusal:
        problems = refusal.problems if isinstance(refusal, RowsRefused) else []
        is_told = bench.store.path(report).exists()
        keep_refusal(bench.database, job.id, bench.worker, refusal, problems, report=report if is_told else None)
        return
    if is_check and (reason := _why_nothing(outcome.counts)):
        keep_refusal(bench.database, job.id, bench.worker, reason, outcome.first_problems, report=report)
        return
    sample = first_rows(outcome.source)
    keep_outcome(bench.database, job.id, bench.worker, outcome, sample=sample, report=report)


def _why_nothing(counts: Counts) -> FileRefused | None:
    """Why there is nothing in a file that could be taken in."""
    if counts.rows == 0:
        return FileRefused("取り込める行がありません。見出しの下にデータの行があるか確認してください。")
    if counts.errors >= counts.rows:
        reason = phrase(
            "すべての行（%(count)s行）に誤りがあるため、取り込めません。下の誤りを直して、もう一度お送りください。"
        )
        return FileRefused(reason, count=f"{counts.rows:,}")
    return None


def first_rows(source: Source) -> list[list[str]]:
    """The first rows of a table as a person sees it, cut to what a page can show; none of JSON and XML."""
    head = source.head.lstrip("\ufeff")
    if head.lstrip()[:1] in {"{", "[", "<"}:
        return []
    try:
        reader = csv.reader(head.splitlines(keepends=True), delimiter=find_delimiter(head))
        rows = [row for _, row in zip(range(_SAMPLE_ROWS), reader, strict=False)]
    except csv.Error:
        return []
    return [[_shown(cell) for cell in row[:_SAMPLE_COLUMNS]] for row in rows]


def _shown(cell: str) -> str:
    text = "".join(c if c.isprintable() else " " for c in cell.encode("utf-8", "replace").decode()[: _SAMPLE_CELL + 1])
    return text if len(text) <= _SAMPLE_CELL else text[:_SAMPLE_CELL] + "…"
