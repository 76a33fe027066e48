"""Lists for spreadsheets: text that looks like a formula stays text; dates and numbers are what they are."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.companies.models import Company
from app.core.unit_of_work import unit_of_work
from app.papers.sheets import MEDIA_TYPE, Cell, Column, xlsx
from tests.papers.conftest import Desk

EVIL = '=HYPERLINK("http://x.example","y")'


def _sheet(content: bytes) -> Worksheet:
    sheet = load_workbook(BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def _one(cell: Cell) -> object:
    return _sheet(xlsx([[cell]], [Column("列")], "表"))["A2"]


@pytest.mark.parametrize("text", [EVIL, "+1+1", "-1", "@SUM(A1)", "{=1+1}", "0312345678", "https://x.example/", "1e5"])
def test_text_stays_text(text: str) -> None:
    cell = _one(text)
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)


def test_days_instants_and_numbers_are_what_they_are() -> None:
    assert _one(date(2026, 11, 24)).value == datetime(2026, 11, 24)  # noqa: DTZ001 - Excel has no zones
    assert _one(datetime(2026, 11, 24, 15, 30, tzinfo=UTC)).value == datetime(2026, 11, 25, 0, 30)  # noqa: DTZ001 - Japan's time
    assert (_one(12).data_type, _one(12).value, _one(1.5).value, _one(None).value) == ("n", 12, 1.5, None)


def test_too_long_a_text_is_cut_and_control_signs_go() -> None:
    assert _one("あ" * 40_000).value == "あ" * 32_767
    assert _one("a\x00b\x0bc").value == "abc"


def test_the_heading_stays_in_view_and_the_sheet_has_a_name_that_excel_takes() -> None:
    sheet = _sheet(xlsx([["a", 1]], [Column("名前", 30), Column("数")], "申請[1]:*?/\\'" + "長" * 40))
    assert [cell.value for cell in sheet[1]] == ["名前", "数"]
    assert sheet.freeze_panes == "A2"
    assert sheet.title == "申請 1" + " " * 7 + "長" * 20
    assert sheet.column_dimensions["A"].width == pytest.approx(30, abs=1)


def test_an_empty_list_is_a_sheet_with_its_heading() -> None:
    assert list(_sheet(xlsx([], [Column("名前"), Column("数")], "表")).values) == [("名前", "数")]


def test_claims_come_as_a_workbook_of_the_same_list(desk: Desk) -> None:
    with unit_of_work(desk.database) as session:
        session.get_one(Company, desk.ids["firm"]).name = EVIL
    browser = desk.browser("city")
    assert "/admin/claims.xlsx?tab=elsewhere" in browser.get("/admin/claims/?tab=elsewhere").text
    answer = browser.get("/admin/claims.xlsx?tab=elsewhere")
    assert answer.mimetype == MEDIA_TYPE
    assert answer.headers["Content-Disposition"] == "attachment; filename=claims.xlsx"
    rows = list(_sheet(answer.data).values)
    assert len(rows) == 2
    assert rows[1][0] == EVIL
    assert rows[1][1] == desk.ids["firm"]
    assert isinstance(rows[1][5], datetime)
    assert rows[1][7] == 0
    assert len(list(_sheet(browser.get("/admin/claims.xlsx?tab=done").data).values)) == 1
    assert EVIL not in str(list(_sheet(browser.get("/admin/claims.xlsx").data).values))
    assert EVIL not in str(list(_sheet(desk.browser("pref").get("/admin/claims.xlsx?tab=elsewhere").data).values))


def test_publications_come_as_a_workbook(desk: Desk) -> None:
    browser = desk.browser("city")
    page = browser.get("/admin/publications/").text
    assert "/admin/publications.xlsx" in page
    answer = browser.get("/admin/publications.xlsx")
    assert answer.mimetype == MEDIA_TYPE
    assert next(iter(_sheet(answer.data).values))[0] == "番号"
    assert desk.browser("taro").get("/admin/publications.xlsx").status_code == 403
