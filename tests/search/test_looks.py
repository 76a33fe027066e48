"""Looks as pages note them: once a session and day, without a person, and never at the page's cost."""

import time
from datetime import date
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.companies.models import CompanyMember
from app.core import clock
from app.core.actor import FirmRole
from app.core.db import Database
from app.core.ids import new_id
from app.core.unit_of_work import unit_of_work
from app.search.looks import mark_of
from app.search.models import CompanyLook, SearchLook
from app.search.queries import list_leading_to, list_sought
from tests.companies.factories import company, profile
from tests.people import Browser, make_user

FIRM = "1050001000001"


@pytest.fixture
def site(app: Flask, database: Database) -> Flask:
    """A site with two firms and an index."""
    with unit_of_work(database) as session:
        for base, name, summary in (
            ("050001000001", "株式会社水戸試作", "アルミの溶接"),
            ("050001000002", "株式会社北浦塗装", "鉄の塗装"),
        ):
            firm = company(base, name=name)
            session.add(firm)
            session.flush()
            session.add(profile(firm, summary=summary))
    with database.read() as session:
        app.extensions["search"].rebuild(session)
    return app


def search(app: Flask, q: str, agent: str = "Firefox", more: str = "", **headers: str) -> int:
    answer = app.test_client().get(f"/search?q={quote(q)}{more}", headers={"User-Agent": agent, **headers})
    return answer.status_code


def open_firm(app: Flask, database: Database, referer: str, agent: str = "Firefox") -> None:
    with database.read() as session:
        (id_,) = session.execute(text("SELECT id FROM companies WHERE name = '株式会社水戸試作'")).one()
    headers = {"User-Agent": agent, "Referer": referer}
    assert app.test_client().get(f"/companies/{id_}", headers=headers).status_code == 200


def looks(database: Database) -> list[tuple[str, str, int, str]]:
    with database.read() as session:
        rows = session.scalars(select(SearchLook).order_by(SearchLook.words))
        return [(row.words, row.shown, row.length, row.outcome) for row in rows]


def opened(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(CompanyLook.words)))


def test_a_search_is_noted_with_what_came_of_it(site: Flask, database: Database) -> None:
    for q in ("溶接", "ダイカスト", "溶接 ダイカスト"):
        assert search(site, q) == 200
    assert looks(database) == [
        ("ダイカスト", "ダイカスト", 1, "nothing"),
        ("ダイカスト 溶接", "溶接 ダイカスト", 2, "widened"),
        ("溶接", "溶接", 1, "found"),
    ]


def test_one_person_who_searches_five_times_counts_once(site: Flask, database: Database) -> None:
    for q in ("めっき", "メッキ", "ﾒｯｷ", "めっき", "めっき"):
        search(site, q)
    assert [look[0] for look in looks(database)] == ["メッキ"]


def test_another_day_counts_anew_under_another_mark(site: Flask, database: Database) -> None:
    for day in ("2026-11-24T10:00", "2026-11-25T10:00"):
        clock.configure(day)
        search(site, "めっき")
    with database.read() as session:
        rows = session.execute(select(SearchLook.day, SearchLook.session).order_by(SearchLook.day)).all()
    assert [row.day for row in rows] == [date(2026, 11, 24), date(2026, 11, 25)]
    assert rows[0].session != rows[1].session


def test_the_mark_has_another_key_each_day_and_ties_no_two_searches() -> None:
    first = mark_of("secret", date(2026, 11, 24), "who", "メッキ")
    assert first == mark_of("secret", date(2026, 11, 24), "who", "メッキ")
    others = {
        mark_of("secret", date(2026, 11, 25), "who", "メッキ"),
        mark_of("secret", date(2026, 11, 24), "who", "溶接"),
        mark_of("secret", date(2026, 11, 24), "other", "メッキ"),
        mark_of("other secret", date(2026, 11, 24), "who", "メッキ"),
    }
    assert len(others | {first}) == 5
    assert "who" not in first


def test_nothing_of_a_person_is_in_the_rows(site: Flask, database: Database) -> None:
    with unit_of_work(database) as session:
        user = make_user(session, "taro@example.jp", name="水戸 太郎")
    Browser(site).sign_in("taro@example.jp").get("/search?q=溶接", headers={"User-Agent": "Secret-Agent"})
    with database.read() as session:
        row = session.execute(text("SELECT * FROM search_looks")).one()
    known = " ".join(map(str, row))
    assert not any(canary in known for canary in (user.id, "taro", "太郎", "127.0.0", "Secret"))


@pytest.mark.parametrize(
    "q",
    ["手書きの日報を誰も読み返さない", "a b c d", "029-301-1234", "taro@example.jp", "1050001000001", "田中太郎", ""],
)
def test_what_may_not_be_remembered_leaves_no_row(site: Flask, database: Database, q: str) -> None:
    assert search(site, q) == 200
    open_firm(site, database, f"http://localhost/search?q={quote(q)}")
    assert looks(database) == []
    assert opened(database) == []


