"""The fictional records keep the rules of app/demo/data/README.md."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.companies.capabilities import materials, processes
from app.demo.trades import Entry, read_firms, read_patents, read_technologies
from app.patents.numbers import parse_number
from app.reference.jsic import find_industry
from app.reference.municipalities import find_municipality
from app.technologies.states import parse_stage

RUN = 20  # characters that no two texts share
CODES = {"street", "website", "fi", "ipc"}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield re.sub(r"\s+", "", value)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in CODES:
                yield from _texts(item)


def _runs(entry: Entry) -> list[str]:
    return [text[i : i + RUN] for text in _texts(dict(entry)) for i in range(len(text) - RUN + 1)]


def test_there_are_100_firms_200_technologies_and_80_patents() -> None:
    assert (len(read_firms()), len(read_technologies()), len(read_patents())) == (100, 200, 80)


def test_a_third_of_the_technologies_are_it_for_small_firms() -> None:
    assert sum(technology["it"] for technology in read_technologies()) * 3 >= 200


def test_each_record_is_written_for_itself() -> None:
    counts = Counter(run for entry in [*read_firms(), *read_technologies(), *read_patents()] for run in _runs(entry))
    assert [run for run, count in counts.items() if count > 1] == []


def test_numbers_are_ones_that_nobody_can_hold() -> None:
    assert [firm["number"] for firm in read_firms() if not re.fullmatch(r"9999\d{8}", firm["number"])] == []
    assert [p["application"] for p in read_patents() if not re.fullmatch(r"特願\d{4}-99\d{4}", p["application"])] == []


def test_keys_are_given_once() -> None:
    keys = (
        [e["number"] for e in read_firms()]
        + [e["code"] for e in read_technologies()]
        + [e["application"] for e in read_patents()]
    )
    assert [key for key, count in Counter(keys).items() if count > 1] == []


def test_every_code_is_known() -> None:
    firms = read_firms()
    assert [f["name"] for f in firms if not find_municipality(f["municipality"])] == []
    assert [code for f in firms for code in f["industries"] if not find_industry(code)] == []
    assert [t["industry"] for t in read_technologies() if not find_industry(t["industry"])] == []
    assert {c["process"] for f in firms for c in f["capability"]} <= set(processes())
    assert {m for f in firms for c in f["capability"] for m in c.get("materials", [])} <= set(materials())
    assert [t["stage"] for t in read_technologies() if parse_stage(t["stage"]) is None] == []


def test_every_patent_number_is_one() -> None:
    numbers = [p[name] for p in read_patents() for name in ("application", "publication", "registration") if name in p]
    assert [number for number in numbers if parse_number(number) is None] == []


def test_every_owner_is_a_firm_of_the_demo() -> None:
    numbers = {firm["number"] for firm in read_firms()}
    owners = {t["owner"] for t in read_technologies()} | {o for p in read_patents() for o in p["owner"]}
    assert owners <= numbers
