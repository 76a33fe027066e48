"""The delivery worker: empties the outbox, keeps the index in order, and ends cleanly when asked to."""

import signal
import threading
from types import FrameType
from typing import Final

import structlog
from flask import Flask

from app.core.outbox import deliver_once

log = structlog.get_logger("worker")
_IDLE: Final = 0.2  # seconds between two looks; saved → findable stays well under a second


def run(app: Flask, *, once: bool = False) -> int:
    """Deliver until SIGTERM or SIGINT, or (`once`) until nothing is due. Number of events handled."""
    stop = threading.Event()
    if not once and threading.current_thread() is threading.main_thread():
        _stop_on_signals(stop)
    database, handlers = app.extensions["database"], app.extensions["subscriptions"]
    _mend_index(app)
    handled, was_busy = 0, False
    while not stop.is_set():
        try:
            taken = deliver_once(database, handlers)
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
