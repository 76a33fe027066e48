"""Technologies from the headed CSV of the contract."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from app.core.unit_of_work import unit_of_work
from app.technologies.models import Technology
from tests.imports.conftest import Desk

HEADER = "code,title,summary,description,problems,keywords,owner_corporate_number,owner_name,ipc,industry,municipality,stage,url\n"
ROW = (
    'T-1,膜厚の検査,要約,"長い\n説明",さびる|むらがある、剥がれる,めっき|検査,1050001002386,株式会社ヨシダ,B23Q 11/00、G01B,E2446,8201,'
    "実証済み,https://t.example/\n"
)


def test_every_column_is_kept(desk: Desk) -> None:
    outcome = desk.take("technologies", HEADER + ROW)
    assert outcome.counts.added == 1
    assert [(p.row, p.column, p.value, p.severity) for p in outcome.first_problems] == [
        (2, "municipality", "8201", "note")
    ]
    with desk.read() as session:
        found = session.scalars(select(Technology)).one()
        assert (found.code, found.title, found.summary, found.description) == (
            "T-1",
            "膜厚の検査",
            "要約",
            "長い\n説明",
        )
        assert found.problems == ["さびる", "むらがある", "剥がれる"]
        assert found.keywords == ["めっき", "検査"]
        assert (found.owner_number, found.owner_name) == ("1050001002386", "株式会社ヨシダ")
        assert found.ipc == ["B23Q11/00", "G01B"]
        assert (found.industry, found.municipality_code, found.stage) == ("E2446", "082015", "proven")
        assert found.url == "https://t.example/"


def test_only_code_and_title_are_required(desk: Desk) -> None:
    desk.take("technologies", "code\ttitle\nT-1\t名\n".encode("utf-16"))
    with desk.read() as session:
        assert session.scalars(select(Technology.stage)).all() == ["unknown"]


def test_a_second_run_changes_and_announces_nothing(desk: Desk) -> None:
    desk.take("technologies", HEADER + ROW)
    before = desk.dump()
    assert desk.take("technologies", HEADER + ROW).counts.unchanged == 1
    assert desk.dump() == before


def test_columns_that_a_file_has_not_stay_as_they_are(desk: Desk) -> None:
    desk.take("technologies", HEADER + ROW)
    assert desk.take("technologies", "code,title\nT-1,新しい名\n").counts.changed == 1
    with desk.read() as session:
        found = session.scalars(select(Technology)).one()
        assert (found.title, found.summary) == ("新しい名", "要約")
        [(kind, ids), (_, again)] = desk.events()
        assert (kind, ids, again) == ("technology", [found.id], [found.id])


def test_an_owners_edit_stays(desk: Desk) -> None:
    desk.take("technologies", HEADER + ROW)
    with unit_of_work(desk.database) as session:
        session.execute(update(Technology).values(summary="持ち主の言葉"))
    outcome = desk.take("technologies", HEADER + ROW.replace("要約", "新しい要約").replace("検査,1", "検査機,1"))
    assert [(p.row, p.column) for p in outcome.first_problems if "所有者" in p.reason] == [(2, "summary")]
    with desk.read() as session:
        found = session.scalars(select(Technology)).one()
        assert (found.summary, found.keywords) == ("持ち主の言葉", ["めっき", "検査機"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("082015", "082015"),
        ("08201", "082015"),
        ("82015", "082015"),
        ("水戸市", "082015"),
        ("茨城県那珂郡東海村", "083411"),
    ],
)
def test_a_municipality_is_read_in_any_form(desk: Desk, text: str, code: str) -> None:
    desk.take("technologies", f"code,title,municipality\nT,名,{text}\n")
    with desk.read() as session:
        assert session.scalars(select(Technology.municipality_code)).all() == [code]


def test_a_code_twice_names_both_rows(refused: Callable[..., str]) -> None:
    told = refused("technologies", "code,title\nＴ-1,甲\nT-2,乙\nT-1,丙\n")
    assert "4行目 code「T-1」: 同じ値が2行目にもあります。どちらか1行にしてください。" in told


def test_of_a_code_twice_the_first_is_taken_if_errors_are_skipped(desk: Desk) -> None:
    counts = desk.take("technologies", "code,title\nT-1,甲\nT-1,丙\n", skip_errors=True).counts
    assert (counts.added, counts.errors) == (1, 1)
    with desk.read() as session:
        assert session.scalars(select(Technology.title)).all() == ["甲"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("T-1", "", "2行目 code: 値がありません"),
        ("膜厚の検査", "", "2行目 title: 値がありません"),
        ("1050001002386", "1050001002387", "2行目 owner_corporate_number「1050001002387」: 法人番号の検査数字"),
        ("E2446", "E9999", "2行目 industry「E9999」"),
        ("8201", "火星市", "2行目 municipality「火星市」"),
        ("実証済み", "たぶん", "2行目 stage「たぶん」"),
        ("要約", "長" * 3000, "2行目 summary"),
    ],
)
def test_wrong_values_are_refused_by_name(refused: Callable[..., str], old: str, new: str, said: str) -> None:
    assert said in refused("technologies", HEADER + ROW.replace(old, new, 1))


def test_a_wrong_symbol_or_address_is_only_left_out(desk: Desk) -> None:
    row = ROW.replace("G01B", "めっき").replace("https://t.example/", "javascript:alert(1)").replace("8201", "082015")
    outcome = desk.take("technologies", HEADER + row)
    assert [(p.column, p.severity) for p in outcome.first_problems] == [("ipc", "note"), ("url", "note")]
