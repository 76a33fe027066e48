"""The worker as a real process: saved is found, withdrawn is gone, two workers deliver each event once, SIGTERM ends it."""

import io
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
from app.core.actor import Actor, Grant, Role
from app.core.db import Database
from app.core.events import RecordsChanged, announce
from app.core.outbox import OutboxRow
from app.core.unit_of_work import unit_of_work
from app.imports.jobs import submit_job
from app.imports.models import ImportJob
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


def _job(app: Flask, content: bytes) -> str:
    kept = app.extensions["import_files"].put(io.BytesIO(content))
    grant = Grant(Role.ADMIN)
    with unit_of_work(app.extensions["database"]) as session:
        who = Actor("admin", frozenset({grant}))
        job, _ = submit_job(session, who, grant, kept, kind="orders", file_name="orders.csv", prefecture=None)
        return job.id


def _orders(rows: int) -> bytes:
    header = "date_of_order,title,amount,government_departments,joint_signatures,corporate_number\n"
    lines = (f"2025-04-01,道路の補修 {at},1000,国土交通省,,2050001000001\n" for at in range(rows))
    return "".join([header, *lines]).encode()


def _state(database: Database, job_id: str) -> str:
    with database.read() as session:
        return session.get_one(ImportJob, job_id).state


def test_a_worker_takes_files_in_while_it_delivers(app: Flask, worker: subprocess.Popen[bytes]) -> None:
    database = app.extensions["database"]
    job_id = _job(app, _orders(2_000))
    with unit_of_work(database) as session:
        announce(session, RecordsChanged("technology", ("nothing",)))
    assert _wait(lambda: _waiting(database) == 0)
    assert _wait(lambda: _state(database, job_id) == "checked")


def test_a_worker_that_is_stopped_in_the_middle_of_a_file_gives_it_back(
    app: Flask, worker: subprocess.Popen[bytes]
) -> None:
    database = app.extensions["database"]
    job_id = _job(app, _orders(15_000))
    assert _wait(lambda: _state(database, job_id) == "checking")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0
    assert _state(database, job_id) in ("checking", "checked")
    with database.read() as session:
        job = session.get_one(ImportJob, job_id)
        assert (job.worker, job.beat_at) == (None, None)  # given back: the next worker need not wait two minutes
    next_one = _start(app)
    try:
        assert _wait(lambda: _state(database, job_id) == "checked")
    finally:
        next_one.kill()
        next_one.wait()
