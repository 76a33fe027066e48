"""Which record a row belongs to."""

from datetime import date

import pytest

from app.patents.identity import number_keys, primary_key
from app.patents.numbers import PatentNumber, parse_number
from app.patents.records import ApplicantName, Classification, PatentRecord, PatentSource, Scheme


def record(
    *numbers: str,
    title: str = "めっき装置",
    filed_on: date | None = date(2005, 4, 28),
    applicants: tuple[str, ...] = (),
) -> PatentRecord:
    parsed = [number for text in numbers if (number := parse_number(text))]
    assert len(parsed) == len(numbers)
    return PatentRecord(
        source=PatentSource.HEADED,
        row=2,
        title=title,
        numbers=tuple(parsed),
        filed_on=filed_on,
        applicants=tuple(ApplicantName(name) for name in applicants),
    )


@pytest.mark.parametrize(
    ("numbers", "key"),
    [
        (["特許6768620", "特開2019-061579", "特願2017-187096"], "jp-app-2017-187096"),
        (["特許6768620", "特開2019-061579"], "jp-pub-2019-061579"),
        (["特許6768620", "特表2005-533465", "WO2004/123456"], "jp-trans-2005-533465"),
        (["特許6768620", "WO2004/123456"], "wo-intl-2004-123456"),
        (["特許2500001", "特公平3-12345"], "jp-exam-1991-012345"),
        (["特許6768620"], "jp-grant-6768620"),
        (["実登3000001", "実願2005-1234"], "jp-uapp-2005-001234"),
    ],
)
def test_the_application_names_the_record_else_the_first_gazette(numbers: list[str], key: str) -> None:
    assert primary_key(record(*numbers)) == key


def test_every_number_leads_to_the_record_once() -> None:
    assert number_keys(record("特許6768620", "JP6768620B2", "特願2017-187096")) == (
        "jp-app-2017-187096",
        "jp-grant-6768620",
    )


def test_a_record_without_number_has_a_stable_key() -> None:
    assert primary_key(record(applicants=("株式会社日立製作所",))) == "x-97ac565a2a1359807272"


@pytest.mark.parametrize(
    ("title", "applicants"),
    [("ﾒｯｷ装置", ("㈱日立製作所",)), ("メッキ 装置", ("日立製作所（株）",)), ("鍍金装置", ("株式会社日立製作所",))],
)
def test_writing_makes_no_difference_but_words_do(title: str, applicants: tuple[str, ...]) -> None:
    same = primary_key(record(title=title, applicants=applicants)) == primary_key(
        record(applicants=("株式会社日立製作所",))
    )

    assert same is (title != "鍍金装置")


def test_the_order_of_applicants_makes_no_difference() -> None:
    assert primary_key(record(applicants=("甲社", "乙社"))) == primary_key(record(applicants=("乙社", "甲社")))


def test_another_day_is_another_record() -> None:
    assert primary_key(record(filed_on=None)) != primary_key(record())


def test_facets_are_the_subclasses_each_once() -> None:
    symbols = tuple(Classification(Scheme.FI, s) for s in ("B23Q11/00", "B23Q1/00@A", "G05D105:00", "壊れた"))
    found = PatentRecord(source=PatentSource.HEADED, row=2, title="", classifications=symbols)

    assert found.facets == ("B23Q", "G05D")


def test_numbers_are_values() -> None:
    assert parse_number("特開平3-143231") in {
        PatentNumber("JP", found.kind, 1991, 143231) for found in record("特開平3-143231").numbers
    }
