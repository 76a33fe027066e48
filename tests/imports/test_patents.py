"""Patents: one record an application, whatever file tells of it, in whatever order."""

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.unit_of_work import unit_of_work
from app.patents import queries
from app.patents.models import Patent, PatentApplicant, PatentRedirect
from tests.imports.conftest import DATA, Desk

JPLATPAT = "文献番号,出願番号,出願日,公知日,発明の名称,出願人/権利者,FI,要約,公開番号,公告番号,登録番号,審判番号,その他,ステージ,イベント詳細,文献URL\n"
A = (
    '特開2007-123456,特願2005-300001,2005/10/14,2007/05/17,めっき装置,株式会社ヨシダ,"C25D 17/00,624@B,G01B11/06","課題と\n手段",特開2007-123456,,,,,'
    "審査中,,https://j.example/1\n"
)
B = "特許4000001,特願2005-300001,2005/10/14,2008/02/01,めっき装置,株式会社ヨシダ,C25D17/00,,特開2007-123456,,特許4000001,,,特許 有効,,\n"
HEADED = "title,applicants,application_number,publication_number,registration_number,filed_on,licence_summary,licence_terms\n"
KNOWN = "1050001002386"  # 株式会社ヨシダ in houjin.csv


def _patents(session: Session) -> list[Patent]:
    ids = session.scalars(select(Patent.id).order_by(Patent.id)).all()
    return queries.list_by_ids(session, ids)


def test_rows_of_a_file_about_one_application_are_one_record(desk: Desk) -> None:
    counts = desk.take("patents", JPLATPAT + A + B).counts
    assert (counts.rows, counts.added) == (2, 1)
    with desk.read() as session:
        [patent] = _patents(session)
        assert patent.id == "jp-app-2005-300001"
        assert [row.key for row in patent.numbers] == ["jp-app-2005-300001", "jp-pub-2007-123456", "jp-grant-4000001"]
        assert (patent.title, patent.abstract, patent.stage) == ("めっき装置", "課題と\n手段", "in_force")
        assert (patent.filed_on, patent.published_on) == (date(2005, 10, 14), date(2007, 5, 17))
        assert [row.symbol for row in patent.classifications] == ["C25D17/00,624@B", "G01B11/06", "C25D17/00"]
        assert patent.source_url == "https://j.example/1"
    assert desk.events() == [("patent", ["jp-app-2005-300001"])]


def test_a_second_run_changes_and_announces_nothing(desk: Desk) -> None:
    desk.take("patents", JPLATPAT + A + B)
    before = desk.dump()
    assert desk.take("patents", JPLATPAT + A + B).counts.unchanged == 1
    assert desk.dump() == before


@pytest.mark.parametrize("columns", [14, 15, 16])
def test_the_three_layouts_give_one_model(desk: Desk, columns: int) -> None:
    names = JPLATPAT.strip().split(",")
    left_out = {14: {"ステージ", "イベント詳細"}, 15: {"要約"}, 16: set()}[columns]
    cells = dict(zip(names, next(csv.reader(io.StringIO(A))), strict=True))
    kept = [name for name in names if name not in left_out]
    file = ",".join(f'"{name}"' for name in kept) + "\r\n" + ",".join(f'"{cells[name]}"' for name in kept) + "\r\n"
    desk.take("patents", file.encode("utf-8-sig"))
    with desk.read() as session:
        [patent] = _patents(session)
        assert (patent.id, patent.title) == ("jp-app-2005-300001", "めっき装置")
        assert patent.abstract == ("" if columns == 15 else "課題と\n手段")


