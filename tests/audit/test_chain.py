"""The chain: linked at the commit, refused to be changed, and broken visibly by whoever gets around that."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.audit.service import record, verify
from app.core.actor import Actor, Grant
from app.core.db import Database
from app.core.unit_of_work import unit_of_work

KEY = b"key of the test"


@pytest.fixture
def signed(database_url: str) -> Database:
    return Database(database_url, chain_key=KEY)


def _record(database: Database, action: str = "thing.change", count: int = 1) -> None:
    with unit_of_work(database) as session:
        for number in range(count):
            record(session, Actor("u1"), action, ("thing", str(number)), grant=Grant("official", "o1"))


def test_a_chain_of_several_acts_is_whole(signed: Database) -> None:
    _record(signed, count=3)
    _record(signed)
    with signed.read() as session:
        assert verify(session, KEY) == (4, None)


def _record_and_fail(session: Session) -> None:
    record(session, Actor("u1"), "thing.change", ("thing", "1"))
    session.execute(text("SELECT no_such_column"))


def test_nothing_is_linked_when_the_work_fails(signed: Database) -> None:
    with pytest.raises(DBAPIError), unit_of_work(signed) as session:
        _record_and_fail(session)
    with signed.read() as session:
        assert verify(session, KEY) == (0, None)


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET actor_id = 'u2'", "DELETE FROM audit_entries"])
def test_the_database_refuses_to_change_an_entry(signed: Database, statement: str) -> None:
    _record(signed)
    with pytest.raises(DBAPIError, match="audit entries are never changed"), unit_of_work(signed) as session:
        session.execute(text(statement))


def _without_triggers(database: Database, statement: str) -> None:
    with unit_of_work(database) as session:
        if database.is_sqlite:
            session.execute(text("DROP TRIGGER audit_entries_no_update"))
            session.execute(text("DROP TRIGGER audit_entries_no_delete"))
        else:
            session.execute(text("DROP TRIGGER audit_entries_stay ON audit_entries"))
        session.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("UPDATE audit_entries SET actor_id = 'u2' WHERE seq = 2", 2),
        ("UPDATE audit_entries SET previous = '' WHERE seq = 3", 3),
        ("DELETE FROM audit_entries WHERE seq = 2", 2),
        ("DELETE FROM audit_entries WHERE seq = 3", 3),
        ("UPDATE audit_head SET seq = 2", 4),
    ],
)
def test_what_gets_around_the_triggers_is_found(signed: Database, statement: str, seq: int) -> None:
    _record(signed, count=3)
    _without_triggers(signed, statement)
    with signed.read() as session:
        _count, broken = verify(session, KEY)
    assert broken is not None
    assert broken.seq == seq


def test_another_key_signs_nothing_here(signed: Database) -> None:
    _record(signed)
    with signed.read() as session:
        _count, broken = verify(session, b"another key")
    assert broken is not None


def test_many_at_once_make_one_chain(signed: Database) -> None:
    threads = [threading.Thread(target=_record, args=(signed,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with signed.read() as session:
        assert verify(session, KEY) == (8, None)


def test_what_was_before_and_after_stands_as_digest_only(signed: Database) -> None:
    with unit_of_work(signed) as session:
        record(session, Actor("u1"), "user.change", ("user", "u1"), before={"name": "canary"}, after={"name": "other"})
    with signed.read() as session:
        entry = session.scalars(select(AuditEntry)).one()
        assert len(entry.before_hash) == len(entry.after_hash) == 64
        assert "canary" not in str(vars(entry))


def test_the_command_says_whether_it_is_whole(app: Flask) -> None:
    _record(app.extensions["database"])
    runner = app.test_cli_runner()
    assert runner.invoke(args=["audit", "verify"]).output == "1 entries, the chain is whole\n"
    _without_triggers(app.extensions["database"], "UPDATE audit_entries SET action = 'x'")
    broken = runner.invoke(args=["audit", "verify"])
    assert broken.exit_code == 1
    assert "the chain breaks at entry 1" in broken.output
