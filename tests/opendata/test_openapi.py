"""The OpenAPI document: it has every route and no other, and the answers are as it says."""

import re
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.kinds import KindRegister

PREFIX = "/api/v1/"


def real_routes(app: Flask) -> set[tuple[str, str]]:
    """(method, path as OpenAPI writes it) of every route of the API that the site has."""
    kinds: KindRegister = app.extensions["kinds"]
    found = set()
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(PREFIX):
            continue
        for plural in [kind.plural for kind in kinds] if "plural" in rule.arguments else [""]:
            path = re.sub(r"<[^>]*\bplural>", plural, rule.rule)
            path = re.sub(r"<(?:[^:>]*:)?(\w+?)_?>", r"{\1}", path)
            found |= {(method, path) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    return found


def test_the_document_has_every_route_and_no_other(app: Flask) -> None:
    paths: dict[str, Any] = app.test_client().get("/api/v1/openapi.json").get_json()["paths"]
    documented = {(method.upper(), path) for path, operations in paths.items() for method in operations}
    assert documented == real_routes(app)


def test_the_document_is_openapi_3_1_in_both_languages(client: FlaskClient) -> None:
    for language in ("ja", "en"):
        answer = client.get("/api/v1/openapi.json", headers={"Accept-Language": language})
        assert answer.get_json()["openapi"] == "3.1.0"
        names = [one["get"]["operationId"] for one in answer.get_json()["paths"].values()]
        assert len(names) == len(set(names))


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that can stand alone."""
    return schema | {"components": document["components"]}


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/api/v1/search", "/api/v1/search?q=株式会社 めっき"),
        ("/api/v1/search", "/api/v1/search"),
        ("/api/v1/suggest", "/api/v1/suggest?q=株"),
        ("/api/v1/companies", "/api/v1/companies?closed=1&per_page=100"),
        ("/api/v1/technologies", "/api/v1/technologies?per_page=100"),
        ("/api/v1/patents", "/api/v1/patents?per_page=100"),
        ("/api/v1/reference/municipalities", "/api/v1/reference/municipalities?prefecture=all&former=1"),
        ("/api/v1/reference/industries", "/api/v1/reference/industries"),
    ],
)
def test_an_answer_is_as_its_schema_says(demo: FlaskClient, path: str, address: str) -> None:
    document = demo.get("/api/v1/openapi.json").get_json()
    schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    validator = jsonschema_rs.validator_for(resolved(document, schema))
    assert [error.message for error in validator.iter_errors(demo.get(address).get_json())] == []


def test_a_problem_is_as_its_schema_says(demo: FlaskClient) -> None:
    document = demo.get("/api/v1/openapi.json").get_json()
    schema = document["components"]["schemas"]["Problem"]
    for address in ("/api/v1/companies/0", "/api/v1/companies?page=0", "/api/v1/nothing"):
        validator = jsonschema_rs.validator_for(resolved(document, schema))
        assert [error.message for error in validator.iter_errors(demo.get(address).get_json())] == []
