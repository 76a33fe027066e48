"""Signing in and out: sessions are rows, what is signed out stays out, and tries are counted for all processes together."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import extract_parameters
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.accounts.models import User, UserSession
from app.accounts.passwords import Hasher
from app.accounts.throttle import SIGN_IN, SIGN_IN_NETWORK, count_try, forget_old, give_back, network_of
from app.audit.models import AuditEntry
from app.core import clock
from app.core.actor import Role
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from tests.accounts.conftest import EMAIL
from tests.conftest import MakeApp
from tests.people import PASSWORD, Browser, make_office, make_staff, make_user

HOSTILE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "/\x00/evil.example/",
    "/\u200b/evil.example/",
    " //evil.example/",
    "javascript:alert(1)",
    "http:evil.example",
    "//[",
    "/ok\r\nSet-Cookie: a=b",
    "evil.example",
    "/" + "x" * 3000,
)


def _try(app: Flask, email: str = EMAIL, password: str = "wrong password") -> int:
    return Browser(app).post("/login", data={"email": email, "password": password}).status_code


def test_a_right_password_lets_in(app: Flask, taro: str) -> None:
    answer = Browser(app).post("/login", data={"email": "ＴＡＲＯ@example.jp", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/dashboard")


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(app: Flask, taro: str) -> None:
    browser = Browser(app)
    texts = []
    for email in (EMAIL, "nobody@example.jp"):
        answer = browser.post("/login", data={"email": email, "password": "wrong password"})
        assert answer.status_code == 422
        texts.append([line for line in answer.text.splitlines() if "mb-err" in line])
    assert texts[0] == texts[1]


@pytest.mark.parametrize("column", ["disabled_at", "closed_at"])
def test_a_stopped_or_closed_account_looks_unknown(app: Flask, database: Database, taro: str, column: str) -> None:
    with unit_of_work(database) as session:
        setattr(session.get(User, taro), column, clock.now())
    assert _try(app, password=PASSWORD) == 422


def test_the_time_tells_nobody_who_has_an_account() -> None:
    hasher = Hasher()
    # An unknown account is checked against a hash of the same cost: the same work, whatever the machine is busy with.
    assert extract_parameters(hasher._nobody) == extract_parameters(hasher.hash(PASSWORD))
    assert not hasher.check(None, "nobody has this password")


def test_a_copied_cookie_is_dead_after_sign_out(app: Flask, taro: str) -> None:
    browser = Browser(app).sign_in(EMAIL)
    copied = browser.client.get_cookie("session").value
    assert browser.post("/", "/logout").status_code == 303
    thief: FlaskClient = app.test_client()
    thief.set_cookie("session", copied)
    assert "/logout" not in thief.get("/").text
    thief.set_cookie("session", copied)
    assert thief.get("/account/").status_code == 303
    thief.set_cookie("session", copied)
    assert thief.post("/logout").status_code == 400


def test_whoever_was_signed_out_elsewhere_can_sign_in_again(app: Flask, database: Database, taro: str) -> None:
    browser = Browser(app).sign_in(EMAIL)
    with unit_of_work(database) as session:
        session.execute(update(UserSession).values(ended_at=clock.now(), ended_by="elsewhere"))
    assert browser.get("/account/").headers["Location"] == "/login?next=/account/"
    browser.sign_in(EMAIL)
    assert browser.get("/account/").status_code == 200


def test_the_cookie_is_a_new_one_at_sign_in(app: Flask, taro: str) -> None:
    browser = Browser(app)
    browser.get("/login")
    with browser.client.session_transaction() as cookie:
        cookie["planted"] = "by a stranger"
        cookie["_user_id"] = "planted"
        before = dict(cookie)
    browser.client.get("/login")  # a dead session: the cookie is emptied
    browser.sign_in(EMAIL)
    with browser.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["_user_id"] != before["_user_id"]
        assert cookie.get("csrf_token") != before.get("csrf_token")


def test_a_new_sign_in_ends_the_session_that_the_cookie_stood_for(app: Flask, taro: str) -> None:
    browser = Browser(app).sign_in(EMAIL)
    fields = browser.hidden("/account/profile", "/account/profile")
    old = browser.client.get_cookie("session").value
    data = {**fields, "email": EMAIL, "password": PASSWORD, "next": "/"}
    assert browser.client.post("/login", data=data).status_code == 303
    thief = app.test_client()
    thief.set_cookie("session", old)
    assert thief.get("/account/").status_code == 303
    assert browser.get("/account/").status_code == 200


@pytest.mark.parametrize("wanted", HOSTILE)
def test_no_way_leads_to_another_site(app: Flask, taro: str, wanted: str) -> None:
    browser = Browser(app)
    page = browser.client.get("/login", query_string={"next": wanted})
    assert page.status_code == 200
    assert 'name="next" value="/dashboard"' in page.text
    answer = browser.post("/login", data={"email": EMAIL, "password": PASSWORD, "next": wanted})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/dashboard")
    assert "a=b" not in str(answer.headers.getlist("Set-Cookie"))
    again = browser.client.get("/login", query_string={"next": wanted})
    assert again.headers["Location"] == "/dashboard"


def test_an_own_path_is_kept(app: Flask, taro: str) -> None:
    browser = Browser(app)
    answer = browser.get("/account/sessions?lang=en")
    assert answer.headers["Location"] == "/login?next=/account/sessions%3Flang%3Den"
    page = browser.post(answer.headers["Location"], "/login", data={"email": EMAIL, "password": PASSWORD})
    assert page.headers["Location"] == "/account/sessions?lang=en"


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.jp"])
def test_the_eleventh_try_is_not_made(app: Flask, taro: str, email: str) -> None:
    assert [_try(app, email) for _ in range(12)] == [422] * 10 + [429] * 2
    answer = Browser(app).post("/login", data={"email": email, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")


def test_tries_are_forgotten_after_a_quarter_of_an_hour(app: Flask, taro: str) -> None:
    assert [_try(app) for _ in range(11)][-1] == 429
    clock.configure("+17m")
    assert _try(app, password=PASSWORD) == 303


def test_right_passwords_do_not_count(app: Flask, taro: str) -> None:
    assert {_try(app, password=PASSWORD) for _ in range(12)} == {303}


def test_fifty_at_once_over_two_processes_get_ten_answers(make_app: MakeApp, taro: str) -> None:
    apps = [make_app(), make_app()]
    with ThreadPoolExecutor(50) as pool:
        codes = list(pool.map(lambda number: _try(apps[number % 2]), range(50)))
    assert sorted(codes) == [422] * 10 + [429] * 40


def test_a_network_fails_fifty_times(app: Flask) -> None:
    codes = [_try(app, f"n{number % 10}{number // 10}@example.jp") for number in range(51)]
    assert codes == [422] * 50 + [429]


def test_a_blocked_network_takes_no_tries_from_an_account(database: Database, app: Flask, taro: str) -> None:
    with unit_of_work(database) as session:
        for _ in range(SIGN_IN_NETWORK.most):
            count_try(session, SIGN_IN_NETWORK, network_of("127.0.0.1"))
    assert [_try(app) for _ in range(12)] == [429] * 12
    with unit_of_work(database) as session:
        assert all(count_try(session, SIGN_IN, EMAIL) for _ in range(SIGN_IN.most))
        assert not count_try(session, SIGN_IN, EMAIL)


def test_nobody_gets_twice_as_many_at_the_turn_of_a_window(database: Database) -> None:
    allowed = []
    for at in ("2026-11-24T09:14:50+09:00", "2026-11-24T09:15:10+09:00", "2026-11-24T09:29:00+09:00"):
        clock.configure(at)
        with unit_of_work(database) as session:
            allowed.append(sum(count_try(session, SIGN_IN, "a") for _ in range(15)))
    assert allowed == [10, 0, 0]
    clock.configure("2026-11-24T09:31:00+09:00")
    with unit_of_work(database) as session:
        assert count_try(session, SIGN_IN, "a")


def test_a_try_is_given_back_once(database: Database) -> None:
    with unit_of_work(database) as session:
        assert [count_try(session, SIGN_IN, "a") for _ in range(11)] == [True] * 10 + [False]
        give_back(session, SIGN_IN, "a")
        assert [count_try(session, SIGN_IN, "a") for _ in range(2)] == [True, False]
        give_back(session, SIGN_IN, "b")
        assert count_try(session, SIGN_IN, "b")


def test_old_counts_are_dropped(database: Database) -> None:
    with unit_of_work(database) as session:
        count_try(session, SIGN_IN, "a")
        assert forget_old(session) == 0
    clock.configure("+3d")
    with unit_of_work(database) as session:
        assert forget_old(session) == 2


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("2001:db8::9", "2001:db8::/48"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        (None, ""),
        ("nonsense", ""),
    ],
)
def test_networks(address: str | None, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(("staff", "minutes"), [(True, 30), (False, 8 * 60)])
def test_an_idle_session_ends(app: Flask, database: Database, staff: bool, minutes: int) -> None:
    with unit_of_work(database) as session:
        if staff:
            make_staff(session, make_office(session), EMAIL)
        else:
            make_user(session, EMAIL)
    browser = Browser(app).sign_in(EMAIL)
    clock.configure(f"+{minutes - 1}m")
    assert browser.get("/account/").status_code == 200
    clock.configure(f"+{2 * minutes - 2}m" if staff else f"+{minutes}m")
    assert browser.get("/account/").status_code == 200
    clock.configure(f"+{3 * minutes}m")
    assert browser.get("/account/").status_code == 303


def test_a_session_ends_after_twelve_hours(app: Flask, taro: str) -> None:
    browser = Browser(app).sign_in(EMAIL)
    for hours in (4, 8, 11):
        clock.configure(f"+{hours}h")
        assert browser.get("/account/").status_code == 200
    clock.configure("+12h")
    assert browser.get("/account/").status_code == 303


def test_a_clock_set_back_revives_nothing(app: Flask, database: Database, taro: str) -> None:
    browser = Browser(app).sign_in(EMAIL)
    assert browser.post("/", "/logout").status_code == 303
    clock.configure("-1d")
    assert browser.get("/account/").status_code == 303


def test_signing_in_hashes_with_todays_parameters(make_app: MakeApp, database: Database, taro: str) -> None:
    app = make_app(PASSWORD_HASHING="full")
    assert _try(app, password=PASSWORD) == 303
    with database.read() as session:
        stored = session.get(User, taro).password_hash
    assert not app.extensions["hasher"].is_old(stored)
    assert app.extensions["hasher"].check(stored, PASSWORD)
    assert Hasher(cheap=True).is_old(stored)
    assert _try(app, password=PASSWORD) == 303


def test_the_cookie_holds_no_more_than_the_row(app: Flask, database: Database, taro: str) -> None:
    browser = Browser(app).sign_in(EMAIL)
    with browser.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    with database.read() as session:
        row = session.scalars(select(UserSession)).one()
        assert token not in (row.id, row.token_hash)
        assert (row.network, row.seen_at - row.created_at) == ("127.0.0.0/24", timedelta(0))


def test_signing_in_and_out_is_in_the_record(app: Flask, database: Database, taro: str) -> None:
    browser = Browser(app).sign_in(EMAIL)
    browser.post("/", "/logout")
    with database.read() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert actions == ["account.sign-in", "account.sign-out"]


@pytest.mark.parametrize("path", ["/admin/accounts/", "/dashboard", "/admin/offices/"])
def test_staff_without_a_second_factor_set_it_up_first(make_app: MakeApp, database: Database, path: str) -> None:
    app = make_app(SECOND_FACTOR="staff")
    with unit_of_work(database) as session:
        make_user(session, "admin@example.jp", Role.ADMIN)
    browser = Browser(app).sign_in("admin@example.jp")
    if browser.get(path).status_code != 404:
        assert browser.get(path).headers["Location"] == "/account/second-factor"
    assert browser.get("/account/second-factor").status_code == 200
    assert browser.post("/", "/logout").status_code == 303


def test_members_need_no_second_factor(make_app: MakeApp, taro: str) -> None:
    browser = Browser(make_app(SECOND_FACTOR="staff")).sign_in(EMAIL)
    assert browser.get("/account/").status_code == 200
