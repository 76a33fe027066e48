"""The worker as a real process: saved is found, withdrawn is gone, two workers deliver each event once, SIGTERM ends it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from app.core import clock
from app.core.db import Database
from app.core.events import RecordsChanged, announce
from app.core.outbox import OutboxRow
from app.core.unit_of_work import unit_of_work
from app.search.parameters import SearchRequest
from app.technologies.models import Technology

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds; what is measured is in docs/benchmarks.md, here only that it happens


def _technology() -> Technology:
    return Technology(
        id="abc234def567",
        code="T-9999",
        title="珪藻土の湿度札",
        stage="in-use",
        source="試験",
        source_on=date(2026, 11, 24),
        fresh_on=date(2026, 11, 24),
        updated_at=clock.now(),
    )


def _wait(until: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not until() and time.monotonic() < end:
        time.sleep(0.05)
    return until()


def _found(app: Flask) -> int:
    with app.extensions["database"].read() as session:
        return app.extensions["search"].search(session, SearchRequest(q="珪藻土")).total


def _waiting(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).where(OutboxRow.delivered_at.is_(None))) or 0


def _start(app: Flask) -> subprocess.Popen[bytes]:
    site = app.config["SITE"]
    environment = os.environ | {"DATA_DIR": str(site.data_dir), "DATABASE_URL": site.database_url, "FLASK_APP": "wsgi"}
    return subprocess.Popen([sys.executable, "-m", "flask", "worker"], cwd=ROOT, env=environment)


@pytest.fixture
def worker(app: Flask) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process on the site of `app`."""
    process = _start(app)
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def second_worker(app: Flask) -> Iterator[subprocess.Popen[bytes]]:
    """Another one beside it."""
    process = _start(app)
    yield process
    process.kill()
    process.wait()


@pytest.mark.usefixtures("worker", "second_worker")
def test_saved_is_found_and_withdrawn_is_gone(app: Flask) -> None:
    database = app.extensions["database"]
    with unit_of_work(database) as session:
        session.add(_technology())
        announce(session, RecordsChanged("technology", ("abc234def567",)))
    assert _wait(lambda: _found(app) == 1)
    with unit_of_work(database) as session:
        session.execute(delete(Technology))
        announce(session, RecordsChanged("technology", ("abc234def567",)))
    assert _found(app) == 0  # the page asks the database, whatever the index still says
    assert _wait(lambda: _waiting(database) == 0)
    assert _found(app) == 0


def test_a_worker_ends_when_it_is_asked_to(app: Flask, worker: subprocess.Popen[bytes]) -> None:
    database = app.extensions["database"]
    with unit_of_work(database) as session:
        announce(session, RecordsChanged("technology", ("nothing",)))
    assert _wait(lambda: _waiting(database) == 0)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0
