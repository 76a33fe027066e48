"""Tables: cells that a spreadsheet opens without harm, one header, and a dictionary that names every column."""

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import BaseModel, Field

from app.core.kinds import PublicRecord
from app.opendata import tables


class Part(BaseModel):
    """Something inside a record."""

    length: float = Field(description="長さ")


class Thing(PublicRecord):
    """A record with every sort of value."""

    title: str = Field(description="名前")
    balance: int | None = Field(description="残高")
    ratio: float = Field(description="割合")
    is_open: bool = Field(description="開いているか")
    words: list[str] = Field(description="ことば")
    parts: list[Part] = Field(description="部品")
    on: date | None = Field(description="日")
    updated_at: datetime = Field(description="更新日時")


def thing(**changes: Any) -> Thing:
    """A record, changed as wanted."""
    values: dict[str, Any] = {
        "id": "a1",
        "url": "/things/a1",
        "title": "名",
        "balance": -5,
        "ratio": 0.5,
        "is_open": True,
        "words": ["あ", "い"],
        "parts": [Part(length=2)],
        "on": date(2026, 11, 24),
        "updated_at": datetime(2026, 11, 24, tzinfo=UTC),
    }
    return Thing(**values | changes)


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV file of ours."""
    return list(csv.DictReader(io.StringIO(text.removeprefix(tables.BOM), newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_text_that_would_run_as_a_formula_is_disarmed(start: str) -> None:
    assert tables.cell(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (-5, -5),
        (-0.5, -0.5),
        (None, ""),
        (True, "true"),
        (False, "false"),
        ("a-b=c", "a-b=c"),
        (["あ", "い"], "あ | い"),
        (["=a", "b"], "'=a | b"),
        ([], ""),
        ([1, 2], "1 | 2"),
        ([{"a": "あ"}], '[{"a":"あ"}]'),
        ({"a": None}, '{"a":null}'),
    ],
)
def test_a_value_becomes_a_cell(value: object, shown: object) -> None:
    assert tables.cell(value) == shown


def test_csv_begins_with_a_mark_ends_lines_as_rfc_4180_and_has_the_fields_as_header() -> None:
    text = "".join(tables.csv_lines(Thing, [[thing()], [thing(id="a2")]]))
    assert text.startswith("\ufeffid,url,title,balance,ratio,is_open,words,parts,on,updated_at\r\n")
    assert text.count("\r\n") == 3
    assert [row["id"] for row in rows(text)] == ["a1", "a2"]


def test_a_record_keeps_its_values_in_csv() -> None:
    (row,) = rows("".join(tables.csv_lines(Thing, [[thing(title='say "x",\r\ny')]])))
    assert row == {
        "id": "a1",
        "url": "/things/a1",
        "title": 'say "x",\r\ny',
        "balance": "-5",
        "ratio": "0.5",
        "is_open": "true",
        "words": "あ | い",
        "parts": '[{"length":2.0}]',
        "on": "2026-11-24",
        "updated_at": "2026-11-24T00:00:00Z",
    }


def test_an_empty_kind_is_a_header() -> None:
    assert len("".join(tables.csv_lines(Thing, [])).splitlines()) == 1


def test_json_lines_hold_one_object_a_line() -> None:
    text = "".join(tables.json_lines([[thing(title="a\nb"), thing()]]))
    assert [json.loads(line)["title"] for line in text.splitlines()] == ["a\nb", "名"]


def test_the_dictionary_names_type_and_meaning_of_every_column() -> None:
    found = {row["column"]: (row["type"], row["description"]) for row in rows(tables.dictionary(Thing))}
    assert list(found) == tables.column_names(Thing)
    assert found["id"] == ("string", "識別子（アドレスの末尾）")
    assert found["balance"] == ("integer or null", "残高")
    assert found["words"] == ("list of string", "ことば")
    assert found["parts"] == ("list of object", "部品【length：長さ】")
    assert found["on"] == ("date or null", "日")
