"""Events are delivered after the commit, in order, at least once; a failing one waits and the others go on."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import select, update

from app.core import clock
from app.core.db import Database
from app.core.events import RecordsChanged, announce
from app.core.outbox import MAX_TRIES, OutboxRow, count_waiting, deliver_once
from app.core.unit_of_work import unit_of_work

Payloads = Sequence[Mapping[str, Any]]


def _announce(database: Database, *ids: str) -> None:
    with unit_of_work(database) as session:
        for id_ in ids:
            announce(session, RecordsChanged("company", (id_,)))


def test_events_come_in_order_and_together(database: Database) -> None:
    heard: list[list[str]] = []
    _announce(database, "a", "b", "c")
    deliver_once(database, {"records_changed": [lambda events: heard.append([e["ids"][0] for e in events])]})
    assert heard == [["a", "b", "c"]]


def test_a_delivered_event_is_not_delivered_again(database: Database) -> None:
    heard: list[Payloads] = []
    _announce(database, "a")
    assert [deliver_once(database, {"records_changed": [heard.append]}) for _ in range(2)] == [1, 0]
    assert len(heard) == 1


def test_what_was_rolled_back_was_never_announced(database: Database) -> None:
    def announce_and_fail() -> None:
        with unit_of_work(database) as session:
            announce(session, RecordsChanged("company", ("a",)))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        announce_and_fail()
    assert deliver_once(database, {}) == 0


def test_a_failing_handler_leaves_the_event_waiting_with_the_reason(database: Database) -> None:
    def fail(_events: Payloads) -> None:
        raise OSError("no space")

    _announce(database, "a")
    deliver_once(database, {"records_changed": [fail]})
    with database.read() as session:
        row = session.scalars(select(OutboxRow)).one()
        assert (row.tries, row.error, row.delivered_at) == (1, "OSError: no space", None)
        assert row.due_at > clock.now()
        assert count_waiting(session) == 1


def test_after_twelve_tries_an_event_is_a_dead_letter(database: Database) -> None:
    _announce(database, "a")
    with unit_of_work(database) as session:
        session.execute(update(OutboxRow).values(tries=MAX_TRIES))
    assert deliver_once(database, {}) == 0
    with database.read() as session:
        assert count_waiting(session) == 0
