"""gBizINFO's patent files, with and without numbers."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.rows import RowProblem
from app.patents.identity import primary_key
from app.patents.readers import read_gbizinfo, recognise
from app.patents.readers import reasons as why
from app.patents.records import ApplicantName, Classification, PatentRecord, PatentSource, Scheme

FILE = Path(__file__).parent / "data" / "gbizinfo_patents.csv"
TITLE = "発明の名称(等)/意匠に係る物品/表示用商標"
FULL = {
    "法人番号": "7050001000019",
    "法人名": "株式会社結城めっき",
    "本社所在地": "茨城県結城市",
    "特許/意匠/商標": "特許",
    "出願番号": "2017187096",
    "出願年月日": "2017-09-27",
    "特許_FI分類_コード値": "B60R21/00,624@D",
    TITLE: "めっき装置",
}


def read(*rows: dict[str, str]) -> list[PatentRecord | RowProblem]:
    return list(read_gbizinfo(enumerate(rows, start=2)))


def test_a_real_extract_without_numbers() -> None:
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = read(*rows)
    records = [item for item in found if isinstance(item, PatentRecord)]

    assert recognise(rows[0]) is PatentSource.GBIZINFO
    assert len(found) == len(records) == 5
    assert (records[0].title, records[0].filed_on) == (
        "嗜好性飲料抽出フィルター織物用マルチフィラメント",
        date(2020, 1, 8),
    )
    assert records[0].applicants == (ApplicantName("KBセーレン株式会社"),)
    assert len({primary_key(record) for record in records}) == 5
    assert all(primary_key(record).startswith("x-") for record in records)


def test_the_download_with_japanese_names() -> None:
    assert recognise(FULL) is PatentSource.GBIZINFO
    assert read(FULL) == [
        PatentRecord(
            source=PatentSource.GBIZINFO,
            row=2,
            title="めっき装置",
            applicants=(ApplicantName("株式会社結城めっき", "7050001000019"),),
            numbers=read_number("jp-app-2017-187096"),
            classifications=(Classification(Scheme.FI, "B60R21/00,624@D"),),
            filed_on=date(2017, 9, 27),
        )
    ]


def read_number(key: str) -> tuple[object, ...]:
    from app.patents.numbers import from_key

    return (from_key(key),)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"出願番号": "特願2017-187096"}, "jp-app-2017-187096"),
        ({"出願番号": "Null", "登録番号": "6768620"}, "jp-grant-6768620"),
        ({"特許/意匠/商標": "実用新案", "出願番号": "2017001234"}, "jp-uapp-2017-001234"),
    ],
)
def test_numbers_by_the_type_of_the_row(changes: dict[str, str], key: str) -> None:
    (record,) = read(FULL | changes)

    assert isinstance(record, PatentRecord)
    assert primary_key(record) == key


@pytest.mark.parametrize(
    ("changes", "column", "value", "reason", "severity"),
    [
        ({"特許/意匠/商標": "意匠"}, "特許/意匠/商標", "意匠", why.DESIGN_SKIPPED, "note"),
        ({"特許/意匠/商標": "商標"}, "特許/意匠/商標", "商標", why.TRADEMARK_SKIPPED, "note"),
        ({"特許/意匠/商標": "育成者権"}, "特許/意匠/商標", "育成者権", why.TYPE_UNKNOWN, "error"),
        ({"法人番号": "705000100001"}, "法人番号", "705000100001", why.CORPORATE_NUMBER_UNREADABLE, "error"),
        ({"法人番号": "7.05E+12"}, "法人番号", "7.05E+12", why.CORPORATE_NUMBER_UNREADABLE, "error"),
        ({"出願年月日": "2017-09-31"}, "出願年月日", "2017-09-31", why.DAY_UNREADABLE, "error"),
        ({"出願番号": "", "出願年月日": ""}, TITLE, "めっき装置", why.NO_IDENTITY, "error"),
        ({"出願番号": "", TITLE: "Null"}, TITLE, "", why.NO_IDENTITY, "error"),
    ],
)  # fmt: skip
def test_rows_that_are_not_taken(changes: dict[str, str], column: str, value: str, reason: str, severity: str) -> None:
    assert read(FULL | changes) == [RowProblem(2, column, value, reason, "note" if severity == "note" else "error")]


def test_instants_give_japans_day() -> None:
    (record,) = read({"date": "2017-09-26T15:00:00Z", "title": "めっき装置", "company": "甲社"})

    assert isinstance(record, PatentRecord)
    assert record.filed_on == date(2017, 9, 27)


@given(
    st.lists(st.dictionaries(st.one_of(st.sampled_from([*FULL, "date", "title"]), st.text()), st.text()), max_size=5)
)
def test_random_cells_never_raise(rows: list[dict[str, str]]) -> None:
    for item in read(*rows):
        assert isinstance(item, PatentRecord | RowProblem)
