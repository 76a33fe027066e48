"""How often one network may ask."""

from collections.abc import Callable

from flask import Flask

MakeApp = Callable[..., Flask]


def test_the_301st_question_of_a_minute_is_refused_and_suggestions_are_counted_apart(make_app: MakeApp) -> None:
    client = make_app(RATE_LIMITS="on").test_client()
    statuses = [client.get("/api/v1/reference/industries?level=x").status_code for _ in range(301)]
    assert statuses.count(429) in (1, 0)  # 0 only if a minute began meanwhile
    refused = client.get("/api/v1/companies")
    if 429 in statuses:
        assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
        assert int(refused.headers["Retry-After"]) <= 60
    assert client.get("/api/v1/suggest?q=a").status_code == 200


def test_limits_can_be_off_for_measuring(make_app: MakeApp) -> None:
    client = make_app(RATE_LIMITS="off").test_client()
    assert {client.get("/api/v1/reference/industries?level=x").status_code for _ in range(302)} == {400}
