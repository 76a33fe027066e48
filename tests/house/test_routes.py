"""Every route is classified, typed, and spelt the same way; what is not listed here does not exist."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.access import MACHINE, PUBLIC, access_of
from tests.house.routes import ROUTES


def _rules(app: Flask) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            found[f"{method} {rule.rule}"] = access_of(app.view_functions[rule.endpoint])
    return found


def test_the_list_of_routes_is_the_sites(app: Flask) -> None:
    assert _rules(app) == ROUTES


def test_only_get_and_post_are_offered(app: Flask) -> None:
    assert {rule.split()[0] for rule in _rules(app)} == {"GET", "POST"}


def test_addresses_are_kebab_case(app: Flask) -> None:
    assert [
        rule
        for rule in _rules(app)
        if not re.fullmatch(r"(GET|POST) (/|[a-z0-9.-]|<[a-z]+(\([^)]*\))?:[a-z_]+>)+", rule)
    ] == []


@pytest.mark.parametrize("mark", [PUBLIC, MACHINE])
def test_both_marks_are_in_use(mark: str) -> None:
    assert mark in ROUTES.values()


def test_figures_are_shut_to_strangers(client: FlaskClient) -> None:
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 404


def test_a_forwarded_visitor_is_no_machine(client: FlaskClient) -> None:
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
