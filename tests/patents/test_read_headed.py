"""Our own layout, with the columns of an offer of licence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.rows import RowProblem
from app.patents.identity import number_keys
from app.patents.readers import read_headed, recognise
from app.patents.readers import reasons as why
from app.patents.readers.headed import COLUMNS
from app.patents.records import ApplicantName, Classification, LicenceOffer, PatentRecord, PatentSource, Scheme
from app.patents.stages import PatentStage

CELLS = {
    "title": "めっき装置",
    "abstract": "薄い膜\n厚い膜",
    "applicants": "甲社; 乙社",
    "applicant_corporate_numbers": "7050001000019;",
    "application_number": "2017187096",
    "publication_number": "特開2019-061579",
    "registration_number": "6768620",
    "fi": "B60R21/00,624@D; B25J13/08@A",
    "ipc": "B23Q 11/00; H01J001/62",
    "filed_on": "2017-09-27",
    "published_on": "2019/04/18",
    "granted_on": "20200925",
    "expires_on": "2037-09-27",
    "stage": "in_force",
    "url": "https://example.jp/p",
    "licence_summary": "薄い膜をむらなく付けます",
    "licence_terms": "許諾のみ",
}


def read(*rows: dict[str, str]) -> list[PatentRecord | RowProblem]:
    return list(read_headed(enumerate(rows, start=2)))


def test_every_column() -> None:
    (record,) = read(CELLS)

    assert isinstance(record, PatentRecord)
    assert record.applicants == (ApplicantName("甲社", "7050001000019"), ApplicantName("乙社"))
    assert number_keys(record) == ("jp-app-2017-187096", "jp-pub-2019-061579", "jp-grant-6768620")
    assert record.classifications == (
        Classification(Scheme.FI, "B60R21/00,624@D"),
        Classification(Scheme.FI, "B25J13/08@A"),
        Classification(Scheme.IPC, "B23Q11/00"),
        Classification(Scheme.IPC, "H01J1/62"),
    )
    assert (record.filed_on, record.published_on) == (date(2017, 9, 27), date(2019, 4, 18))
    assert (record.granted_on, record.expires_on) == (date(2020, 9, 25), date(2037, 9, 27))
    assert (record.stage, record.raw_stage) == (PatentStage.IN_FORCE, "in_force")
    assert record.licence == LicenceOffer(summary="薄い膜をむらなく付けます", terms="許諾のみ")


def test_the_layout_is_recognised() -> None:
    assert recognise(COLUMNS) is PatentSource.HEADED
    assert recognise(CELLS) is PatentSource.HEADED
    assert recognise(["code", "name", "summary"]) is None
    assert recognise([]) is None


def test_a_number_alone_is_enough() -> None:
    (note, record) = read({"registration_number": "6768620"})

    assert note == RowProblem(2, "title", "", why.TITLE_MISSING, "note")
    assert isinstance(record, PatentRecord)
    assert record.licence is None


@pytest.mark.parametrize(
    ("changes", "column", "value", "reason"),
    [
        (
            {"applicant_corporate_numbers": "7050001000019"},
            "applicant_corporate_numbers",
            "7050001000019",
            why.CORPORATE_NUMBERS_DIFFER,
        ),
        (
            {"applicant_corporate_numbers": "705;"},
            "applicant_corporate_numbers",
            "705",
            why.CORPORATE_NUMBER_UNREADABLE,
        ),
        ({"filed_on": "2017"}, "filed_on", "2017", why.DAY_UNREADABLE),
        ({"registration_number": "第何号"}, "registration_number", "第何号", why.NUMBER_UNREADABLE),
    ],
)
def test_rows_that_are_refused(changes: dict[str, str], column: str, value: str, reason: str) -> None:
    assert read(CELLS | changes) == [RowProblem(2, column, value, reason)]


@given(st.lists(st.dictionaries(st.one_of(st.sampled_from(COLUMNS), st.text()), st.text()), max_size=5))
def test_random_cells_never_raise(rows: list[dict[str, str]]) -> None:
    for item in read(*rows):
        assert isinstance(item, PatentRecord | RowProblem)
