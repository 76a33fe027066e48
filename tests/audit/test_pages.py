"""The record of acts: who may read it, and what they see."""

import csv
import io

import pytest
from flask import Flask

from app.audit.service import record
from app.core.actor import Actor, Role
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from tests.people import Browser, make_office, make_staff, make_user


@pytest.fixture
def auditor(app: Flask, database: Database) -> Browser:
    with unit_of_work(database) as session:
        make_user(session, "auditor@example.jp", Role.AUDITOR)
        someone = make_user(session, "taro@example.jp", name="記録 太郎")
    with unit_of_work(app.extensions["database"]) as session:
        record(session, Actor(someone.id), "claim.approve", ("claim", "=c1"), details={"state": "approved"})
        record(session, Actor(someone.id), "office.change", ("office", "o1"))
    return Browser(app).sign_in("auditor@example.jp")


def test_the_list_names_people_and_acts(auditor: Browser) -> None:
    page = auditor.get("/admin/audit/").text
    assert "記録 太郎" in page
    assert "claim.approve" in page


def test_the_list_is_narrowed_by_action(auditor: Browser) -> None:
    page = auditor.get("/admin/audit/?action=claim.approve").text
    assert "<code>claim.approve</code>" in page
    assert "<code>office.change</code>" not in page


def test_the_export_has_no_live_formula(auditor: Browser) -> None:
    rows = list(csv.DictReader(io.StringIO(auditor.get("/admin/audit/entries.csv").text.lstrip("\ufeff"))))
    assert [row["action"] for row in rows] == ["account.sign-in", "office.change", "claim.approve"]
    assert rows[2]["subject"] == "'=c1"


@pytest.mark.parametrize("address", ["/admin/audit/", "/admin/audit/entries.csv"])
def test_officials_do_not_read_it(app: Flask, database: Database, address: str) -> None:
    with unit_of_work(database) as session:
        make_staff(session, make_office(session), "official@example.jp")
    assert Browser(app).sign_in("official@example.jp").get(address).status_code == 403
