"""One import from beginning to end: open, recognise, check the whole file into staging, then write it in short batches.

All or nothing: nothing is written before every row is checked, and a run cut short is completed by running the same file
again. Every batch is one unit of work that holds the write lock well under a second; between two, others get their turn.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import Database
from app.core.events import RecordsChanged, announce
from app.core.labels import phrase
from app.core.rows import RowProblem, problem
from app.core.unit_of_work import unit_of_work
from app.imports.errors import FileRefused
from app.imports.files import Source, open_source
from app.imports.formats import Format, choose
from app.imports.importer import Found, Importer, Staged, Written
from app.imports.models import ImportRun
from app.imports.report import Counts, Report, told
from app.imports.staging import Staging

T = TypeVar("T")
Progress = Callable[[str, int, int], None]
"""Told (stage "check" or "write", rows done, rows in all or 0 where that is not known)."""
_EVENT_IDS: Final = 500
_LOOK: Final = 500  # rows whose scope is looked up together
_HELD: Final = 0.4  # seconds that a batch should hold the write lock at most
_SMALLEST: Final = 25
_PAUSE: Final = 0.003  # seconds between batches, so that a waiting writer gets the lock
_TWICE: Final = {
    "error": "同じ値が%d行目にもあります。どちらか1行にしてください。",
    "last": "同じものが%d行目にもあるため、そちらを採りました。",
}
_TIED: Final = "この行により、%d行目と%d行目は同じものと分かったため、1件にまとめました。"


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What is asked for. `quiet`: announce nothing (who asks rebuilds the index); `by`: a user id, or "command".

    `file_name`: the file's own name where it lies under another.
    """

    kind: str
    format: str = "auto"
    prefecture: str | None = None  # two digits: companies of other prefectures are passed over, unless we have them
    dry_run: bool = False
    skip_errors: bool = False
    report: Path | None = None
    quiet: bool = False
    by: str = "command"
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What a run did, or in a dry run would do."""

    source: Source
    format: Format
    counts: Counts
    first_problems: Sequence[RowProblem]


class RowsRefused(FileRefused):
    """Rows have errors, so nothing was written; `problems` are the first of them."""

    def __init__(self, report: Report) -> None:
        first = report.first_error
        reason = phrase("%(count)s件の誤りがあるため、何も変えませんでした。最初の誤りは %(first)s")
        super().__init__(reason, count=f"{report.errors:,}", first=told(first) if first else "")
        self.problems = [kept for kept in report.first if kept.is_error]


def run_import(
    database: Database, path: Path, request: ImportRequest, *, folder: Path, progress: Progress | None = None
) -> ImportOutcome:
    """Take the file in. `folder` is where the staging file may lie (the data directory).

    Raises FileRefused (RowsRefused for errors in rows): then nothing was changed.
    """
    tell = progress or (lambda _stage, _done, _total: None)
    source = open_source(path, request.file_name)
    chosen = choose(request.kind, request.format, source)
    importer = chosen.importer(request.prefecture)
    counts = Counts()
    with Report(request.report) as report, Staging(folder, importer) as staging:
        _check(database, source, importer, staging, report, counts, tell)
        if report.errors and not request.skip_errors:
            raise RowsRefused(report)
        run = None if request.dry_run else _begin(database, request, chosen, source)
        _write(database, importer, staging, report, counts, request, tell)
        counts.notes = report.notes
        if run is not None:
            _finish(database, run, counts)
    return ImportOutcome(source, chosen, counts, report.first)


def _check(
    database: Database,
    source: Source,
    importer: Importer[T],
    staging: Staging[T],
    report: Report,
    counts: Counts,
    tell: Progress,
) -> None:
    for chunk in _chunks(importer.read(source), _LOOK):
        outside = [found.keys[0] for found in chunk if not found.is_in_scope and found.record is not None]
        known = _known(database, importer, outside)
        for found in chunk:
            counts.rows += 1
            report.add(found.problems)
            counts.errors += found.record is None and any(told_.is_error for told_ in found.problems)
            is_kept = found.is_in_scope or (bool(found.keys) and found.keys[0] in known)
            counts.outside += not is_kept
            staging.add(found, keep=is_kept)
        tell("check", counts.rows, 0)
    for row, other, key in staging.twice():
        is_error = importer.same == "error"
        counts.errors += is_error
        reason = _TWICE[importer.same] % other
        report.add([problem(row, importer.key_column, key, reason, "error" if is_error else "note")])
    for row, one, second in staging.ties():
        report.add([problem(row, importer.key_column, "", _TIED % (one, second), "note")])


def _known(database: Database, importer: Importer[T], keys: Sequence[str]) -> set[str]:
    if not keys:
        return set()
    with database.read() as session:
        return importer.known(session, keys)


def _chunks(found: Iterator[Found[T]], size: int) -> Iterator[list[Found[T]]]:
    chunk: list[Found[T]] = []
    for one in found:
        chunk.append(one)
        if len(chunk) >= size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


class _Pace:
    """How many rows a batch has, so that it holds the lock a fraction of a second on any machine."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.size = min(most, 200)

    def took(self, rows: int, seconds: float) -> None:
        """Learn from a batch."""
        fitting = int(rows * _HELD / max(seconds, 0.001))
        self.size = max(_SMALLEST, min(self._most, fitting, self.size * 2))


class _DryRun(Exception):
    """Carries nothing: ends a transaction that must not be kept."""


def _write(
    database: Database,
    importer: Importer[T],
    staging: Staging[T],
    report: Report,
    counts: Counts,
    request: ImportRequest,
    tell: Progress,
) -> None:
    pace, done = _Pace(importer.batch), 0
    for batch in staging.batches(lambda: pace.size):
        start = time.monotonic()
        written = _write_batch(database, importer, batch, request)
        pace.took(len(batch), time.monotonic() - start)
        for name in ("added", "changed", "unchanged", "closed", "outdated"):
            setattr(counts, name, getattr(counts, name) + getattr(written, name))
        report.add(written.problems)
        done += len(batch)
        tell("write", done, staging.count)
        time.sleep(_PAUSE)


def _write_batch(
    database: Database, importer: Importer[T], batch: Sequence[Staged[T]], request: ImportRequest
) -> Written:
    written = Written()
    try:
        with unit_of_work(database) as session:
            written = importer.write(session, batch)
            if not request.quiet:
                _announce(session, written)
            if request.dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return written


def _announce(session: Session, written: Written) -> None:
    for kind, ids in written.touched.items():
        unique = list(dict.fromkeys(ids))
        for start in range(0, len(unique), _EVENT_IDS):
            announce(session, RecordsChanged(kind=kind, ids=tuple(unique[start : start + _EVENT_IDS])))


def _begin(database: Database, request: ImportRequest, chosen: Format, source: Source) -> int:
    with unit_of_work(database) as session:
        run = ImportRun(
            kind=request.kind,
            format=chosen.name,
            file_name=source.name,
            sha256=source.sha256,
            by=request.by,
            started_at=clock.now(),
            finished_at=None,
        )
        session.add(run)
        session.flush()
        return run.id


def _finish(database: Database, run: int, counts: Counts) -> None:
    values: dict[str, Any] = {"finished_at": clock.now(), "counts": counts.as_dict()}
    with unit_of_work(database) as session:
        session.execute(update(ImportRun).where(ImportRun.id == run).values(**values))
