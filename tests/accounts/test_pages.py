"""Every page of accounts is valid HTML5 with one heading, in both languages, and reading writes nothing but looks."""

import re

import html5lib
import pytest
from flask import Flask
from sqlalchemy import event

from app.accounts.passwords import problem_with, words_of
from app.accounts.service.keeping import keep_post
from app.core.actor import Role
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from tests.accounts.letters import letters
from tests.people import PASSWORD, Browser, make_user

VISITOR = ("/login", "/register", "/register/sent", "/register/done", "/password/reset", "/password/reset/sent")
OWN = ("", "profile", "password", "email", "email/done", "email/half", "sessions", "second-factor", "data", "close")


@pytest.fixture
def pages(app: Flask, database: Database) -> tuple[Browser, list[str]]:
    """An administrator who may see every page, and the pages."""
    with unit_of_work(database) as session:
        user = make_user(session, "admin@example.jp", Role.ADMIN)
        kept = keep_post(session, user.id, "/account/profile", {"name": ["a", "b"], "odd name": ["c"]}, had_files=True)
        make_user(session, "waits@example.jp").confirmed_at = None
        user_id = user.id
    Browser(app).post("/password/reset", data={"email": "admin@example.jp"})
    Browser(app).post("/register", data={"name": "n", "email": "r@example.jp", "password": "chairs and lamps"})
    browser = Browser(app).sign_in("admin@example.jp")
    browser.post("/account/email", "/account/email", data={"email": "x@example.jp", "current_password": PASSWORD})
    browser.post("/account/second-factor", "/account/second-factor/start", data={"current_password": PASSWORD})
    links = [letter.link for letter in letters(database) if letter.link]
    dead = ["/register/confirm/x", "/password/reset/x", "/account/email/confirm/x"]
    private = [f"/account/{page}" for page in OWN] + [f"/account/kept/{kept}"]
    admin = ["/admin/accounts/", "/admin/accounts/?q=zzz", f"/admin/accounts/{user_id}"]
    return browser, [*private, *links, *dead, *admin]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_pages_are_valid_html_with_one_heading(app: Flask, pages: tuple[Browser, list[str]], language: str) -> None:
    browser, addresses = pages
    parser = html5lib.HTMLParser(strict=True)
    for who, found in ((Browser(app), VISITOR), (browser, addresses)):
        for address in found:
            page = who.get(f"{address}{'&' if '?' in address else '?'}lang={language}")
            assert page.status_code == (404 if address.endswith("/x") else 200), address
            parser.parse(page.text)
            assert len(re.findall(r"<h1[ >]", page.text)) == 1, address
            ids = re.findall(r' id="([^"]+)"', page.text)
            assert len(ids) == len(set(ids)), address
            assert "style=" not in page.text
            assert "placeholder" not in page.text


def test_reading_changes_no_row(app: Flask, database: Database, pages: tuple[Browser, list[str]]) -> None:
    browser, addresses = pages
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        written.append(statement)

    engine = app.extensions["database"].writing
    event.listen(engine, "before_cursor_execute", note)
    for address in addresses:
        if not address.startswith("/admin/"):  # those looks are noted on purpose
            browser.get(address)
    event.remove(engine, "before_cursor_execute", note)
    assert written == []


@pytest.mark.parametrize("people", [1, 3, 40])
def test_the_list_of_accounts_takes_the_same_statements(app: Flask, database: Database, people: int) -> None:
    with unit_of_work(database) as session:
        make_user(session, "admin@example.jp", Role.ADMIN)
        for number in range(people):
            make_user(session, f"n{number}@example.jp", Role.REVIEWER)
    browser = Browser(app).sign_in("admin@example.jp")
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement != "BEGIN":
            statements.append(statement)

    engine = app.extensions["database"].reading
    event.listen(engine, "before_cursor_execute", note)
    browser.get("/admin/accounts/")
    event.remove(engine, "before_cursor_execute", note)
    assert len(statements) <= 12, statements


@pytest.mark.parametrize(
    ("password", "staff", "is_good"),
    [
        ("chairs and lamps", True, True),
        ("12345678", False, False),
        ("aaaabbbb", False, False),
        ("hanako.yamada", False, False),
        ("HANAKO-1999", False, False),
        ("yamada2026!", False, False),
        ("yamada and lamps", False, True),
        ("茨城の干し芋はおいしい", False, True),
        ("x1y2z3w4", False, True),
        ("eleven char", True, False),
    ],
)
def test_what_may_be_a_password(password: str, staff: bool, is_good: bool) -> None:
    words = words_of("山田 花子", "hanako.yamada@example.jp")
    assert (problem_with(password, is_staff=staff, words=words) is None) is is_good
