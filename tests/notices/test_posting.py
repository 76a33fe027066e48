"""Posting: the inbox has everything, mails follow the choice, what is firm always goes, and a key counts once."""

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.actor import Actor
from app.core.db import Database
from app.core.letters import Letter, msgid
from app.core.outbox import OutboxRow, deliver_once
from app.core.unit_of_work import unit_of_work
from app.notices.delivery import letters_handler
from app.notices.service import choose
from app.notices.states import Choice
from tests.notices.factories import FIRM, SOFT, letter, letterhead, mails, notices, post_one
from tests.people import make_office, make_staff, make_user


@pytest.fixture
def taro(database: Database) -> str:
    """A member's id."""
    with unit_of_work(database) as session:
        return make_user(session, "taro@example.jp").id


def _choose(database: Database, user_id: str, choice: Choice) -> None:
    with unit_of_work(database) as session:
        choose(session, user_id, {SOFT.name: choice, FIRM.name: choice}, Actor(user_id))


def _waiting(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(OutboxRow.name).where(OutboxRow.delivered_at.is_(None))))


def test_a_member_gets_an_inbox_entry_and_a_mail_at_once(database: Database, taro: str) -> None:
    assert post_one(database, letter(taro)) == 1
    assert [(n.user_id, n.key, n.read_at, n.waits_for_digest) for n in notices(database)] == [
        (taro, "claim:1", None, False)
    ]
    assert [(m.address, m.state, m.subject) for m in mails(database)] == [
        ("taro@example.jp", "queued", "【むすび場】役割が付きました")
    ]
    assert _waiting(database) == ["mail_queued"]


def test_staff_get_one_mail_a_day_unless_they_chose_otherwise(database: Database) -> None:
    with unit_of_work(database) as session:
        official = make_staff(session, make_office(session), "hanako@example.jp").id
    post_one(database, letter(official))
    assert [n.waits_for_digest for n in notices(database)] == [True]
    assert mails(database) == []
    _choose(database, official, Choice.NOW)
    post_one(database, letter(official, "claim:2"))
    assert [m.key for m in mails(database)] == ["claim:2"]


@pytest.mark.parametrize(("choice", "waits", "mailed"), [("now", False, 1), ("daily", True, 0), ("off", False, 0)])
def test_the_choice_is_respected(database: Database, taro: str, choice: str, waits: bool, mailed: int) -> None:
    _choose(database, taro, Choice(choice))
    post_one(database, letter(taro))
    assert [n.waits_for_digest for n in notices(database)] == [waits]
    assert len(mails(database)) == mailed


@pytest.mark.parametrize("choice", list(Choice))
def test_a_firm_topic_is_never_silenced(database: Database, taro: str, choice: Choice) -> None:
    _choose(database, taro, choice)
    post_one(database, letter(taro, topic=FIRM.name))
    assert len(mails(database)) == 1


def test_a_topic_that_nobody_could_choose_for_goes_at_once(database: Database, taro: str) -> None:
    post_one(database, letter(taro, topic="new-room"))
    assert len(mails(database)) == 1


def test_a_second_letter_of_one_key_is_dropped(database: Database, taro: str) -> None:
    assert post_one(database, letter(taro), letter(taro)) == 1
    assert post_one(database, letter(taro)) == 0
    assert (len(notices(database)), len(mails(database))) == (1, 1)


def test_one_key_reaches_each_of_several_people(database: Database, taro: str) -> None:
    with unit_of_work(database) as session:
        jiro = make_user(session, "jiro@example.jp").id
    assert post_one(database, letter(taro), letter(jiro)) == 2
    assert sorted(m.address or "" for m in mails(database)) == ["jiro@example.jp", "taro@example.jp"]


def test_a_letter_with_a_secret_is_mail_only_whatever_was_chosen(database: Database, taro: str) -> None:
    _choose(database, taro, Choice.OFF)
    post_one(database, letter(taro, is_mail_only=True))
    assert notices(database) == []
    assert [m.is_secret for m in mails(database)] == [True]


