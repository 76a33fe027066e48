"""The demo's people: each signs in, sees the day's work of their role, and has the cases that the demo tells of."""

import pytest
from flask import Flask

from app.core.db import Database
from app.core.errors import ConfigurationError
from app.core.unit_of_work import unit_of_work
from app.demo.people import PASSWORD, PEOPLE
from app.demo.service import load_demo
from tests.people import Browser, make_user

WAITS = {
    "official@demo.example": ("/admin/claims/", "/admin/publications/", "/admin/corrections/"),
    "chief@demo.example": ("/admin/claims/", "/admin/publications/", "/admin/corrections/"),
    "chamber@demo.example": ("/admin/vouchers/",),
    "owner2@demo.example": ("/publications/",),
}


def test_everyone_signs_in_and_sees_their_day(app: Flask, database: Database) -> None:
    load_demo(database, app.extensions["search"], app.extensions["hasher"], firms=0)
    for person in PEOPLE:
        browser = Browser(app).sign_in(person.email, PASSWORD)
        page = browser.get("/dashboard")
        assert page.status_code == 200, person.email
        assert person.name in page.text
        main = page.text.partition("<main")[2]
        assert [wait for wait in WAITS.get(person.email, ()) if f'href="{wait}' not in main] == [], person.email


def test_the_demo_keeps_off_real_people(app: Flask, database: Database) -> None:
    with unit_of_work(database) as session:
        make_user(session, "taro@example.jp")
    with pytest.raises(ConfigurationError):
        load_demo(database, app.extensions["search"], app.extensions["hasher"], firms=0)
