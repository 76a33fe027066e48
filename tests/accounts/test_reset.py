"""Forgotten passwords: one link, once, for its own person, and everything older is over."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User, UserSession, UserToken
from app.core import clock
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from tests.accounts.conftest import EMAIL
from tests.accounts.letters import count_events, letters, link_of
from tests.people import PASSWORD, Browser, make_office, make_staff

NEW = "lamps and chairs too"


def _ask(app: Flask, email: str = EMAIL):
    return Browser(app).post("/password/reset", data={"email": email})


def _link(app: Flask, database: Database) -> str:
    assert _ask(app).status_code == 303
    return link_of(letters(database, "password_reset_asked"))


def _set(app: Flask, link: str, password: str = NEW):
    browser = Browser(app)
    token = browser.hidden("/login")["csrf_token"]
    return browser.client.post(link, data={"csrf_token": token, "new_password": password})


def test_a_link_sets_the_password(app: Flask, database: Database, taro: str) -> None:
    link = _link(app, database)
    page = Browser(app).get(link)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert _set(app, link).headers["Location"] == "/login"
    Browser(app).sign_in(EMAIL, NEW)
    assert Browser(app).post("/login", data={"email": EMAIL, "password": PASSWORD}).status_code == 422


def test_an_unknown_address_gets_the_same_answer_and_trace(app: Flask, database: Database, taro: str) -> None:
    known, unknown = _ask(app), _ask(app, "nobody@example.jp")
    assert (known.status_code, known.data, known.headers["Location"]) == (
        unknown.status_code,
        unknown.data,
        unknown.headers["Location"],
    )
    assert count_events(database, "password_reset_asked") == 2
    assert [letter.user_id for letter in letters(database)] == [taro]


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.jp"])
def test_an_address_asks_three_times_an_hour(app: Flask, taro: str, email: str) -> None:
    assert [_ask(app, email).status_code for _ in range(4)] == [303, 303, 303, 429]


def test_a_link_works_once(app: Flask, database: Database, taro: str) -> None:
    link = _link(app, database)
    assert _set(app, link).status_code == 303
    assert _set(app, link, "a third one, long").status_code == 404
    assert "/password/reset" in Browser(app).get(link).text
    Browser(app).sign_in(EMAIL, NEW)


def test_one_of_fifty_at_once_sets_the_password(app: Flask, database: Database, taro: str) -> None:
    link = _link(app, database)

    def attempt(number: int) -> int:
        return _set(app, link, f"chairs and lamps {number}").status_code

    with ThreadPoolExecutor(50) as pool:
        codes = list(pool.map(attempt, range(50)))
    assert sorted(codes) == [303] + [404] * 49
    assert count_events(database, "password_changed") == 1


def test_two_links_of_one_person_at_once_set_one_password(app: Flask, database: Database, taro: str) -> None:
    links = [_link(app, database), _link(app, database)]
    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(lambda link: _set(app, link).status_code, links))
    assert sorted(codes) == [303, 404]


def test_a_link_is_over_after_an_hour(app: Flask, database: Database, taro: str) -> None:
    link = _link(app, database)
    clock.configure("+59m")
    assert Browser(app).get(link).status_code == 200
    clock.configure("+60m")
    assert (Browser(app).get(link).status_code, _set(app, link).status_code) == (404, 404)


def test_a_link_is_over_after_the_password_changed(app: Flask, database: Database, taro: str) -> None:
    link = _link(app, database)
    browser = Browser(app).sign_in(EMAIL)
    data = {"current_password": PASSWORD, "new_password": NEW}
    assert browser.post("/account/password", data=data).status_code == 303
    assert _set(app, link, "not any more, friend").status_code == 404


def test_a_confirm_link_resets_nothing(app: Flask, database: Database, taro: str) -> None:
    link = _link(app, database)
    with unit_of_work(database) as session:
        session.scalars(select(UserToken)).one().purpose = "confirm"
    assert _set(app, link).status_code == 404


@pytest.mark.parametrize("column", ["disabled_at", "closed_at"])
def test_a_stopped_or_closed_account_resets_nothing(app: Flask, database: Database, taro: str, column: str) -> None:
    link = _link(app, database)
    with unit_of_work(database) as session:
        setattr(session.get(User, taro), column, clock.now())
    assert _set(app, link).status_code == 404
    assert _ask(app).status_code == 303
    assert letters(database) == []


def test_all_sessions_end(app: Flask, database: Database, taro: str) -> None:
    browser = Browser(app).sign_in(EMAIL)
    _set(app, _link(app, database))
    assert browser.get("/account/").headers["Location"] == "/login?next=/account/"
    with database.read() as session:
        assert session.scalars(select(UserSession.ended_by)).all() == ["password"]


def test_the_person_is_told(app: Flask, database: Database, taro: str) -> None:
    _set(app, _link(app, database))
    (letter,) = letters(database)
    assert (letter.user_id, letter.subject.message, letter.is_mail_only) == (taro, "パスワードを変えました", False)


def test_the_letter_with_the_link_never_lies_in_the_inbox(app: Flask, database: Database, taro: str) -> None:
    _ask(app)
    (letter,) = letters(database)
    assert letter.is_mail_only


def test_a_reset_confirms_the_address_and_forgives_failed_tries(app: Flask, database: Database, taro: str) -> None:
    with unit_of_work(database) as session:
        session.get(User, taro).confirmed_at = None
    for _ in range(10):
        Browser(app).post("/login", data={"email": EMAIL, "password": "wrong password"})
    assert Browser(app).post("/login", data={"email": EMAIL, "password": PASSWORD}).status_code == 429
    _set(app, _link(app, database))
    Browser(app).sign_in(EMAIL, NEW)


def test_staff_have_longer_passwords(app: Flask, database: Database) -> None:
    with unit_of_work(database) as session:
        make_staff(session, make_office(session), "staff@example.jp")
    _ask(app, "staff@example.jp")
    link = link_of(letters(database))
    assert "12文字以上" in Browser(app).get(link).text
    assert _set(app, link, "elevenchars").status_code == 422
    assert _set(app, link, "twelve chars").status_code == 303


def test_a_host_header_reaches_no_link(app: Flask, database: Database, taro: str) -> None:
    client = app.test_client()
    page = client.get("/password/reset", headers={"Host": "evil.example"})
    assert page.status_code == 400
    _ask(app)
    assert link_of(letters(database)).startswith("/password/reset/")


def test_one_network_asks_thirty_times_an_hour(app: Flask, database: Database) -> None:
    codes = [_ask(app, f"n{number}@example.jp").status_code for number in range(31)]
    assert codes == [303] * 30 + [429]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(UserToken)) == 0
