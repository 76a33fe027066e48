"""What is done once a day is done once a day, by one worker, and a dry run keeps nothing."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.chores import do_due
from app.core import clock
from app.core.chores import Chore, ChoreRun, do_chore, is_due
from app.core.db import Database
from app.core.once import FormReceipt
from app.core.unit_of_work import unit_of_work


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """A clock that stands at noon in Japan."""
    clock.configure("2026-11-24T12:00:00+09:00")
    yield
    clock.configure(None)


def _receipt(session: Session) -> int:
    session.add(FormReceipt(key=f"k{clock.now().isoformat()}", location="", at=clock.now()))
    return 1


def _receipts(database: Database) -> int:
    with database.read() as session:
        return len(session.scalars(select(FormReceipt.key)).all())


def test_a_chore_is_done_once_a_day(database: Database) -> None:
    chore = Chore("receipt", _receipt)
    assert [do_chore(database, chore), do_chore(database, chore)] == [1, None]
    clock.configure("2026-11-25T12:00:00+09:00")
    assert do_chore(database, chore) == 1
    with database.read() as session:
        assert [row.count for row in session.scalars(select(ChoreRun).order_by(ChoreRun.day))] == [1, 1]


def test_a_chore_waits_for_its_hour(database: Database) -> None:
    with database.read() as session:
        assert is_due(session, Chore("early", _receipt, from_hour=12))
        assert not is_due(session, Chore("late", _receipt, from_hour=13))


def test_of_two_workers_one_does_it(database: Database) -> None:
    clock.configure(None)
    barrier, counts = threading.Barrier(3), []

    def act() -> None:
        barrier.wait()
        counts.append(do_chore(database, Chore("receipt", _receipt)))

    threads = [threading.Thread(target=act) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts, key=str) == [1, None, None]
    assert _receipts(database) == 1


def test_one_that_fails_is_due_again(database: Database) -> None:
    def fail(session: Session) -> int:
        _receipt(session)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        do_chore(database, Chore("fails", fail))
    with database.read() as session:
        assert is_due(session, Chore("fails", fail))
    assert _receipts(database) == 0


def test_a_dry_run_says_the_count_and_keeps_nothing(database: Database) -> None:
    swept = []
    chore = Chore("receipt", _receipt, sweep=lambda: swept.append(1) or 1)
    assert do_chore(database, chore, dry_run=True) == 1
    assert (swept, _receipts(database)) == ([], 0)
    with database.read() as session:
        assert is_due(session, chore)
    assert do_chore(database, chore) == 2


def test_all_chores_of_the_site_run(app: Flask, database: Database) -> None:
    with app.app_context():
        assert do_due(app)
        with database.read() as session:
            done = session.scalars(select(ChoreRun.name)).all()
    assert {"form-receipts", "throttle", "import-files"} <= set(done)


def test_the_command_runs_one_or_all(app: Flask, database: Database) -> None:
    with unit_of_work(database) as session:
        _receipt(session)
        session.execute(update(FormReceipt).values(at=clock.now() - timedelta(days=9)))
    runner = app.test_cli_runner()
    dry = runner.invoke(args=["chores", "run", "--dry-run", "form-receipts"])
    assert (dry.output, _receipts(database)) == ("form-receipts: 1 (dry run)\n", 1)
    for line in ("form-receipts: 1", "import-files: 0"):
        assert line in runner.invoke(args=["chores", "run", line.split(":")[0]]).output
    assert _receipts(database) == 0
    assert runner.invoke(args=["chores", "run", "nonsense"]).exit_code == 2
