"""What goes with an account, what goes by itself, and what a person may take along."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.accounts.events import AccountErased
from app.core import clock
from app.core.actor import Actor
from app.core.db import Database
from app.core.errors import Conflict
from app.core.events import announce
from app.core.outbox import deliver_once
from app.core.unit_of_work import unit_of_work
from app.notices.digests import send_digests
from app.notices.models import Digest, Mail, TopicChoice
from app.notices.personal import personal_data, work_for
from app.notices.service import choose, erase_person, forget_old, resend
from app.notices.service.keeping import MAILS_KEPT
from app.notices.states import Choice
from tests.notices.factories import SOFT, deliver, file_way, letter, letterhead, mails, notices, post_one
from tests.people import make_user


@pytest.fixture
def taro(database: Database) -> str:
    """A member with an inbox, a mail, a choice, and a mail from before they had an account."""
    with unit_of_work(database) as session:
        user_id = make_user(session, "taro@example.jp").id
        choose(session, user_id, {"claims": Choice.OFF}, Actor(user_id))
    post_one(database, letter(user_id), letter(address="taro@example.jp", key="before"))
    return user_id


def _erase(database: Database, user_id: str) -> None:
    with unit_of_work(database) as session:
        erase_person(session, user_id)


def test_erasing_takes_all_but_the_fact_that_mails_were_sent(database: Database, taro: str, tmp_path) -> None:
    with unit_of_work(database) as session:
        jiro = make_user(session, "jiro@example.jp").id
    post_one(database, letter(jiro))
    deliver(database, file_way(tmp_path))
    for _ in range(2):
        _erase(database, taro)
    gone = [m for m in mails(database) if m.address is None]
    assert [(m.state, m.subject, m.text, m.html, m.recipient == m.id) for m in gone] == [("sent", "", "", "", True)] * 2
    assert [m.address for m in mails(database) if m.address] == ["jiro@example.jp"]
    assert [n.user_id for n in notices(database)] == [jiro]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(TopicChoice)) == 0


def test_erasing_takes_daily_mails_too(database: Database, taro: str) -> None:
    with unit_of_work(database) as session:
        choose(session, taro, {SOFT.name: Choice.DAILY}, Actor(taro))
    clock.configure("2026-11-24T12:00")
    post_one(database, letter(taro, "daily"))
    clock.configure("2026-11-25T12:00")
    with unit_of_work(database) as session:
        assert send_digests(session, letterhead()) == 1
    clock.configure(None)
    _erase(database, taro)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Digest)) == 0
    assert notices(database) == []


def test_what_waits_is_not_sent_after_erasing_and_never_again(database: Database, taro: str, tmp_path) -> None:
    _erase(database, taro)
    deliver(database, file_way(tmp_path))
    assert not (tmp_path / "outbox").exists()
    assert [(m.state, m.error) for m in mails(database)] == [("dead", "Erased")] * 2
    with unit_of_work(database) as session:
        mail = session.scalars(select(Mail)).first()
        assert mail is not None
        with pytest.raises(Conflict):
            resend(session, mail, Actor("admin"))


def test_an_erased_account_is_heard_of(app: Flask, database: Database, taro: str) -> None:
    with unit_of_work(database) as session:
        announce(session, AccountErased(taro))
    deliver_once(database, app.extensions["subscriptions"])
    deliver_once(database, app.extensions["subscriptions"])
    assert notices(database) == []


def test_old_mails_lose_their_words_and_addresses_of_strangers(database: Database, taro: str, tmp_path) -> None:
    deliver(database, file_way(tmp_path))
    with unit_of_work(database) as session:
        assert forget_old(session) == 0
        old = clock.now() - MAILS_KEPT - timedelta(days=1)
        session.execute(update(Mail).values(created_at=old))
    with unit_of_work(database) as session:
        assert [forget_old(session), forget_old(session)] == [2, 0]
    assert sorted((m.user_id == taro, m.address, m.subject, m.text) for m in mails(database)) == [
        (False, None, "", ""),
        (True, "taro@example.jp", "", ""),
    ]


def test_a_mail_that_still_waits_is_not_forgotten(database: Database, taro: str) -> None:
    with unit_of_work(database) as session:
        session.execute(update(Mail).values(created_at=clock.now() - 2 * MAILS_KEPT))
        assert forget_old(session) == 0
    assert all(m.text for m in mails(database))


def test_ones_own_data_holds_inbox_mails_and_choices_and_nobody_elses(database: Database, taro: str) -> None:
    with unit_of_work(database) as session:
        jiro = make_user(session, "jiro@example.jp").id
    post_one(database, letter(jiro, "other"))
    with database.read() as session:
        name, data = personal_data(session, taro)
    assert name == "notices"
    assert data["choices"] == {"claims": "off"}
    assert [entry["subject"] for entry in data["inbox"]] == ["役割が付きました"]
    assert [(m["address"], m["state"]) for m in data["mails"]] == [("taro@example.jp", "queued")]


def test_the_dashboard_counts_what_is_unread(database: Database, taro: str) -> None:
    with database.read() as session:
        assert [(line.count, line.url) for line in work_for(session, Actor(taro))] == [(1, "/inbox/?unread=1")]
        assert work_for(session, Actor()) == []
