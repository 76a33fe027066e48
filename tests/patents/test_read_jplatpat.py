"""J-PlatPat's three layouts lead to one record; bad cells are reported and never raise."""

from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.rows import RowProblem
from app.patents.numbers import NumberKind, PatentNumber
from app.patents.readers import read_jplatpat, recognise
from app.patents.readers import reasons as why
from app.patents.records import ApplicantName, Classification, PatentRecord, PatentSource, Scheme
from app.patents.stages import PatentStage

OLD = [
    "文献番号",
    "出願番号",
    "出願日",
    "公知日",
    "発明の名称",
    "出願人/権利者",
    "FI",
    "要約",
    "公開番号",
    "公告番号",
    "登録番号",
    "審判番号",
    "その他",
    "文献URL",
]
NOW = [*OLD[:-1], "ステージ", "イベント詳細", OLD[-1]]
NOW_WITHOUT_ABSTRACT = [name for name in NOW if name != "要約"]
URL = "https://www.j-platpat.inpit.go.jp/c1800/PU/JP-2019-061579/11/ja"
CELLS = {
    "文献番号": "特開2019-061579",
    "出願番号": "特願2017-187096",
    "出願日": "2017/09/27",
    "公知日": "2019/04/18",
    "発明の名称": "めっき装置",
    "出願人/権利者": "国立大学法人　筑波大学,株式会社日立製作所",
    "FI": "B60R21/00,624@D,B60K41/00,390,G05D105:00",
    "要約": "【課題】薄い膜。\r\n【解決手段】槽。",
    "公開番号": "特開2019-061579",
    "公告番号": "",
    "登録番号": "特許6768620",
    "審判番号": "拒絶2018-123456",
    "その他": "",
    "ステージ": "特許 有効",
    "イベント詳細": "登録 2020/09/25",
    "文献URL": URL,
}
NUMBERS = (
    PatentNumber("JP", NumberKind.APPLICATION, 2017, 187096),
    PatentNumber("JP", NumberKind.PUBLICATION, 2019, 61579),
    PatentNumber("JP", NumberKind.GRANT, None, 6768620),
)


def read(*rows: dict[str, str]) -> list[PatentRecord | RowProblem]:
    return list(read_jplatpat(enumerate(rows, start=2)))


def only_record(found: Iterable[PatentRecord | RowProblem]) -> PatentRecord:
    (record,) = (item for item in found if isinstance(item, PatentRecord))
    return record


def test_the_layout_of_today() -> None:
    assert read({name: CELLS[name] for name in NOW}) == [
        PatentRecord(
            source=PatentSource.JPLATPAT,
            row=2,
            title="めっき装置",
            abstract="【課題】薄い膜。\n【解決手段】槽。",
            applicants=(ApplicantName("国立大学法人 筑波大学"), ApplicantName("株式会社日立製作所")),
            numbers=NUMBERS,
            classifications=(
                Classification(Scheme.FI, "B60R21/00,624@D"),
                Classification(Scheme.FI, "B60K41/00,390"),
                Classification(Scheme.FI, "G05D105:00"),
            ),
            filed_on=date(2017, 9, 27),
            published_on=date(2019, 4, 18),
            stage=PatentStage.IN_FORCE,
            raw_stage="特許 有効",
            source_url=URL,
            remarks=("審判番号: 拒絶2018-123456", "イベント詳細: 登録 2020/09/25"),
        )
    ]


@pytest.mark.parametrize("layout", [OLD, NOW, NOW_WITHOUT_ABSTRACT], ids=["14", "16", "15"])
def test_the_three_layouts_are_one(layout: list[str]) -> None:
    record = only_record(read({name: CELLS[name] for name in layout}))

    assert recognise(layout) is PatentSource.JPLATPAT
    assert (record.title, record.numbers, record.filed_on, record.source_url) == (
        "めっき装置",
        NUMBERS,
        date(2017, 9, 27),
        URL,
    )
    assert record.stage is (PatentStage.IN_FORCE if "ステージ" in layout else PatentStage.UNKNOWN)
    assert bool(record.abstract) is ("要約" in layout)


