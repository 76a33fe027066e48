"""How often one network may ask."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.limits import limiter

MakeApp = Callable[..., Flask]
CHEAP = "/api/v1/reference/industries?level=major"


@pytest.fixture(autouse=True)
def _others_are_left_alone() -> Iterator[None]:
    """The limiter is one a process: count from nothing, and leave it as the other tests' sites have it."""
    was_on = limiter.enabled
    yield
    if limiter.enabled:
        limiter.reset()
    limiter.enabled = was_on


@pytest.fixture
def limited(make_app: MakeApp) -> FlaskClient:
    """A visitor of a site with limits."""
    return make_app(RATE_LIMITS="on").test_client()


def test_a_network_may_ask_300_times_a_minute_over_all_routes_and_suggestions_are_counted_apart(
    limited: FlaskClient,
) -> None:
    statuses = [limited.get(CHEAP).status_code for _ in range(300)]
    refused = limited.get("/api/v1/companies")
    if set(statuses) == {200} and refused.status_code == 200:
        pytest.skip("a minute began meanwhile")
    assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert limited.get("/api/v1/suggest?q=a").status_code == 200


def test_limits_can_be_off_for_measuring(make_app: MakeApp) -> None:
    client = make_app(RATE_LIMITS="off").test_client()
    assert {client.get(CHEAP).status_code for _ in range(302)} == {200}