def test_a_row_that_ties_two_records_merges_them(desk: Desk) -> None:
    desk.take("patents", HEADED + "めっき装置,株式会社ヨシダ,,特開2007-123456,,,,\n")
    desk.take("patents", HEADED + "めっき装置,株式会社ヨシダ,,,特許4000001,,やさしい説明,許諾・譲渡\n")
    outcome = desk.take("patents", JPLATPAT + B)
    assert (outcome.counts.added, outcome.counts.changed) == (0, 1)
    [note] = outcome.first_problems
    assert (note.row, note.value) == (2, "jp-grant-4000001")
    assert note.reason == "同じ出願と分かったため、jp-pub-2007-123456 にまとめました。前の住所は転送されます。"
    with desk.read() as session:
        [patent] = _patents(session)
        assert patent.id == "jp-pub-2007-123456"
        assert {row.key for row in patent.numbers} == {"jp-app-2005-300001", "jp-pub-2007-123456", "jp-grant-4000001"}
        assert patent.licence is not None
        assert (patent.licence.summary, patent.licence.terms) == ("やさしい説明", ["許諾", "譲渡"])
        redirects = session.execute(select(PatentRedirect.old_id, PatentRedirect.patent_id)).all()
        assert [tuple(row) for row in redirects] == [("jp-grant-4000001", "jp-pub-2007-123456")]
    assert desk.events()[-1] == ("patent", ["jp-pub-2007-123456", "jp-grant-4000001"])
    before = desk.dump()
    assert desk.take("patents", JPLATPAT + B).counts.unchanged == 1
    assert desk.dump() == before


def test_redirects_of_a_merged_record_follow_the_next_merge(desk: Desk) -> None:
    for number in ("特願2005-300001,,", ",特開2007-123456,", ",,特許4000001"):
        desk.take("patents", HEADED + f"めっき装置,甲,{number},,,\n")
    desk.take("patents", HEADED + "めっき装置,甲,,特開2007-123456,特許4000001,,,\n")
    desk.take("patents", JPLATPAT + B)
    with desk.read() as session:
        [patent] = _patents(session)
        assert {queries.find_id_by_number(session, old) for old in ("jp-pub-2007-123456", "jp-grant-4000001")} == {
            patent.id
        }
        assert {row.patent_id for row in session.scalars(select(PatentRedirect))} == {patent.id}


def test_rows_tied_within_a_file_are_told(desk: Desk) -> None:
    rows = "特開2007-123456,,,,甲,,,,特開2007-123456,,,,,,,\n特許4000001,,,,甲,,,,,,特許4000001,,,,,\n"
    outcome = desk.take("patents", JPLATPAT + rows + B)
    assert outcome.counts.added == 1
    assert [p.reason for p in outcome.first_problems if p.row == 4] == [
        "この行により、2行目と3行目は同じものと分かったため、1件にまとめました。"
    ]


def test_the_better_source_holds_and_the_other_fills(desk: Desk) -> None:
    row = "別の名,別人,特願2005-300001,,,2005-10-14,説明,許諾\n"
    desk.take("patents", HEADED + row)
    desk.take("patents", JPLATPAT + B)
    before = desk.dump()
    assert desk.take("patents", HEADED + row).counts.unchanged == 1
    assert desk.dump() == before
    with desk.read() as session:
        [patent] = _patents(session)
        assert (patent.title, patent.source) == ("めっき装置", "特許情報プラットフォーム(J-PlatPat)")
        assert patent.licence is not None


def test_records_without_numbers_are_found_again(desk: Desk) -> None:
    assert desk.take("patents", DATA / "gbizinfo_patents.csv").counts.added == 4
    before = desk.dump()
    assert desk.take("patents", DATA / "gbizinfo_patents.csv").counts.unchanged == 4
    assert desk.dump() == before


def test_a_number_is_given_to_the_record_that_had_none(desk: Desk) -> None:
    bare = "date,title,company\n2005-10-14,めっき装置,ヨシダ（株）\n"
    desk.take("patents", bare)
    with desk.read() as session:
        address = session.scalars(select(Patent.id)).one()
    assert address.startswith("x-")
    desk.take("patents", JPLATPAT + A)
    with desk.read() as session:
        [patent] = _patents(session)
        assert (patent.id, len(patent.numbers)) == (address, 2)
    assert desk.take("patents", bare).counts.unchanged == 1


