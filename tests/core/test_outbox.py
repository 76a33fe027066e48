"""Events are delivered after the commit, in order, at least once; a failing one waits and the others go on."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import select, update

from app.core import clock
from app.core.db import Database
from app.core.events import RecordsChanged, announce
from app.core.outbox import MAX_TRIES, OutboxRow, SomeFailed, count_waiting, deliver_once, list_dead, revive
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


def test_a_handler_may_fail_with_some_of_its_payloads_only(database: Database) -> None:
    def fail_one(events: Payloads) -> None:
        raise SomeFailed({1: "ValueError: bad"})

    _announce(database, "a", "b", "c")
    deliver_once(database, {"records_changed": [fail_one]})
    with database.read() as session:
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
        assert [(row.delivered_at is not None, row.tries, row.error) for row in rows] == [
            (True, 0, None),
            (False, 1, "ValueError: bad"),
            (True, 0, None),
        ]


def test_one_handler_that_fails_keeps_no_other_from_hearing(database: Database) -> None:
    def fail(_events: Payloads) -> None:
        raise ValueError("bad")

    heard: list[Payloads] = []
    _announce(database, "a")
    deliver_once(database, {"records_changed": [fail, heard.append]})
    assert len(heard) == 1
    with database.read() as session:
        assert session.scalars(select(OutboxRow)).one().error == "ValueError: bad"


def test_events_have_lanes(database: Database) -> None:
    heard: list[Payloads] = []
    _announce(database, "a")
    handlers = {"records_changed": [heard.append]}
    assert deliver_once(database, handlers, only={"mail_queued"}) == 0
    assert deliver_once(database, handlers, but={"records_changed"}) == 0
    assert deliver_once(database, handlers, only={"records_changed"}, but={"mail_queued"}) == 1
    assert len(heard) == 1


def test_a_dead_letter_is_listed_and_revived_once(database: Database) -> None:
    _announce(database, "a", "b")
    with unit_of_work(database) as session:
        session.execute(update(OutboxRow).where(OutboxRow.id == 1).values(tries=MAX_TRIES, error="bad"))
    with unit_of_work(database) as session:
        assert [row.id for row in list_dead(session, 10)] == [1]
        assert [revive(session, 2), revive(session, 1), revive(session, 1)] == [None, "records_changed", None]
        assert list_dead(session, 10) == []
    heard: list[Payloads] = []
    deliver_once(database, {"records_changed": [heard.append]})
    assert [len(events) for events in heard] == [2]
