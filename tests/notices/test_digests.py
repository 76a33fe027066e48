"""The daily mail: one a person and day, with what came before eight o'clock and was not opened."""

from collections.abc import Iterator

import pytest

from app.core import clock
from app.core.actor import Actor
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from app.notices.digests import MOST_LINES, send_digests, send_rest
from app.notices.models import Digest
from app.notices.service import choose, mark_read
from app.notices.states import Choice
from tests.notices.factories import SOFT, letter, letterhead, mails, notices, post_one
from tests.people import make_office, make_staff, make_user


@pytest.fixture(autouse=True)
def _moving_clock() -> Iterator[None]:
    clock.configure("2026-11-24T15:00")
    yield
    clock.configure(None)


@pytest.fixture
def hanako(database: Database) -> str:
    """An official: one mail a day."""
    with unit_of_work(database) as session:
        return make_staff(session, make_office(session), "hanako@example.jp").id


def _send(database: Database) -> int:
    with unit_of_work(database) as session:
        return send_digests(session, letterhead())


def test_the_daily_mail_comes_once_after_eight_with_a_line_and_link_each(database: Database, hanako: str) -> None:
    post_one(database, letter(hanako, "k1"), letter(hanako, "k2"))
    assert _send(database) == 0  # eight o'clock of today came before them
    clock.configure("2026-11-25T07:59")
    assert _send(database) == 0
    clock.configure("2026-11-25T08:00")
    assert [_send(database), _send(database)] == [1, 0]
    (mail,) = mails(database)
    assert mail.subject == "【むすび場】お知らせが2件あります"
    for notice in notices(database):
        assert f"役割が付きました\nhttps://musubiba.example.jp/inbox/{notice.id}" in mail.text
    assert "https://musubiba.example.jp/account/notices" in mail.text
    with database.read() as session:
        (digest,) = session.query(Digest).all()
        assert (digest.user_id, digest.mail_id) == (hanako, mail.id)
        assert {(n.digest_id, n.waits_for_digest) for n in notices(database)} == {(digest.id, False)}


def test_what_comes_later_waits_for_the_next_day(database: Database, hanako: str) -> None:
    post_one(database, letter(hanako, "k1"))
    clock.configure("2026-11-25T09:00")
    post_one(database, letter(hanako, "k2"))
    assert _send(database) == 1
    clock.configure("2026-11-25T23:00")
    assert _send(database) == 0
    clock.configure("2026-11-26T08:10")
    assert _send(database) == 1
    assert [m.subject for m in mails(database)] == ["【むすび場】お知らせが1件あります"] * 2


def test_what_was_opened_is_not_mailed(database: Database, hanako: str) -> None:
    post_one(database, letter(hanako))
    (notice,) = notices(database)
    with unit_of_work(database) as session:
        mark_read(session, notice.id, hanako)
    clock.configure("2026-11-25T09:00")
    assert _send(database) == 0


def test_what_was_turned_off_meanwhile_is_not_mailed(database: Database, hanako: str) -> None:
    post_one(database, letter(hanako))
    with unit_of_work(database) as session:
        choose(session, hanako, {SOFT.name: Choice.OFF}, Actor(hanako))
    clock.configure("2026-11-25T09:00")
    assert _send(database) == 0


def test_a_closed_account_gets_none(database: Database, hanako: str) -> None:
    post_one(database, letter(hanako))
    with unit_of_work(database) as session:
        from app.accounts.models import User

        session.get_one(User, hanako).closed_at = clock.now()
    clock.configure("2026-11-25T09:00")
    assert _send(database) == 0


def test_a_long_list_ends_with_a_link_to_the_rest(database: Database, hanako: str) -> None:
    post_one(database, *(letter(hanako, f"k{n}") for n in range(MOST_LINES + 3)))
    clock.configure("2026-11-25T09:00")
    assert _send(database) == 1
    (mail,) = mails(database)
    assert mail.text.count("/inbox/") == MOST_LINES + 1
    assert "ほか3件" in mail.text


def test_many_people_take_several_transactions(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with unit_of_work(database) as session:
        people = [make_user(session, f"{n}@example.jp").id for n in range(5)]
        for id_ in people:
            choose(session, id_, {SOFT.name: Choice.DAILY}, Actor(id_))
    post_one(database, *(letter(id_) for id_ in people))
    clock.configure("2026-11-25T09:00")
    monkeypatch.setattr("app.notices.digests._AT_ONCE", 2)
    assert _send(database) == 2
    assert send_rest(database, letterhead()) == 3
    assert len(mails(database)) == 5
