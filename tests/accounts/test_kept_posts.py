"""A session that ends in mid-form: nothing typed is lost, nobody else sees it, and it is never sent by itself."""

import io

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.accounts.doors import is_kept
from app.accounts.models import KeptPost, User, UserSession
from app.accounts.service.keeping import MOST, keep_post
from app.accounts.service.retention import drop_kept
from app.core import clock
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from tests.accounts.conftest import EMAIL
from tests.people import PASSWORD, Browser, hidden_fields, make_user

TYPED = {"name": "新しい 名前", "phone": "029-301-0000", "language": "en"}


@pytest.fixture
def stale(app: Flask, taro: str) -> tuple[Browser, dict[str, str]]:
    """Taro with a form open, and its fields; the session has run out meanwhile."""
    browser = Browser(app).sign_in(EMAIL)
    fields = browser.hidden("/account/profile", "/account/profile")
    clock.configure("+9h")
    return browser, {**fields, **TYPED}


def test_what_was_typed_is_shown_after_signing_in_and_sent_by_the_person(
    stale: tuple[Browser, dict[str, str]], database: Database, taro: str
) -> None:
    browser, fields = stale
    answer = browser.client.post("/account/profile", data=fields)
    assert answer.status_code == 303
    login = answer.headers["Location"]
    assert login.startswith("/login?next=/account/kept/")
    answer = browser.post(login, "/login", data={"email": EMAIL, "password": PASSWORD})
    kept = answer.headers["Location"]
    with database.read() as session:
        assert session.get(User, taro).name == "見本 太郎"  # not sent by itself
    page = browser.get(kept)
    assert "新しい 名前" in page.text
    again = hidden_fields(page.text, "/account/profile")
    assert {name: again[name] for name in TYPED} == TYPED
    assert again["csrf_token"] != fields["csrf_token"]
    assert again["once"] != fields["once"]
    assert browser.client.post("/account/profile", data=again).headers["Location"] == "/account/"
    with database.read() as session:
        assert session.get(User, taro).name == "新しい 名前"
    assert kept in browser.get("/account/").text
    assert browser.post(kept, f"{kept}/discard").headers["Location"] == "/account/"
    assert browser.get(kept).status_code == 404


def test_a_session_that_was_revoked_keeps_nothing(stale: tuple[Browser, dict[str, str]], database: Database) -> None:
    browser, fields = stale
    with unit_of_work(database) as session:
        session.execute(update(UserSession).values(ended_at=clock.now(), ended_by="elsewhere"))
    assert browser.client.post("/account/profile", data=fields).status_code == 400
    with database.read() as session:
        assert session.scalars(select(KeptPost)).all() == []


def test_a_session_that_ran_out_long_ago_keeps_nothing(stale: tuple[Browser, dict[str, str]]) -> None:
    browser, fields = stale
    clock.configure("+8d")
    assert browser.client.post("/account/profile", data=fields).status_code == 400


def test_a_foreign_token_keeps_nothing(stale: tuple[Browser, dict[str, str]], app: Flask, database: Database) -> None:
    browser, fields = stale
    foreign = Browser(app).hidden("/login")["csrf_token"]
    for token in (foreign, "", "nonsense"):
        assert browser.client.post("/account/profile", data={**fields, "csrf_token": token}).status_code == 400
    with database.read() as session:
        assert session.scalars(select(KeptPost)).all() == []


def test_a_visitor_keeps_nothing(app: Flask, database: Database) -> None:
    browser = Browser(app)
    token = browser.hidden("/login")["csrf_token"]
    answer = browser.client.post("/account/profile", data={**TYPED, "csrf_token": token})
    assert answer.headers["Location"] == "/login?next=/dashboard"
    with database.read() as session:
        assert session.scalars(select(KeptPost)).all() == []


def test_nobody_else_sees_it(stale: tuple[Browser, dict[str, str]], app: Flask, database: Database) -> None:
    browser, fields = stale
    kept = browser.client.post("/account/profile", data=fields).headers["Location"].partition("next=")[2]
    with unit_of_work(database) as session:
        make_user(session, "other@example.jp")
    other = Browser(app).sign_in("other@example.jp")
    page = other.get(kept)
    assert (page.status_code, "新しい 名前" in page.text) == (404, False)
    token = other.hidden("/account/", "/logout")
    assert other.client.post(f"{kept}/discard", data=token).status_code == 404
    browser.sign_in(EMAIL)
    assert browser.get(kept).status_code == 200


def test_passwords_and_tokens_are_never_kept(stale: tuple[Browser, dict[str, str]], database: Database) -> None:
    browser, fields = stale
    secret = {"current_password": PASSWORD, "new_password": "lamps and chairs", "code": "123456", "my_secret": "x"}
    browser.client.post("/account/password", data={**fields, **secret})
    with database.read() as session:
        kept = session.scalars(select(KeptPost)).one()
        assert set(kept.fields) == set(TYPED)


@pytest.mark.parametrize(
    ("name", "path", "kept"),
    [
        ("code", "/admin/offices/", True),
        ("code", "/claims/x/confirm", False),
        ("Password", "/x", False),
        ("once", "/x", False),
        ("csrf_token", "/x", False),
        ("summary", "/x", True),
    ],
)
def test_which_fields_are_kept(name: str, path: str, kept: bool) -> None:
    assert is_kept(name, path) is kept


def test_files_must_be_chosen_again(stale: tuple[Browser, dict[str, str]], database: Database) -> None:
    browser, fields = stale
    data = {**fields, "proof": (io.BytesIO(b"%PDF-1.7"), "proof.pdf")}
    login = browser.client.post("/account/profile", data=data).headers["Location"]
    page = browser.post(login, "/login", data={"email": EMAIL, "password": PASSWORD}).headers["Location"]
    assert "ファイルは残っていません" in browser.get(page).text


def test_what_was_typed_is_shown_as_text(stale: tuple[Browser, dict[str, str]]) -> None:
    browser, fields = stale
    evil = '"><script>alert(1)</script>'
    login = browser.client.post("/account/profile", data={**fields, "name": evil, evil: "x"}).headers["Location"]
    page = browser.post(login, "/login", data={"email": EMAIL, "password": PASSWORD}).headers["Location"]
    text = browser.get(page).text
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_it_goes_after_seven_days(stale: tuple[Browser, dict[str, str]], database: Database) -> None:
    browser, fields = stale
    kept = browser.client.post("/account/profile", data=fields).headers["Location"].partition("next=")[2]
    clock.configure("+8d")
    browser.client.delete_cookie("session")
    browser.sign_in(EMAIL)
    assert browser.get(kept).status_code == 404
    with unit_of_work(database) as session:
        assert (drop_kept(session), drop_kept(session)) == (1, 0)


def test_one_person_has_a_bounded_number(database: Database, taro: str) -> None:
    with unit_of_work(database) as session:
        for number in range(MOST + 5):
            clock.configure(f"+{number}m")
            keep_post(session, taro, "/x", {"n": [str(number)]}, had_files=False)
        kept = {row.fields["n"][0] for row in session.scalars(select(KeptPost))}
    assert kept == {str(number) for number in range(5, MOST + 5)}


def test_a_page_that_was_asked_for_opens_after_signing_in(stale: tuple[Browser, dict[str, str]]) -> None:
    browser, _fields = stale
    assert browser.get("/account/sessions").headers["Location"] == "/login?next=/account/sessions"
