"""Every page of the site, walked as a visitor: valid HTML5 with one h1, safe headers, and no write behind a GET."""

import re

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from tests.house.routes import PAGES

LANGUAGES = ("ja", "en")


def _details(client: FlaskClient) -> list[str]:
    """One detail page of each kind."""
    found = []
    for plural in ("companies", "technologies", "patents"):
        record = client.get(f"/api/v1/{plural}?per_page=1").json["results"][0]
        found.append(f"/{plural}/{record['id']}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_valid_html_with_one_heading(demo: FlaskClient, language: str) -> None:
    parser = html5lib.HTMLParser(strict=True)
    for address in [*PAGES, *_details(demo)]:
        joint = "&" if "?" in address else "?"
        page = demo.get(f"{address}{joint}lang={language}")
        assert page.status_code == 200, address
        parser.parse(page.text)
        assert len(re.findall(r"<h1[ >]", page.text)) == 1, address
        assert f'<html lang="{language}">' in page.text


@pytest.mark.parametrize(
    "address",
    ["/", "/search?q=a", "/companies/", "/no-such-page", "/api/v1/search?q=a", "/static/no", "/companies/?page=0"],
)
def test_headers_are_on_every_answer(demo: FlaskClient, address: str) -> None:
    headers = demo.get(address).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


LOOKS = ("search_looks", "company_looks")
"""The only tables that a GET of a visitor writes: rows are added, nothing else."""


def test_reading_changes_no_row_but_looks(demo_app: Flask, demo: FlaskClient) -> None:
    written: list[str] = []
    database = demo_app.extensions["database"]

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        written.append(statement)

    for engine in (database.writing, database.noting):
        event.listen(engine, "before_cursor_execute", note)
    for address in [*PAGES, *_details(demo)]:
        demo.get(address)
        demo.get(address, headers={"Referer": "http://localhost/search?q=めっき"})
    for engine in (database.writing, database.noting):
        event.remove(engine, "before_cursor_execute", note)
    adding = re.compile(rf"(PRAGMA|BEGIN)\b|INSERT INTO ({'|'.join(LOOKS)}) .* ON CONFLICT DO NOTHING", re.DOTALL)
    assert [statement for statement in written if not adding.match(statement)] == []
    assert {table for table in LOOKS if any(f"INTO {table} " in statement for statement in written)} == set(LOOKS)


@pytest.mark.parametrize("address", ["/companies/", "/technologies/", "/patents/", "/search?q=めっき"])
def test_a_list_takes_at_most_twelve_statements(demo_app: Flask, demo: FlaskClient, address: str) -> None:
    statements: list[str] = []
    engine = demo_app.extensions["database"].reading

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement != "BEGIN":
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    demo.get(address)
    event.remove(engine, "before_cursor_execute", note)
    assert len(statements) <= 12, statements


def test_the_demo_database_has_its_schema(demo_app: Flask) -> None:
    with demo_app.extensions["database"].read() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version"))