@pytest.mark.parametrize("agent", ["Googlebot/2.1", "my-CRAWLER", "a spider"])
def test_crawlers_do_not_count(site: Flask, database: Database, agent: str) -> None:
    search(site, "溶接", agent)
    open_firm(site, database, "http://localhost/search?q=溶接", agent)
    assert looks(database) == []
    assert opened(database) == []


def test_further_pages_and_pages_fetched_ahead_do_not_count(site: Flask, database: Database) -> None:
    search(site, "溶接", more="&page=2")
    search(site, "塗装", **{"Sec-Purpose": "prefetch"})
    site.test_client().head("/search?q=研磨")
    assert looks(database) == []


def test_what_a_filter_hides_is_not_called_not_found(site: Flask, database: Database) -> None:
    search(site, "溶接", more="&municipality=082201")
    search(site, "ダイカスト", more="&type=company")
    assert looks(database) == []
    search(site, "溶接", more="&municipality=082015")
    assert looks(database) == [("溶接", "溶接", 1, "found")]


def test_feeds_and_the_api_are_no_looks(site: Flask, database: Database) -> None:
    client = site.test_client()
    for address in ("/search.csv?q=溶接", "/search.atom?q=溶接", "/api/v1/search?q=溶接"):
        assert client.get(address).status_code == 200
    assert looks(database) == []


def test_a_firm_opened_from_a_search_is_noted_with_its_words(site: Flask, database: Database) -> None:
    for referer in ("http://localhost/search?q=アルミ+溶接&page=2", "http://localhost/search?q=溶接%E3%80%80アルミ"):
        open_firm(site, database, referer)
    assert opened(database) == ["アルミ 溶接"]


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "http://localhost/",
        "http://localhost/search",
        "http://localhost/companies/?q=溶接",
        "http://evil.example/search?q=溶接",
        "http://localhost.evil.example/search?q=溶接",
        "http://[broken/search?q=溶接",
        "http://localhost/search?" + "a=1&" * 500 + "q=溶接",
    ],
)
def test_only_our_own_search_page_leads_to_a_firm(site: Flask, database: Database, referer: str) -> None:
    open_firm(site, database, referer)
    assert opened(database) == []


def test_a_firms_own_people_do_not_count(site: Flask, database: Database) -> None:
    with unit_of_work(database) as session:
        user = make_user(session, "owner@example.jp")
        (id_,) = session.execute(text("SELECT id FROM companies WHERE name = '株式会社水戸試作'")).one()
        session.add(
            CompanyMember(
                id=new_id(), company_id=id_, user_id=user.id, role=FirmRole.OWNER, given_by=None, given_at=clock.now()
            )
        )
    browser = Browser(site).sign_in("owner@example.jp")
    browser.get(f"/companies/{id_}", headers={"Referer": "http://localhost/search?q=溶接"})
    assert opened(database) == []


def test_a_list_shows_words_of_three_sessions_or_more(site: Flask, database: Database) -> None:
    def counted() -> tuple[list[int], list[int]]:
        with database.read() as session:
            (id_,) = session.execute(text("SELECT id FROM companies WHERE name = '株式会社水戸試作'")).one()
            return [s.sessions for s in list_sought(session)], [s.sessions for s in list_leading_to(session, id_)]

    for agent, expected in (("A", []), ("B", []), ("B", []), ("C", [3]), ("D", [4])):
        search(site, "溶接", agent)
        open_firm(site, database, "http://localhost/search?q=溶接", agent)
        assert counted() == (expected, expected)


@pytest.mark.parametrize("table", ["search_looks", "company_looks"])
def test_a_look_that_fails_does_not_break_the_page(site: Flask, database: Database, table: str) -> None:
    with unit_of_work(database) as session:
        session.execute(text(f"DROP TABLE {table}"))
    assert search(site, "溶接") == 200
    open_firm(site, database, "http://localhost/search?q=溶接")


def test_a_busy_database_costs_the_look_and_not_the_page(site: Flask, database: Database) -> None:
    search(site, "塗装")  # what a first search loads is loaded

    def timed(q: str) -> float:
        started = time.monotonic()
        assert search(site, q) == 200
        return time.monotonic() - started

    with unit_of_work(database) as session:
        _lock(session, database)
        assert timed("溶接") < 2.0
    assert [look[0] for look in looks(database)] == ["塗装"]
    search(site, "溶接")
    assert [look[0] for look in looks(database)] == ["塗装", "溶接"]


def _lock(session: Session, database: Database) -> None:
    if database.is_sqlite:
        session.execute(text("SELECT 1"))  # BEGIN IMMEDIATE holds the write lock
    else:
        session.execute(text("LOCK TABLE search_looks IN EXCLUSIVE MODE"))