def test_a_letter_to_an_address_is_mail_only_and_counts_once(database: Database) -> None:
    assert [post_one(database, letter(address="New@example.jp")) for _ in range(2)] == [1, 0]
    assert notices(database) == []
    assert [(m.address, m.user_id) for m in mails(database)] == [("new@example.jp", None)]


def test_old_and_new_address_of_one_person_both_hear_of_one_key(database: Database, taro: str) -> None:
    post_one(database, letter(taro, is_mail_only=True), letter(taro, address="new@example.jp", is_mail_only=True))
    assert sorted(m.address or "" for m in mails(database)) == ["new@example.jp", "taro@example.jp"]
    assert {m.user_id for m in mails(database)} == {taro}


def test_mails_are_in_the_persons_language(database: Database) -> None:
    with unit_of_work(database) as session:
        user = make_user(session, "john@example.com")
        user.language = "en"
    what = msgid("お困りのときは、%(phone)s（平日 9時〜17時）へお電話ください。", phone="1")
    post_one(database, letter(user.id, subject=what, lines=(what,)))
    (mail,) = mails(database)
    assert mail.subject.isascii()
    assert mail.subject.startswith("[Musubiba] ")
    assert 'lang="en"' in mail.html


def test_an_address_that_nobody_confirmed_gets_only_what_must_reach_it(database: Database) -> None:
    with unit_of_work(database) as session:
        user = make_user(session, "new@example.jp")
        user.confirmed_at = None
    post_one(database, letter(user.id), letter(user.id, "k2", FIRM.name), letter(user.id, "k3", is_mail_only=True))
    assert sorted(m.key for m in mails(database)) == ["k2", "k3"]


def test_a_closed_account_gets_its_last_mail_and_no_inbox_entry(database: Database, taro: str) -> None:
    with unit_of_work(database) as session:
        from app.accounts.models import User

        session.get_one(User, taro).closed_at = clock.now()
    assert post_one(database, letter(taro, "closed", FIRM.name), letter(taro, "other")) == 1
    assert notices(database) == []
    assert [m.key for m in mails(database)] == ["closed"]


def test_nobody_is_told_twice_by_an_event_that_comes_twice_and_no_token_is_minted_anew(
    database: Database, taro: str
) -> None:
    def writer(session, payload):
        user = make_user(session, f"{len(written)}@example.jp")  # stands for a token minted on the way
        written.append(user.id)
        return [Letter("invite:1", FIRM.name, msgid("役割が付きました"), (), user_id=taro, is_mail_only=True)]

    written: list[str] = []
    handle = letters_handler(database, writer, letterhead())
    handle([{}])
    handle([{}])
    assert len(written) == 2
    with database.read() as session:
        from app.accounts.models import User

        assert session.scalar(select(func.count()).where(User.id == written[0])) == 1
        assert session.scalar(select(func.count()).where(User.id == written[1])) == 0
    assert len(mails(database)) == 1


def test_a_letter_that_fails_holds_up_no_other(database: Database, taro: str) -> None:
    def writer(session, payload):
        if payload["n"] == 2:
            raise ValueError("bad letter")
        return [letter(taro, f"k{payload['n']}")]

    with unit_of_work(database) as session:
        now = clock.now()
        session.add_all(OutboxRow(name="told", payload={"n": n}, created_at=now, due_at=now) for n in (1, 2, 3))
    deliver_once(database, {"told": [letters_handler(database, writer, letterhead())]})
    assert [n.key for n in notices(database)] == ["k1", "k3"]
    with database.read() as session:
        rest = session.scalars(select(OutboxRow).where(OutboxRow.name == "told", OutboxRow.delivered_at.is_(None)))
        assert [(row.payload, row.tries, row.error) for row in rest] == [({"n": 2}, 1, "ValueError: bad letter")]


def test_a_link_to_another_site_is_refused(database: Database, taro: str) -> None:
    for link in ("https://evil.example/", "//evil.example", "/\\evil.example", "/a b"):
        with pytest.raises(ValueError, match="not a path of this site"):
            post_one(database, letter(taro, link=link))
    assert mails(database) == []
