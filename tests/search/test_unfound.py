"""「見つからなかったことば」: which words it shows and to whom, dismissing, figures, and what becomes of old looks."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from app.search.figures import figures_of
from app.search.models import CompanyLook, SearchDay, SearchLook
from app.search.queries import count_unfound, key_of, list_days, list_unfound
from app.search.states import Outcome
from app.search.unfound import fold_looks
from tests.people import Browser
from tests.search.words import assert_valid, led, looked, people, stock

PAGE = "/admin/unfound/"


def shown(database: Database, *outcomes: Outcome) -> list[tuple[str, int]]:
    with database.read() as session:
        found = list_unfound(session, 1, 20, outcomes) if outcomes else list_unfound(session, 1, 20)
        return [(word.shown, word.sessions) for word in found.items]


def test_words_of_three_sessions_that_found_nothing_are_shown_most_sought_first(database: Database) -> None:
    with unit_of_work(database) as session:
        looked(session, "ほしいも", 3, outcome="nothing")
        looked(session, "いぐね", 4, outcome="nothing")
        looked(session, "少しだけ", 2, outcome="nothing")
        looked(session, "溶接", 9, outcome="found")
    assert shown(database) == [("いぐね", 4), ("ほしいも", 3)]


def test_both_kinds_are_kept_apart_and_each_list_needs_three(database: Database) -> None:
    with unit_of_work(database) as session:
        looked(session, "いぐね 手入れ", 3, outcome="widened")
        looked(session, "ほしいも", 3, outcome="nothing")
        looked(session, "混ざる", 2, outcome="nothing", who="a")
        looked(session, "混ざる", 2, outcome="widened", who="b")
    assert shown(database) == [("混ざる", 4), ("いぐね 手入れ", 3), ("ほしいも", 3)]
    assert shown(database, Outcome.WIDENED) == [("いぐね 手入れ", 3)]
    assert shown(database, Outcome.NOTHING) == [("ほしいも", 3)]


def test_what_was_found_later_is_no_longer_unfound(database: Database) -> None:
    today = clock.today()
    with unit_of_work(database) as session:
        looked(session, "ほしいも", 3, outcome="nothing", day=today - timedelta(days=2))
        looked(session, "いぐね", 3, outcome="nothing", day=today - timedelta(days=2))
        looked(session, "ほしいも", 1, outcome="found", day=today, who="later")
        looked(session, "いぐね", 1, outcome="found", day=today - timedelta(days=9), who="before")
    assert shown(database) == [("いぐね", 3)]


def test_looks_of_more_than_ninety_days_ago_are_not_shown(database: Database) -> None:
    with unit_of_work(database) as session:
        looked(session, "ほしいも", 3, outcome="nothing", day=clock.today() - timedelta(days=91))
    assert shown(database) == []


def test_a_dismissed_word_comes_back_only_if_three_look_for_it_again(app: Flask, database: Database) -> None:
    people(database)
    with unit_of_work(database) as session:
        looked(session, "ほしいも", 3, outcome="nothing")
    browser = Browser(app).sign_in("official@example.jp")
    answer = browser.post(PAGE, f"{PAGE}{key_of('ホシイモ')}/dismiss")
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert "「ほしいも」を一覧から片づけました" in browser.get(PAGE).text
    tomorrow = clock.today() + timedelta(days=1)
    with unit_of_work(database) as session:
        assert count_unfound(session) == 0
        looked(session, "ほしいも", 2, outcome="nothing", day=tomorrow)
    assert shown(database) == []
    with unit_of_work(database) as session:
        looked(session, "ほしいも", 1, outcome="nothing", day=tomorrow, who="third")
    assert shown(database) == [("ほしいも", 3)]
    with database.read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "unfound.dismiss")).all()
        assert [(entry.subject_id, entry.details) for entry in entries] == [(key_of("ホシイモ"), {"sessions": 3})]


def test_dismissing_twice_or_something_unknown_is_not_there(app: Flask, database: Database) -> None:
    people(database)
    with unit_of_work(database) as session:
        looked(session, "ほしいも", 3, outcome="nothing")
        looked(session, "ふたり", 2, outcome="nothing")
    browser = Browser(app).sign_in("chief@example.jp")
    token = {"csrf_token": browser.hidden("/about", "/logout")["csrf_token"]}
    path = f"{PAGE}{key_of('ホシイモ')}/dismiss"
    assert browser.client.post(path, data=token).status_code == 303
    for again in (path, f"{PAGE}{key_of('フタリ')}/dismiss", f"{PAGE}nothing/dismiss"):
        assert browser.client.post(again, data=token).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("official", 200),
        ("chief", 200),
        ("mito", 200),
        ("admin", 200),
        ("support", 403),
        ("auditor", 403),
        ("member", 403),
    ],
)
def test_who_may_see_the_words(app: Flask, database: Database, who: str, status: int) -> None:
    people(database)
    browser = Browser(app).sign_in(f"{who}@example.jp")
    assert [browser.get(page).status_code for page in (PAGE, f"{PAGE}figures")] == [status, status]
    token = {"csrf_token": browser.hidden("/about", "/logout")["csrf_token"]}
    posted = browser.client.post(f"{PAGE}{'0' * 16}/dismiss", data=token).status_code
    assert posted == (404 if status == 200 else 403)


def test_the_page_tells_what_each_word_finds_now_and_leads_to_the_editor(app: Flask, database: Database) -> None:
    people(database)
    stock(app, database)
    with unit_of_work(database) as session:
        looked(session, "溶接", 3, outcome="nothing")
        looked(session, "<script>", 3, outcome="nothing")
    page = Browser(app).sign_in("official@example.jp").get(PAGE).text
    assert "1件" in page
    assert 'href="/admin/synonyms/new?word=%E6%BA%B6%E6%8E%A5"' in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "/admin/synonyms/new" not in Browser(app).sign_in("mito@example.jp").get(PAGE).text


def test_old_looks_become_counts_and_go(database: Database) -> None:
    old, kept = clock.today() - timedelta(days=91), clock.today() - timedelta(days=90)
    with unit_of_work(database) as session:
        looked(session, "溶接", 3, day=old)
        looked(session, "ほしいも", 2, outcome="nothing", day=old)
        looked(session, "いぐね 溶接", 1, outcome="widened", day=old)
        looked(session, "溶接", 1, day=kept)
        led(session, "x", "溶接", 2, day=old)
        led(session, "x", "溶接", 1, day=kept)
        before = list_days(session)
        assert fold_looks(session) == 8
        assert fold_looks(session) == 0
        assert list_days(session) == before
        day = session.scalars(select(SearchDay)).one()
        assert (day.day, day.searches, day.widened, day.unfound) == (old, 6, 1, 2)
        counts = [session.scalar(select(func.count()).select_from(model)) for model in (SearchLook, CompanyLook)]
    assert counts == [1, 1]


def test_figures_are_those_of_the_looks(app: Flask, database: Database) -> None:
    people(database)
    with unit_of_work(database) as session:
        looked(session, "溶接", 6)
        looked(session, "ほしいも", 2, outcome="nothing")
        looked(session, "溶接", 4, day=clock.today() - timedelta(days=29))
        looked(session, "溶接", 9, day=clock.today() - timedelta(days=30))
        found = figures_of(list_days(session))
    assert (found.recent.searches, found.recent.nothing, found.recent.nothing_percent) == (12, 2, 16.7)
    assert (found.a_day, len(found.days), found.days[0].nothing_percent) == (0.4, 30, 25.0)
    assert sum(month.searches for month in found.months) == 21
    page = Browser(app).sign_in("official@example.jp").get(f"{PAGE}figures").text
    assert "16.7%" in page


def test_without_any_search_the_pages_say_so(app: Flask, database: Database) -> None:
    people(database)
    browser = Browser(app).sign_in("official@example.jp")
    assert "いま、見つからなかったことばはありません。" in browser.get(PAGE).text
    assert "まだ検索の記録がありません" in browser.get(f"{PAGE}figures").text


@pytest.mark.parametrize("language", ["ja", "en"])
def test_pages_are_valid_html(app: Flask, database: Database, language: str) -> None:
    people(database)
    stock(app, database)
    browser = Browser(app).sign_in("official@example.jp")
    for filled in (False, True):
        for page in (PAGE, f"{PAGE}?kind=widened", f"{PAGE}?page=9", f"{PAGE}figures"):
            assert_valid(browser.get(f"{page}{'&' if '?' in page else '?'}lang={language}").text)
        if not filled:
            with unit_of_work(database) as session:
                for number in range(25):
                    looked(session, f"ことば{number}", 3, outcome="nothing" if number % 2 else "widened")
