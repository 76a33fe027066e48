"""Companies from gBizINFO and headed CSV: the register wins on facts, the owner on the profile."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.companies.models import Company, CompanyIndustry, CompanyProfile
from app.core.publication import Revision, RevisionState
from app.core.unit_of_work import unit_of_work
from tests.imports.conftest import DATA, Desk

KNOWN = "1050001002386"  # in houjin.csv
NEW = "1000020089079"
V1 = {
    "corporate_number": NEW,
    "name": "株式会社　むすび精機",
    "kana": "ムスビセイキ",
    "name_en": "Musubi Precision",
    "postal_code": "3100852",
    "location": "茨城県水戸市笠原町９７８－２６",
    "capital_stock": 10000000,
    "employee_number": 12,
    "company_url": "https://musubi.example/",
    "business_summary": "精密部品の切削",
    "date_of_establishment": "1987-04-01",
    "update_date": "2024-04-01T00:00:00+09:00",
    "status": "-",
    "patent": [{"title": "x", "classifications": [{"コード値": "B23Q"}]}],
}


def _json(*infos: dict[str, object]) -> str:
    return json.dumps({"id": "1", "message": "200 - OK.", "errors": None, "hojin-infos": infos}, ensure_ascii=False)


def _company(session: Session, id_: str) -> Company:
    return session.get_one(Company, id_)


def _profile(session: Session, id_: str) -> CompanyProfile:
    return session.get_one(CompanyProfile, id_)


def test_a_gbizinfo_extract_is_taken_once(desk: Desk) -> None:
    counts = desk.take("companies", DATA / "gbizinfo.csv").counts
    assert (counts.rows, counts.added) == (5, 5)
    with desk.read() as session:
        city = _company(session, "4000020082015")
        assert (city.name, city.name_kana, city.kind) == ("水戸市", "ミトシ", "201")
        assert (city.prefecture_code, city.municipality_code, city.city_name) == ("08", "082015", "水戸市")
        assert city.source == "gBizINFO（経済産業省）"
    before = desk.dump()
    counts = desk.take("companies", DATA / "gbizinfo.csv").counts
    assert (counts.added, counts.changed, counts.unchanged) == (0, 0, 5)
    assert desk.dump() == before


def test_json_of_version_1_fills_facts_and_profile(desk: Desk) -> None:
    outcome = desk.take("companies", _json(V1))
    assert (outcome.format.name, outcome.counts.added) == ("gbizinfo-json", 1)
    with desk.read() as session:
        company, profile = _company(session, NEW), _profile(session, NEW)
        assert (company.name, company.name_core, company.street) == (
            "株式会社　むすび精機",
            "ムスビ精機",
            "笠原町９７８－２６",
        )
        assert (profile.capital_yen, profile.staff, profile.website) == (10_000_000, 12, "https://musubi.example/")
        assert (profile.summary, profile.founded_on) == ("精密部品の切削", date(1987, 4, 1))
        assert profile.is_claimed is False


def test_the_word_null_of_version_2_says_nothing(desk: Desk) -> None:
    desk.take("companies", _json(V1))
    nothing = dict.fromkeys(V1, "Null") | {"corporate_number": NEW, "name": "株式会社　むすび精機"}
    assert desk.take("companies", _json(nothing)).counts.unchanged == 1
    with desk.read() as session:
        assert _profile(session, NEW).staff == 12


def test_the_register_wins_on_facts_but_the_profile_is_filled(desk: Desk) -> None:
    desk.take("companies", DATA / "houjin.csv")
    counts = desk.take("companies", _json(V1 | {"corporate_number": KNOWN})).counts
    assert (counts.added, counts.changed) == (0, 1)
    with desk.read() as session:
        assert _company(session, KNOWN).name == "株式会社ヨシダ"
        assert _profile(session, KNOWN).staff == 12


def test_the_register_takes_over_what_gbizinfo_brought_first(desk: Desk) -> None:
    desk.take("companies", _json(V1 | {"corporate_number": KNOWN}))
    assert desk.take("companies", DATA / "houjin.csv").counts.changed == 1
    with desk.read() as session:
        assert _company(session, KNOWN).name == "株式会社ヨシダ"


def test_an_owners_edit_stays_and_the_new_value_is_offered(desk: Desk) -> None:
    desk.take("companies", _json(V1))
    with unit_of_work(desk.database) as session:
        session.execute(update(CompanyProfile).values(staff=15))
    outcome = desk.take("companies", _json(V1 | {"employee_number": 20, "capital_stock": 3}))
    assert (outcome.counts.changed, outcome.counts.notes) == (1, 1)
    [note] = outcome.first_problems
    assert (note.row, note.column) == (1, "staff")
    assert note.reason == "所有者の編集を優先しました。新しい値は所有者に提案します。"
    with desk.read() as session:
        assert (_profile(session, NEW).staff, _profile(session, NEW).capital_yen) == (15, 3)
        offers = session.scalars(select(Revision.fields).where(Revision.state == RevisionState.OFFERED)).all()
        assert offers == [{"staff": 20}]
    before = desk.dump()
    assert desk.take("companies", _json(V1 | {"employee_number": 20, "capital_stock": 3})).counts.changed == 0
    assert desk.dump() == before


def test_industries_of_the_old_revision_become_todays(desk: Desk) -> None:
    desk.take("companies", _json(V1 | {"industry": ["E", "E24", "R92"]}))
    with desk.read() as session:
        codes = session.scalars(select(CompanyIndustry.code).order_by(CompanyIndustry.position)).all()
    assert codes == ["E24", "R92"]


def test_a_lost_zero_in_a_code_is_repaired_and_said(desk: Desk) -> None:
    outcome = desk.take("companies", f"corporate_number,name,municipality,industries\n{NEW},甲,8201,1\n")
    assert [(p.column, p.value, p.severity) for p in outcome.first_problems] == [
        ("municipality", "8201", "note"),
        ("industries", "1", "note"),
    ]
    with desk.read() as session:
        assert _company(session, NEW).municipality_code == "082015"
        assert session.scalars(select(CompanyIndustry.code)).all() == ["A01"]


def test_official_codes_have_five_digits(desk: Desk) -> None:
    outcome = desk.take("companies", f"corporateID,corporateName,cityID\n{NEW},甲,08201\n{KNOWN},乙,99999\n")
    assert [(p.row, p.value, p.severity) for p in outcome.first_problems] == [(3, "99999", "note")]


def test_a_headed_file_brings_a_whole_profile(desk: Desk) -> None:
    file = (
        "corporate_number;name;postcode;address;summary;keywords;problems;industries;founded_on;website\r\n"
        f'{NEW};合同会社みと;030-0801;茨城県ひたちなか市1;"一\n二";めっき、鍍金|表面処理;さび|むら;2446;昭和;javascript:alert(1)\r\n'
    )
    outcome = desk.take("companies", file.replace("昭和", "1970/1/2").encode("cp932"))
    assert outcome.format.name == "headed"
    assert [(p.column, p.severity) for p in outcome.first_problems] == [("website", "note")]
    with desk.read() as session:
        company, profile = _company(session, NEW), _profile(session, NEW)
        assert (company.kind, company.postcode, company.municipality_code) == ("201", "0300801", "082210")
        assert profile.summary == "一\n二"
        assert profile.keywords == ["めっき", "鍍金", "表面処理"]
        assert profile.problems == ["さび", "むら"]
        assert (profile.founded_on, profile.website) == (date(1970, 1, 2), "")
        assert session.scalars(select(CompanyIndustry.code)).all() == ["E2446"]


def test_a_lost_zero_in_a_postcode_is_repaired_and_said(desk: Desk) -> None:
    outcome = desk.take("companies", f"corporate_number,name,postcode\n{NEW},合同会社みと,300801\n")
    assert [p.reason for p in outcome.first_problems] == ["先頭の0が失われていたため、0300801 と読みました。"]
    with desk.read() as session:
        assert _company(session, NEW).postcode == "0300801"


def test_a_number_twice_in_a_headed_file_names_both_rows(refused: Callable[..., str]) -> None:
    told = refused("companies", f"corporate_number,name\n{NEW},甲\n{KNOWN},乙\n{NEW},丙\n")
    assert f"4行目 corporate_number「{NEW}」: 同じ値が2行目にもあります" in told


def test_a_number_twice_in_an_official_file_is_told_and_the_last_holds(desk: Desk) -> None:
    outcome = desk.take("companies", _json(V1, V1 | {"name": "有限会社後"}))
    assert (outcome.counts.added, outcome.counts.notes) == (1, 1)
    with desk.read() as session:
        assert _company(session, NEW).name == "有限会社後"


def test_prefecture_narrows(desk: Desk) -> None:
    counts = desk.take(
        "companies", _json(V1, V1 | {"corporate_number": KNOWN, "location": "福井県鯖江市1"}), prefecture="08"
    ).counts
    assert (counts.added, counts.outside) == (1, 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"corporate_number": "1000020089078"}, "検査数字が合いません（先頭は"),
        ({"name": "Null"}, "1行目 name: 値がありません"),
        ({"industry": ["E", "Z99"]}, "日本標準産業分類にないコード"),
        ({"employee_number": "many"}, "数として読めません"),
        ({"date_of_establishment": "0001-01-01"}, "日付として読めません"),
        ({"name": "長" * 200}, "長すぎます"),
    ],
)
def test_wrong_values_are_refused_by_name(refused: Callable[..., str], change: dict[str, object], said: str) -> None:
    assert said in refused("companies", _json(V1 | change))
