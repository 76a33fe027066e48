"""Every route is classified, typed, and spelt the same way; what is not listed here does not exist."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.access import MACHINE, PUBLIC, access_of
from tests.house.routes import ROUTES


def _rules(app: Flask) -> dict[str, tuple[str | None, set[str]]]:
    found: dict[str, tuple[str | None, set[str]]] = {}
    for rule in app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        found[rule.rule] = (access_of(app.view_functions[rule.endpoint]), methods)
    return found


def test_the_list_of_routes_is_the_sites(app: Flask) -> None:
    assert {rule: mark for rule, (mark, _) in _rules(app).items()} == ROUTES


def test_only_reading_is_offered(app: Flask) -> None:
    assert {rule for rule, (_, methods) in _rules(app).items() if methods - {"GET"}} == set()


def test_addresses_are_kebab_case(app: Flask) -> None:
    assert [
        rule for rule in _rules(app) if not re.fullmatch(r"(/|[a-z0-9.-]|<[a-z]+(\([^)]*\))?:[a-z_]+>)+", rule)
    ] == []


@pytest.mark.parametrize("mark", [PUBLIC, MACHINE])
def test_both_marks_are_in_use(mark: str) -> None:
    assert mark in ROUTES.values()


def test_figures_are_shut_to_strangers(client: FlaskClient) -> None:
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 404


def test_a_forwarded_visitor_is_no_machine(client: FlaskClient) -> None:
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