def test_two_applications_of_one_day_and_title_stay_two(desk: Desk) -> None:
    desk.take("patents", "date,title,company\n2005-10-14,めっき装置,株式会社ヨシダ\n")
    other = A.replace("特願2005-300001", "特願2005-300002").replace("特開2007-123456", "特開2007-123457")
    assert desk.take("patents", JPLATPAT + A + other).counts.added == 1
    assert desk.count(Patent) == 2


def test_applicants_are_tied_by_number_then_by_an_unambiguous_name(desk: Desk) -> None:
    desk.take("companies", DATA / "houjin.csv")
    desk.take(
        "patents",
        "application_date,title,name,corporate_number,application_number\n"
        f"2005-10-14,甲,よその名,{KNOWN},特願2005-300001\n"
        "2005-10-14,乙,大恵建設（株）,,特願2005-300002\n"
        "2005-10-14,丙,誰か,,特願2005-300003\n"
        "2005-10-14,丁,無限責任豆飼負債整理組合,,特願2005-300004\n",
    )
    with desk.read() as session:
        rows = session.execute(select(PatentApplicant.name, PatentApplicant.link, PatentApplicant.company_id))
        assert {tuple(row) for row in rows} == {
            ("よその名", "number", KNOWN),
            ("大恵建設(株)", "name", "8050001046410"),
            ("誰か", "none", None),
            ("無限責任豆飼負債整理組合", "none", None),  # closed
        }


def test_names_are_looked_at_again_when_companies_come(desk: Desk) -> None:
    desk.take("patents", JPLATPAT + A)
    desk.take("companies", DATA / "houjin.csv")
    assert ("patent", ["jp-app-2005-300001"]) in desk.events()[1:]
    with desk.read() as session:
        assert session.execute(select(PatentApplicant.link, PatentApplicant.company_id)).one() == ("name", KNOWN)
    desk.take("companies", "corporate_number,name\n1000020089079,ヨシダ株式会社\n")
    with desk.read() as session:
        assert session.execute(select(PatentApplicant.link, PatentApplicant.company_id)).one() == ("review", None)


def test_an_officials_choice_stays(desk: Desk) -> None:
    desk.take("patents", JPLATPAT + A)
    with unit_of_work(desk.database) as session:
        session.execute(update(PatentApplicant).values(link="rejected"))
    desk.take("companies", DATA / "houjin.csv")
    desk.take("patents", JPLATPAT + A.replace("審査中", "特許 有効"))
    with desk.read() as session:
        assert session.scalars(select(PatentApplicant.link)).all() == ["rejected"]


def test_a_number_twice_in_a_headed_file_names_both_rows(refused: Callable[..., str]) -> None:
    row = "名,甲,特願2005-300001,,,,,\n"
    told = refused("patents", HEADED + row + row)
    assert "3行目 番号「jp-app-2005-300001」: 同じ値が2行目にもあります" in told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (JPLATPAT + A + "特開2007-1", "3行目: 列の数が見出しと合いません"),
        (JPLATPAT + A.replace("2005/10/14", "2005/13/14"), "2行目 出願日「2005/13/14」"),
        (JPLATPAT + A.replace("特願2005-300001", "願い"), "2行目 出願番号「願い」"),
        ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>', "XMLの実体宣言は受け付けません"),
        ("<a><exchange-documents>", "XMLが壊れているか、途中で終わっています"),
        ("<a/>", "特許文献(exchange-document)がありません"),
        ('{"a": 1}', "ファイルの形式が分かりません"),
    ],
)
def test_bad_files_are_refused(refused: Callable[..., str], content: str, said: str) -> None:
    assert said in refused("patents", content)


def test_trade_marks_are_no_patents(refused: Callable[..., str]) -> None:
    told = refused("patents", "date,title,company\n2020-01-01,名,甲\n", name="x_trademark.csv")
    assert "商標か意匠のファイルのようです" in told
