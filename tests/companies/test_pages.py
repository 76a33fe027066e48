"""A company's page joins what is known under one number; the list is in kana order and can be narrowed."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.companies.models import Company, CompanyChange, PublicOrder
from app.core.unit_of_work import unit_of_work
from tests.companies.factories import company, profile


def _add(app: Flask, *rows: object) -> None:
    with unit_of_work(app.extensions["database"]) as session:
        for row in rows:
            session.add(row)
            session.flush()


def _closed_and_successor() -> tuple[Company, Company]:
    heir = company("050001000002", name="株式会社引継ぎ")
    closed = company(closed_on=date(2026, 3, 31), close_cause="11", successor_number=heir.id)
    return closed, heir


def test_a_closed_company_is_shown_as_closed_and_points_to_its_successor(app: Flask, client: FlaskClient) -> None:
    closed, heir = _closed_and_successor()
    _add(app, heir, closed)
    page = client.get(f"/companies/{closed.id}").text
    assert "閉鎖した企業" in page
    assert "合併による解散等" in page
    assert f'<a href="/companies/{heir.id}">株式会社引継ぎ</a>' in page


def test_the_successor_names_whom_it_followed(app: Flask, client: FlaskClient) -> None:
    closed, heir = _closed_and_successor()
    _add(app, heir, closed)
    assert f'<a href="/companies/{closed.id}">株式会社水戸試作</a>' in client.get(f"/companies/{heir.id}").text


def test_a_successor_that_we_do_not_have_is_named_by_number(app: Flask, client: FlaskClient) -> None:
    closed, heir = _closed_and_successor()
    _add(app, closed)
    page = client.get(f"/companies/{closed.id}").text
    assert heir.id in page
    assert f"/companies/{heir.id}" not in page


def test_closed_companies_are_listed_only_on_request(app: Flask, client: FlaskClient) -> None:
    closed, _ = _closed_and_successor()
    _add(app, closed)
    assert closed.id not in client.get("/companies/").text
    assert closed.id in client.get("/companies/?closed=1").text


def test_a_removed_number_is_nowhere(app: Flask, client: FlaskClient) -> None:
    gone = company(removed_on=date(2026, 3, 31))
    _add(app, gone)
    assert client.get(f"/companies/{gone.id}").status_code == 404
    assert gone.id not in client.get("/companies/?closed=1").text


def test_a_hidden_company_has_a_page_but_is_in_no_list(app: Flask, client: FlaskClient) -> None:
    hidden = company(is_hidden=True)
    _add(app, hidden)
    assert '<meta name="robots" content="noindex">' in client.get(f"/companies/{hidden.id}").text
    assert hidden.id not in client.get("/companies/").text


def test_a_number_in_full_width_leads_to_the_page(app: Flask, client: FlaskClient) -> None:
    mito = company()
    _add(app, mito)
    answer = client.get("/companies/" + "".join(chr(ord(c) + 0xFEE0) for c in mito.id))
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/companies/{mito.id}")


def test_history_and_orders_stand_on_the_page_with_their_source(app: Flask, client: FlaskClient) -> None:
    mito = company()
    order = PublicOrder(
        corporate_number=mito.id,
        ordered_on=date(2020, 5, 1),
        title="庁舎の清掃",
        amount_yen=842_400,
        department="防衛省",
        source="gBizINFO",
        source_on=date(2026, 11, 24),
    )
    change = CompanyChange(
        corporate_number=mito.id,
        position=1,
        process="11",
        is_correction=False,
        is_latest=False,
        registry_updated_on=date(2024, 4, 1),
        changed_on=date(2024, 3, 1),
        name="株式会社旧名",
        address="茨城県水戸市",
        change_cause="",
        row_digest="a",
    )
    _add(app, mito, order, change)
    page = client.get(f"/companies/{mito.id}").text
    assert "庁舎の清掃" in page
    assert "842,400円" in page
    assert "出典：gBizINFO" in page
    assert "株式会社旧名" in page
    assert '<time datetime="2024-03-01">令和6年3月1日</time>' in page


def test_a_company_without_profile_says_so(app: Flask, client: FlaskClient) -> None:
    mito = company()
    _add(app, mito)
    page = client.get(f"/companies/{mito.id}").text
    assert "未登録の企業" in page
    assert "紹介の登録がありません" in page


def test_the_list_is_in_kana_order(app: Flask, client: FlaskClient) -> None:
    names = {"050001000001": "ワタナベ", "050001000002": "アサヒ", "050001000003": "ミト"}
    _add(app, *(company(base, name=kana, name_kana=kana, sort_kana=kana) for base, kana in names.items()))
    page = client.get("/companies/").text
    assert sorted(names.values(), key=page.index) == ["アサヒ", "ミト", "ワタナベ"]


def test_the_list_can_be_narrowed_to_a_row_of_the_kana_table(app: Flask, client: FlaskClient) -> None:
    _add(app, company(name="ガス屋", sort_kana="ガスヤ"), company("050001000002", name="水戸屋", sort_kana="ミトヤ"))
    page = client.get("/companies/?kana=カ").text
    assert ("ガス屋" in page, "水戸屋" in page) == (True, False)


def test_the_list_can_be_narrowed_to_companies_with_a_profile(app: Flask, client: FlaskClient) -> None:
    rich, bare = company(name="紹介あり社"), company("050001000002", name="紹介なし社")
    _add(app, rich, bare, profile(rich))
    page = client.get("/companies/?profile=1").text
    assert ("紹介あり社" in page, "紹介なし社" in page) == (True, False)


@pytest.mark.parametrize(
    "query", ["municipality=999999", "kana=ン", "page=0", "page=-1", "page=1000000000", "page=abc"]
)
def test_an_unknown_condition_is_a_400_that_says_what_to_do(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/companies/?{query}")
    assert answer.status_code == 400
    assert "指定してください" in answer.text or "選んでください" in answer.text


@pytest.mark.parametrize("id_", ["0", "99999999999999999999", "abc", "%00", "..%2f..%2fetc"])
def test_an_unknown_number_is_a_404(client: FlaskClient, id_: str) -> None:
    assert client.get(f"/companies/{id_}").status_code == 404


def test_names_are_escaped(app: Flask, client: FlaskClient) -> None:
    evil = company(name="<script>alert(1)</script>")
    _add(app, evil)
    assert "<script>alert" not in client.get(f"/companies/{evil.id}").text