def test_the_header_may_be_wide_spaced_and_marked() -> None:
    names = {"出願人/権利者": "出願人／権利者", "FI": "ＦＩ", "文献番号": "\ufeff文献番号", "出願日": " 出願日 "}
    wide = {names.get(name, name): value for name, value in CELLS.items()}

    assert read(wide) == read(CELLS)


@pytest.mark.parametrize(
    ("column", "text", "key"),
    [
        ("公開番号", "WO2005/123456 (AA2005/123456)", "wo-intl-2005-123456"),
        ("公開番号", "再表2005/123456", "wo-intl-2005-123456"),
        ("公開番号", "特表平3-500123", "jp-trans-1991-500123"),
        ("公開番号", "実開昭60-123456", "jp-upub-1985-123456"),
        ("公告番号", "特公平3-012345", "jp-exam-1991-012345"),
        ("登録番号", "実登3000001", "jp-ugrant-3000001"),
        ("出願番号", "実願平3-001234", "jp-uapp-1991-001234"),
        ("登録番号", "特許6768620、特許6768621", "jp-grant-6768621"),
    ],
)
def test_numbers_of_every_column(column: str, text: str, key: str) -> None:
    assert key in {number.key for number in only_record(read(CELLS | {column: text})).numbers}


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("出願日", "2017/13/27", why.DAY_UNREADABLE),
        ("公知日", "昨日", why.DAY_UNREADABLE),
        ("出願番号", "1234567890123", why.NUMBER_UNREADABLE),
        ("公開番号", "特願2005-123456の分割", why.NUMBER_UNREADABLE),
        ("登録番号", "6768620", why.NUMBER_UNREADABLE),
    ],
)
def test_a_wrong_cell_refuses_its_row_and_no_other(column: str, text: str, reason: str) -> None:
    found = read(CELLS | {column: text}, CELLS)

    assert found[0] == RowProblem(2, column, text, reason)
    assert [item.row for item in found[1:]] == [3]


def test_a_row_without_any_number_is_refused() -> None:
    bare = CELLS | dict.fromkeys(("文献番号", "出願番号", "公開番号", "登録番号"), "")

    assert read(bare) == [RowProblem(2, "出願番号", "", why.NO_NUMBER)]


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("発明の名称", "", why.TITLE_MISSING),
        ("発明の名称", "めっき\0装置", why.CONTROL_CHARACTERS),
        ("FI", "B23Q11/00,なにか", why.SYMBOL_UNREADABLE),
        ("文献URL", "javascript:alert(1)", why.URL_REFUSED),
        ("要約", "あ" * 10_000_000, why.CUT),
        ("出願人/権利者", "甲," * 1_000_000, why.CUT),
        ("FI", "B23Q11/00," * 1_000_000, why.CUT),
    ],
)
def test_what_can_be_mended_is_noted_and_taken(column: str, text: str, reason: str) -> None:
    found = read(CELLS | {column: text})
    problems = [item for item in found if isinstance(item, RowProblem)]

    assert only_record(found).numbers == NUMBERS
    assert {(item.severity, item.column, item.reason) for item in problems} >= {("note", column, reason)}
    assert all(len(item.value) <= 101 for item in problems)


def test_blank_rows_are_passed_over() -> None:
    assert read(dict.fromkeys(NOW, ""), {}, {"文献番号": "　"}) == []


def test_a_company_form_behind_a_comma_stays_with_its_name() -> None:
    record = only_record(read(CELLS | {"出願人/権利者": "ABC Co., Ltd.,甲社,Foo, Inc."}))

    assert [applicant.name for applicant in record.applicants] == ["ABC Co., Ltd.", "甲社", "Foo, Inc."]


@given(st.lists(st.dictionaries(st.one_of(st.sampled_from(NOW), st.text()), st.text()), max_size=5))
def test_random_cells_never_raise(rows: list[dict[str, str]]) -> None:
    for item in read(*rows):
        assert isinstance(item, PatentRecord | RowProblem)
