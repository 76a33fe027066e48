"""Signing in and out: sessions are rows, and what is signed out stays out."""

from flask import Flask
from flask.testing import FlaskClient

from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from tests.people import Browser, make_user


def test_a_right_password_lets_in(app: Flask, database: Database) -> None:
    with unit_of_work(database) as session:
        make_user(session, "taro@example.jp")
    answer = Browser(app).post("/login", data={"email": "ＴＡＲＯ@example.jp", "password": "correct horse battery"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/dashboard")


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(app: Flask, database: Database) -> None:
    with unit_of_work(database) as session:
        make_user(session, "taro@example.jp")
    browser = Browser(app)
    texts = []
    for email in ("taro@example.jp", "nobody@example.jp"):
        answer = browser.post("/login", data={"email": email, "password": "wrong password"})
        assert answer.status_code == 422
        texts.append([line for line in answer.text.splitlines() if "mb-err" in line])
    assert texts[0] == texts[1]


def test_a_copied_cookie_is_dead_after_sign_out(app: Flask, database: Database) -> None:
    with unit_of_work(database) as session:
        make_user(session, "taro@example.jp")
    browser = Browser(app).sign_in("taro@example.jp")
    copied = browser.client.get_cookie("session").value
    assert browser.post("/", "/logout").status_code == 303
    thief: FlaskClient = app.test_client()
    thief.set_cookie("session", copied)
    assert "/logout" not in thief.get("/").text
    assert thief.post("/logout").status_code == 400
