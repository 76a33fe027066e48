"""Registering: nobody learns who has an account, and nothing is confirmed but by the owner of the address."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User, UserRole, UserToken
from app.accounts.queries import find_by_email
from app.accounts.sessions import token_hash
from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from tests.accounts.conftest import EMAIL
from tests.accounts.letters import letters, link_of
from tests.people import Browser

GOOD = {"name": "見本 太郎", "email": "new@example.jp", "password": "chairs and lamps"}


def _register(app: Flask, **changes: str):
    return Browser(app).post("/register", data={**GOOD, **changes})


def _user(database: Database, email: str = GOOD["email"]) -> User | None:
    with database.read() as session:
        user = find_by_email(session, email)
        if user is not None:
            session.expunge(user)
        return user


def test_register_confirm_and_sign_in(app: Flask, database: Database) -> None:
    answer = _register(app)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/register/sent")
    link = link_of(letters(database))
    browser = Browser(app)
    assert _user(database).confirmed_at is None
    answer = browser.post(link)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/register/done")
    browser.sign_in(GOOD["email"], GOOD["password"])
    assert browser.get("/account/").status_code == 200


def test_looking_at_the_link_confirms_nobody(app: Flask, database: Database) -> None:
    _register(app)
    link = link_of(letters(database))
    answer = Browser(app).get(link)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert _user(database).confirmed_at is None


def test_a_link_confirms_once(app: Flask, database: Database) -> None:
    _register(app)
    link = link_of(letters(database))
    fields = Browser(app).hidden(link)
    first = Browser(app)
    assert first.post(link).status_code == 303
    second = Browser(app)
    token = second.hidden("/login")["csrf_token"]
    assert second.client.post(link, data={"csrf_token": token}).status_code == 404
    assert "/register" in second.get(link).text
    assert fields["csrf_token"]


@pytest.mark.parametrize("change", ["expired", "unknown", "other purpose"])
def test_a_link_that_is_over_confirms_nobody(app: Flask, database: Database, change: str) -> None:
    _register(app)
    link = link_of(letters(database))
    if change == "unknown":
        link = "/register/confirm/" + "x" * 43
    if change == "other purpose":
        with unit_of_work(database) as session:
            session.scalars(select(UserToken)).one().purpose = "reset"
    if change == "expired":
        clock.configure("+24h")
    browser = Browser(app)
    token = browser.hidden("/login")["csrf_token"]
    assert browser.client.post(link, data={"csrf_token": token}).status_code == 404
    assert _user(database).confirmed_at is None


def test_the_link_is_kept_as_a_hash(app: Flask, database: Database) -> None:
    _register(app)
    token = link_of(letters(database)).rpartition("/")[2]
    with database.read() as session:
        assert session.scalars(select(UserToken.hash)).all() == [token_hash(token)]
    assert len(token) >= 43


def test_a_known_address_gets_the_same_answer_and_another_letter(app: Flask, database: Database, taro: str) -> None:
    unknown, known = _register(app), _register(app, email=EMAIL)
    assert known.status_code == unknown.status_code == 303
    assert known.headers["Location"] == unknown.headers["Location"]
    assert known.data == unknown.data
    first, second = letters(database)
    assert first.link.startswith("/register/confirm/")
    assert (second.user_id, second.link, second.subject.message) == (taro, "/password/reset", "登録があります")
    assert _user(database, EMAIL).name == "見本 太郎"


def test_a_known_address_keeps_its_password(app: Flask, database: Database, taro: str) -> None:
    before = _user(database, EMAIL).password_hash
    _register(app, email=EMAIL)
    assert _user(database, EMAIL).password_hash == before


def test_a_strangers_password_is_not_confirmed_by_an_older_link(app: Flask, database: Database) -> None:
    _register(app)
    own = link_of(letters(database))
    _register(app, password="a stranger waits here", name="他人")
    browser = Browser(app)
    assert browser.get(own).status_code == 404
    assert _user(database).confirmed_at is None


def test_unconfirmed_people_are_told_only_after_the_right_password(app: Flask, database: Database) -> None:
    _register(app)
    letters(database)
    wrong = Browser(app).post("/login", data={"email": GOOD["email"], "password": "not this one"})
    assert (wrong.status_code, "メールの確認がまだです" in wrong.text) == (422, False)
    browser = Browser(app)
    right = browser.post("/login", data={"email": GOOD["email"], "password": GOOD["password"]})
    assert right.headers["Location"] == "/register/waiting"
    assert browser.get("/account/").status_code == 303
    assert browser.post("/register/waiting", "/register/again").headers["Location"] == "/register/sent"
    assert link_of(letters(database)).startswith("/register/confirm/")


def test_the_letter_is_sent_again_only_so_often(app: Flask, database: Database) -> None:
    _register(app)
    browser = Browser(app)
    browser.post("/login", data={"email": GOOD["email"], "password": GOOD["password"]})
    codes = [browser.post("/register/waiting", "/register/again").status_code for _ in range(3)]
    assert codes == [303, 303, 429]


def test_a_visitor_cannot_send_letters_again(app: Flask, database: Database) -> None:
    browser = Browser(app)
    token = browser.hidden("/login")["csrf_token"]
    answer = browser.client.post("/register/again", data={"csrf_token": token})
    assert answer.headers["Location"] == "/login"
    assert letters(database) == []


def test_one_network_registers_ten_an_hour(app: Flask, database: Database) -> None:
    codes = [_register(app, email=f"n{number}@example.jp").status_code for number in range(11)]
    assert codes == [303] * 10 + [429]
    clock.configure("+70m")
    assert _register(app, email="later@example.jp").status_code == 303


def test_one_address_gets_three_letters_an_hour(app: Flask, database: Database, taro: str) -> None:
    codes = {_register(app, email=EMAIL).status_code for _ in range(5)}
    assert codes == {303}
    assert len(letters(database)) == 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "no address"}, "メールアドレスを確認してください"),
        ({"email": "a@b@example.jp"}, "メールアドレスを確認してください"),
        ({"email": "a@example.jp\r\nBcc: b@example.jp"}, "メールアドレスを確認してください"),
        ({"name": ""}, "お名前を入力してください"),
        ({"name": "x" * 81}, "80文字まで"),
        ({"password": "short"}, "8文字以上"),
        ({"password": "password1"}, "当てられやすい"),
        ({"password": "new@example.jp"}, "当てられやすい"),
        ({"name": "Hanako Yamada", "password": "Yamada-20260101"}, "当てられやすい"),
        ({"password": "x" * 129}, "128文字まで"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(app: Flask, database: Database, change, words: str) -> None:
    answer = _register(app, **change)
    assert answer.status_code == 422
    assert words in answer.text
    assert GOOD["password"] not in answer.text
    assert _user(database) is None


def test_line_breaks_in_a_name_make_no_header(app: Flask, database: Database) -> None:
    _register(app, name="太郎\r\nBcc: all@example.jp\x00")
    assert _user(database).name == "太郎 Bcc: all@example.jp"
    assert all("太郎" not in str(line.values) + line.message for letter in letters(database) for line in letter.lines)


def test_only_the_fields_of_the_form_count(app: Flask, database: Database) -> None:
    extra = {column.name: "2026-01-01T00:00:00+00:00" for column in User.__table__.columns}
    _register(app, **{**extra, **GOOD, "role": "admin", "roles": "admin", "is_demo": "1"})
    user = _user(database)
    assert (user.confirmed_at, user.is_demo, user.totp_secret, user.phone, user.closed_at) == (
        None,
        False,
        "",
        "",
        None,
    )
    assert user.id != extra["id"]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(UserRole)) == 0


def test_a_form_sent_twice_makes_one_account_and_one_letter(app: Flask, database: Database) -> None:
    browser = Browser(app)
    fields = {**browser.hidden("/register"), **GOOD}
    assert [browser.client.post("/register", data=fields).status_code for _ in range(2)] == [303, 303]
    assert len(letters(database)) == 1


def test_the_address_of_a_closed_account_is_free(app: Flask, database: Database, taro: str) -> None:
    with unit_of_work(database) as session:
        user = session.get(User, taro)
        user.closed_at, user.name = clock.now() - timedelta(days=3), "退会した利用者"
    assert _register(app, email=EMAIL).status_code == 303
    with database.read() as session:
        old, new = session.get(User, taro), find_by_email(session, EMAIL)
        assert (old.email, old.erased_at is not None) == (None, True)
        assert new.id != taro


def test_registering_and_confirming_are_in_the_record_without_personal_values(app: Flask, database: Database) -> None:
    _register(app)
    Browser(app).post(link_of(letters(database)))
    with database.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
        user = find_by_email(session, GOOD["email"])
        assert [(e.action, e.subject_id, e.details) for e in entries] == [
            ("account.register", user.id, {}),
            ("account.confirm", user.id, {}),
        ]
