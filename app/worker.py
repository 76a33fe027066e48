"""The worker: one thread empties the outbox and keeps the index in order, another takes files in and does the daily chores,
a third sends mails, a fourth makes PDFs.

All end cleanly when asked to: an event is delivered or waits, a file that is being taken in goes back to be begun anew.
"""

import signal
import threading
import time
from types import FrameType
from typing import Final

import structlog
from flask import Flask

from app.chores import do_due
from app.core.outbox import deliver_once
from app.imports.work import make_bench, work_once
from app.subscriptions import LANES, SLOW

log = structlog.get_logger("worker")
_IDLE: Final = 0.2  # seconds between two looks; saved → findable stays well under a second
_IDLE_JOBS: Final = 1.0
_CHORES: Final = 60.0  # seconds between two looks for chores
_CHORES_AGAIN: Final = 3_600.0  # after one has failed
_PATIENCE: Final = 20.0  # seconds that the job thread has to come to its next step when we end


def run(app: Flask, *, once: bool = False) -> int:
    """Deliver until SIGTERM or SIGINT, or (`once`) until nothing is due. Number of events handled."""
    stop = threading.Event()
    if once:
        _do_waiting_jobs(app, stop)
        return _deliver(app, stop, once=True)
    if threading.current_thread() is threading.main_thread():
        _stop_on_signals(stop)
    jobs = threading.Thread(target=run_jobs, args=(app, stop), name="jobs", daemon=True)
    jobs.start()
    lanes = [
        threading.Thread(target=run_lane, args=(app, stop, names), name=lane, daemon=True)
        for lane, names in LANES.items()
    ]
    for lane in lanes:
        lane.start()
    try:
        return _deliver(app, stop, once=False)
    finally:
        stop.set()
        jobs.join(_PATIENCE)
        for lane in lanes:
            lane.join(_PATIENCE)


def run_jobs(app: Flask, stop: threading.Event) -> None:
    """Take in files that wait, and do what is due once a day, until `stop` is set."""
    database, site = app.extensions["database"], app.config["SITE"]
    bench = make_bench(database, app.extensions["import_files"], site.data_dir, stop)
    chores_at = time.monotonic()
    while not stop.is_set():
        try:
            was_busy = work_once(bench)
        except Exception:
            log.exception("jobs")
            was_busy = False
        if time.monotonic() >= chores_at:
            chores_at = time.monotonic() + _do_chores(app)
        if not was_busy:
            stop.wait(_IDLE_JOBS)


def run_lane(app: Flask, stop: threading.Event, names: frozenset[str]) -> None:
    """Deliver the events of one slow lane, until `stop` is set: neither a mail server nor a PDF holds up a search document."""
    database, handlers = app.extensions["database"], app.extensions["subscriptions"]
    while not stop.is_set():
        try:
            taken = deliver_once(database, handlers, only=names)
        except Exception:
            log.exception("lane")
            taken = 0
            stop.wait(1)
        if taken == 0:
            stop.wait(_IDLE)


def _do_chores(app: Flask) -> float:
    """Seconds until the next look."""
    try:
        with app.app_context():
            return _CHORES if do_due(app) else _CHORES_AGAIN
    except Exception:
        log.exception("chores")
        return _CHORES_AGAIN


def _do_waiting_jobs(app: Flask, stop: threading.Event) -> None:
    bench = make_bench(app.extensions["database"], app.extensions["import_files"], app.config["SITE"].data_dir, stop)
    while work_once(bench):
        pass


def _deliver(app: Flask, stop: threading.Event, *, once: bool) -> int:
    database, handlers = app.extensions["database"], app.extensions["subscriptions"]
    _mend_index(app)
    handled, was_busy = 0, False
    while not stop.is_set():
        try:
            taken = deliver_once(database, handlers, but=() if once else SLOW)
        except Exception:
            log.exception("delivery")
            taken = 0
            stop.wait(1)
        handled += taken
        if taken == 0:
            if once:
                break
            if was_busy:  # once after every burst
                app.extensions["search"].tidy()
            stop.wait(_IDLE)
        was_busy = taken > 0
    return handled


def _mend_index(app: Flask) -> None:
    """Rebuild an index that is missing, damaged, or made with another analyser."""
    search = app.extensions["search"]
    if not search.status().needs_rebuild:
        return
    log.info("index needs a rebuild")
    with app.extensions["database"].read() as session:
        search.rebuild(session)


def _stop_on_signals(stop: threading.Event) -> None:
    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, ask)
