"""The matrix: every route × every kind of person answers as its mark says, and no POST counts without its token."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.actor import OFFICE_ROLES, Role
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from app.offices.states import ROLES_OF, OfficeKind
from app.web.access import MACHINE, PUBLIC, SIGNED_IN
from tests.house.routes import ROUTES
from tests.people import Browser, make_office, make_staff, make_user

PEOPLE: Final = ("visitor", *Role)
_ENDS_THE_SESSION: Final = ("POST /logout",)
_OFFICE_OF: Final = {role: kind for kind, roles in ROLES_OF.items() for role in roles}


def _address(rule: str) -> str:
    """A path of this rule that names nothing."""
    path = rule.split(" ", 1)[1]
    path = re.sub(r"<any\(([^,)]+)[^)]*\):\w+>", r"\1", path)
    return re.sub(r"<int:\w+>", "7", re.sub(r"<(?:string|path):\w+>", "nothing-here", path))


@pytest.fixture
def people(app: Flask, database: Database) -> dict[str, Browser]:
    """One person of each kind, signed in."""
    with unit_of_work(database) as session:
        for role in Role:
            if role in OFFICE_ROLES:
                kind = OfficeKind.PREFECTURE if role in ROLES_OF[OfficeKind.PREFECTURE] else _OFFICE_OF[role]
                make_staff(session, make_office(session, role, kind=kind), f"{role}@example.jp", role)
            else:
                make_user(session, f"{role}@example.jp", *([] if role == Role.MEMBER else [role]))
    with database.read() as session:
        app.extensions["search"].rebuild(session)
    browsers = {str(role): Browser(app).sign_in(f"{role}@example.jp") for role in Role}
    return browsers | {"visitor": Browser(app)}


def _token(browser: Browser, who: str) -> dict[str, str]:
    page, action = ("/login", "/login") if who == "visitor" else ("/", "/logout")
    return {name: value for name, value in browser.hidden(page, action).items() if name == "csrf_token"}


def _ask(client: FlaskClient, route: str, data: dict[str, str]) -> tuple[int, str]:
    method = route.split(" ", 1)[0]
    answer = client.open(_address(route), method=method, data=data if method == "POST" else None)
    found = answer.status_code, answer.headers.get("Location", "")
    answer.close()
    return found


def _walked() -> Iterator[tuple[str, str]]:
    yield from ((route, mark) for route, mark in ROUTES.items() if route not in _ENDS_THE_SESSION and mark != MACHINE)


def _is_right(who: str, mark: str, status: int, location: str) -> bool:
    """Whether an answer is one that the mark allows to this person."""
    to_sign_in = status == 303 and location.startswith("/login?next=")
    if status >= 500:
        return False
    if mark == PUBLIC:
        return not to_sign_in and status != 403
    if who == "visitor":
        return to_sign_in
    if mark == SIGNED_IN or who in mark.split("|"):
        return not to_sign_in
    return status == 403


@pytest.mark.parametrize("who", PEOPLE)
def test_every_route_answers_as_its_mark_says(people: dict[str, Browser], who: str) -> None:
    browser, wrong = people[who], {}
    token = _token(browser, who)
    for route, mark in _walked():
        status, location = _ask(browser.client, route, token)
        if not _is_right(who, mark, status, location):
            wrong[route] = (mark, status, location)
    assert wrong == {}


@pytest.mark.parametrize("who", ["visitor", "member", "admin"])
@pytest.mark.parametrize("token", [{}, {"csrf_token": "forged"}])
def test_no_post_counts_without_its_token(people: dict[str, Browser], who: str, token: dict[str, str]) -> None:
    client, counted = people[who].client, {}
    for route, _mark in _walked():
        if route.startswith("POST ") and not _address(route).startswith("/api/"):
            status, _location = _ask(client, route, token)
            if status not in (400, 413):
                counted[route] = status
    assert counted == {}


def test_a_token_of_another_session_counts_nowhere(people: dict[str, Browser]) -> None:
    foreign = _token(people["chief"], "chief")
    counted = {
        route: status
        for route, _mark in _walked()
        if route.startswith("POST ")
        and not _address(route).startswith("/api/")
        and (status := _ask(people["admin"].client, route, foreign)[0]) != 400
    }
    assert counted == {}


def test_everyone_has_a_dashboard(people: dict[str, Browser]) -> None:
    assert {who: browser.get("/dashboard").status_code for who, browser in people.items() if who != "visitor"} == {
        str(role): 200 for role in Role
    }
