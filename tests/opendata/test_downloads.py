"""Whole kinds as files, on the demo site and on a database of our own."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from app.opendata import records
from app.technologies.kind import TechnologyKind
from app.technologies.models import Technology

KINDS = ("companies", "technologies", "patents")


def technology(number: int, **changes: Any) -> Technology:
    """A technology, changed as wanted."""
    values: dict[str, Any] = {
        "id": f"t{number}",
        "code": f"T-{number:05}",
        "title": f"技術{number}",
        "summary": "",
        "description": "",
        "problems": [],
        "keywords": [],
        "owner_name": "",
        "ipc": [],
        "stage": "",
        "url": "",
        "is_it": False,
        "is_sample": False,
        "source": "headed",
        "source_on": date(2026, 11, 1),
        "fresh_on": date(2026, 11, 1),
        "updated_at": datetime(2026, 11, 1, tzinfo=UTC),
    }
    return Technology(**values | changes)


def rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    text = client.get(address).data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("plural", KINDS)
def test_the_file_holds_what_the_list_counts_in_the_same_order(demo: FlaskClient, plural: str) -> None:
    listed = demo.get(f"/api/v1/{plural}?per_page=100").get_json()
    found = [row["id"] for row in rows(demo, f"/api/v1/downloads/{plural}.csv")]
    assert len(found) == listed["total"]
    assert found[:100] == [one["id"] for one in listed["results"]]


@pytest.mark.parametrize("plural", KINDS)
def test_json_lines_hold_the_records_of_the_api(demo: FlaskClient, plural: str) -> None:
    answer = demo.get(f"/api/v1/downloads/{plural}.jsonl")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.content_type == "application/x-ndjson"
    assert lines[:5] == demo.get(f"/api/v1/{plural}?per_page=5").get_json()["results"]


@pytest.mark.parametrize("plural", KINDS)
def test_the_dictionary_explains_every_column_of_the_file(demo: FlaskClient, plural: str) -> None:
    explained = rows(demo, f"/api/v1/downloads/{plural}.dictionary.csv")
    assert [row["column"] for row in explained] == list(rows(demo, f"/api/v1/downloads/{plural}.csv")[0])
    assert all(row["type"] and row["description"] for row in explained)


def test_the_file_is_utf8_with_a_mark_for_spreadsheets(demo: FlaskClient) -> None:
    answer = demo.get("/api/v1/downloads/technologies.csv")
    assert answer.data.startswith(b"\xef\xbb\xbfid,url,")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=technologies.csv"


def test_closed_firms_are_in_the_file_only_if_asked_for(demo: FlaskClient) -> None:
    open_only = rows(demo, "/api/v1/downloads/companies.csv")
    everyone = rows(demo, "/api/v1/downloads/companies.csv?closed=1")
    assert not any(row["closed_on"] for row in open_only)
    assert [row for row in everyone if not row["closed_on"]] == open_only
    assert len(everyone) > len(open_only)


def test_a_file_that_the_client_has_is_not_sent_again(demo: FlaskClient) -> None:
    first = demo.get("/api/v1/downloads/companies.csv")
    again = {"If-None-Match": first.headers["ETag"]}
    assert demo.get("/api/v1/downloads/companies.csv", headers=again).status_code == 304
    assert demo.get("/api/v1/downloads/companies.csv?closed=1", headers=again).status_code == 200


def test_a_change_makes_another_etag(client: FlaskClient, database: Database) -> None:
    address = "/api/v1/downloads/technologies.csv"
    tags = [client.get(address).headers["ETag"]]
    for number in (1, 2):
        with unit_of_work(database) as session:
            session.add(technology(number))
        tags.append(client.get(address).headers["ETag"])
    with unit_of_work(database) as session:
        session.get_one(Technology, "t1").updated_at = datetime(2026, 11, 2, tzinfo=UTC)
    tags.append(client.get(address).headers["ETag"])
    assert len(set(tags)) == 4


def test_formulas_of_strangers_are_disarmed(client: FlaskClient, database: Database) -> None:
    with unit_of_work(database) as session:
        session.add(technology(1, title='=HYPERLINK("http://evil.example")', summary="＋1", keywords=["@x", "y"]))
    (row,) = rows(client, "/api/v1/downloads/technologies.csv")
    assert row["title"] == '\'=HYPERLINK("http://evil.example")'
    assert (row["summary"], row["keywords"]) == ("'＋1", "'@x | y")


def test_an_empty_kind_is_a_file_with_a_header(client: FlaskClient) -> None:
    assert client.get("/api/v1/downloads/patents.csv").text.count("\r\n") == 1
    assert client.get("/api/v1/downloads/patents.jsonl").text == ""


class Counting(TechnologyKind):
    """Notes how many records are read at once, and how many rows the session holds."""

    def __init__(self) -> None:
        self.read: list[tuple[int, int]] = []

    def records(self, session: Session, ids: Sequence[str]) -> list[Any]:
        """As the kind does."""
        self.read.append((len(ids), len(session.identity_map)))
        return super().records(session, ids)


def test_memory_stays_flat_because_batches_are_read_and_forgotten(database: Database) -> None:
    kind = Counting()
    with unit_of_work(database) as session:
        session.add_all(technology(number) for number in range(1, records.BATCH * 2 + 2))
    with database.read() as session:
        count = sum(len(batch) for batch in records.batches(session, kind, records.Selection()))
    assert count == records.BATCH * 2 + 1
    assert kind.read == [(records.BATCH, 0), (records.BATCH, 0), (1, 0)]


def test_nothing_is_read_for_a_look_at_the_headers(demo: FlaskClient) -> None:
    answer = demo.head("/api/v1/downloads/companies.csv")
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["ETag"].startswith("W/")
