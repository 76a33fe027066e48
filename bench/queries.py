"""The query sets in `bench/data/`, written before any tuning."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.companies.numbers import number_of
from app.patents.numbers import parse_number

_DATA: Final = Path(__file__).resolve().parent / "data"
_BASE_DIGITS: Final = 12  # a demo firm's number as in its file, without the check digit


@dataclass(frozen=True, slots=True)
class Labelled:
    """A query, how it is written, and the ids that are right, all of one kind."""

    query: str
    style: str
    expected: frozenset[str]
    kind: str


def labelled() -> list[Labelled]:
    """labelled.tsv; demo firms by their whole number, patents by their key."""
    return [Labelled(row["query"], row["style"], _ids(row), row["kind"]) for row in _rows("labelled.tsv")]


def plain() -> list[str]:
    """plain_queries.tsv."""
    return [row["query"] for row in _rows("plain_queries.tsv")]


def trade() -> list[str]:
    """trade_queries.tsv."""
    return [row["query"] for row in _rows("trade_queries.tsv")]


def _ids(row: dict[str, str]) -> frozenset[str]:
    ids = row["expected"].split()
    if row["kind"] == "company":
        ids = [number_of(id_) if len(id_) == _BASE_DIGITS else id_ for id_ in ids]
    if row["kind"] == "patent":
        ids = [number.key if (number := parse_number(id_)) else id_ for id_ in ids]
    return frozenset(ids)


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE))
