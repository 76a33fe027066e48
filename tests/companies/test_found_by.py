"""「あなたの会社はこう探されています」: what leads to a profile, what just misses it, and one press into the draft."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.companies.models import CompanyCapability, CompanyIndustry, CompanyProfile
from app.core import clock
from app.core.db import Database
from app.core.publication import Revision
from app.core.unit_of_work import unit_of_work
from app.offices.states import OfficeKind
from tests.companies.factories import company, profile
from tests.companies.people import Town, browser_of, make_town, send
from tests.people import Browser, make_office, make_staff
from tests.search.words import assert_valid, led, looked


@pytest.fixture
def town(database: Database) -> Town:
    """`firm` welds thin aluminium plates; `other` is of the same trade."""
    made = make_town(database)
    with unit_of_work(database) as session:
        for name in ("firm", "other"):
            session.add(CompanyIndustry(company_id=made[name], code="E2446", position=0))
    return made


def page_of(app: Flask, town: Town, who: str = "owner") -> str:
    return browser_of(app, who).get(f"/companies/{town['firm']}/found-by").text


def drafted(database: Database) -> list[list[str]]:
    with database.read() as session:
        return [row.fields["keywords"] for row in session.scalars(select(Revision).where(Revision.state == "draft"))]


def add(browser: Browser, town: Town, word: str, firm: str = "firm") -> int:
    return send(browser, f"/companies/{town[firm]}/found-by/add", {"word": word}).status_code


def test_words_that_led_to_the_profile_are_shown_from_three_sessions_on(
    app: Flask, database: Database, town: Town
) -> None:
    with unit_of_work(database) as session:
        led(session, town["firm"], "アルミ 溶接", 3)
        led(session, town["firm"], "薄板", 2)
        led(session, town["firm"], "むかし", 3, day=clock.today() - timedelta(days=91))
        led(session, town["bare"], "よその言葉", 5)
    page = page_of(app, town, "viewer")
    assert "アルミ 溶接" in page
    assert not any(word in page for word in ("薄板", "むかし", "よその"))


def test_the_one_word_that_a_popular_search_lacks_is_offered(app: Flask, database: Database, town: Town) -> None:
    with unit_of_work(database) as session:
        looked(session, "アルミ 溶接 研磨", 3)
        looked(session, "溶接 切削", 2)
        looked(session, "研磨 塗装", 3)
        looked(session, "アルミ 溶接", 3)
        looked(session, "深絞り", 9)
    page = page_of(app, town)
    assert 'name="word" value="研磨"' in page
    assert page.count('name="word"') == 1
    assert "「アルミ 溶接 研磨」と探した人がいます" in page


@pytest.mark.parametrize("query", ["アルミニウム 溶接", "ｱﾙﾐ ウェルディング", "アルミ 熔接"])
def test_a_synonym_or_another_spelling_is_no_missing_word(
    app: Flask, database: Database, town: Town, query: str
) -> None:
    with unit_of_work(database) as session:
        looked(session, query, 5)
    assert 'name="word"' not in page_of(app, town)


def test_single_words_that_led_to_firms_alike_are_offered(app: Flask, database: Database, town: Town) -> None:
    with unit_of_work(database) as session:
        led(session, town["other"], "板金", 2, who="a")
        third = company("050001000009", name="株式会社三号")
        session.add(third)
        session.flush()
        session.add(profile(third))
        session.add(CompanyIndustry(company_id=third.id, code="E2446", position=0))
        led(session, third.id, "板金", 1, who="b")
        led(session, town["bare"], "木工", 5)  # of no trade of ours
        led(session, town["other"], "溶接", 5)
        led(session, town["other"], "曲げ 板金", 5)
        led(session, town["other"], "二人だけ", 2)
    page = page_of(app, town)
    assert 'name="word" value="板金"' in page
    assert page.count('name="word"') == 1
    assert "同じ業種や工程の会社" in page


def test_one_session_that_opens_several_firms_counts_once(app: Flask, database: Database, town: Town) -> None:
    with unit_of_work(database) as session:
        third = company("050001000009", name="株式会社三号")
        session.add(third)
        session.flush()
        session.add(profile(third))
        session.add(CompanyIndustry(company_id=third.id, code="E2446", position=0))
        for firm in (town["other"], third.id):
            led(session, firm, "板金", 2)
    assert 'name="word"' not in page_of(app, town)


def test_a_process_in_common_makes_firms_alike_too(app: Flask, database: Database, town: Town) -> None:
    with unit_of_work(database) as session:
        for name in ("firm", "bare"):
            session.add(
                CompanyCapability(
                    company_id=town[name], process="welding", materials=[], size_unit="", tolerance="", remark=""
                )
            )
        led(session, town["bare"], "製缶", 3)
    assert 'name="word" value="製缶"' in page_of(app, town)


def test_names_of_firms_people_and_places_are_never_offered(app: Flask, database: Database, town: Town) -> None:
    with unit_of_work(database) as session:
        rival = company("050001000009", name="株式会社ピカリ加工所", name_kana="ピカリ")
        session.add(rival)
        session.flush()
        session.add(profile(rival))
        session.add(CompanyIndustry(company_id=rival.id, code="E2446", position=0))
        led(session, rival.id, "ピカリ加工所", 5)
        led(session, rival.id, "ピカリ", 5)
        led(session, rival.id, "つくば", 5)
        looked(session, "溶接 ピカリ加工所", 5)
        looked(session, "溶接 つくば市", 5)
        looked(session, "溶接 鈴木", 5)
        looked(session, "水戸市 めっき", 5)
    assert 'name="word"' not in page_of(app, town)


def test_one_press_puts_a_word_into_the_draft(app: Flask, database: Database, town: Town) -> None:
    with unit_of_work(database) as session:
        looked(session, "溶接 研磨", 3)
    browser = browser_of(app, "owner")
    page = f"/companies/{town['firm']}/found-by"
    answer = browser.post(page, f"{page}/add", {"word": "研磨"})
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert drafted(database) == [["研磨"]]
    shown = browser.get(page).text
    assert "「研磨」を下書きに足しました" in shown
    assert f'href="/companies/{town["firm"]}/profile/"' in shown
    assert 'name="word"' not in shown
    assert add(browser, town, "ケンマ研磨") == 409
    assert add(browser, town, "研磨") == 303
    assert drafted(database) == [["研磨"]]


def test_the_draft_keeps_what_others_typed_and_the_public_page_waits(
    app: Flask, database: Database, town: Town
) -> None:
    with unit_of_work(database) as session:
        looked(session, "溶接 研磨", 3)
        looked(session, "溶接 切削", 3)
    assert add(browser_of(app, "owner"), town, "研磨") == 303
    assert add(browser_of(app, "editor"), town, "切削") == 303
    assert drafted(database) == [["研磨", "切削"]]
    assert "研磨" not in app.test_client().get(f"/companies/{town['firm']}").text


@pytest.mark.parametrize("word", ["", "溶接", "好きなことば", "<script>", "研磨 切削", "研磨\n切削", "切削" * 200])
def test_only_offered_words_can_be_added(app: Flask, database: Database, town: Town, word: str) -> None:
    with unit_of_work(database) as session:
        looked(session, "溶接 研磨", 3)
    assert add(browser_of(app, "owner"), town, word) == 409
    assert drafted(database) == []


@pytest.mark.parametrize("who", ["rival", "stranger", "support", "official"])
def test_strangers_find_nothing(app: Flask, database: Database, town: Town, who: str) -> None:
    with unit_of_work(database) as session:
        led(session, town["firm"], "ひみつのことば", 3)
        looked(session, "溶接 研磨", 3)
    browser = browser_of(app, who)
    answer = browser.get(f"/companies/{town['firm']}/found-by")
    assert answer.status_code == 404
    assert "ひみつ" not in answer.text
    assert "株式会社firm" not in answer.text
    assert add(browser, town, "研磨") == 404
    assert drafted(database) == []


def test_a_visitor_is_asked_to_sign_in(app: Flask, town: Town) -> None:
    answer = app.test_client().get(f"/companies/{town['firm']}/found-by")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/login?next=")


def test_a_viewer_sees_the_words_and_cannot_add_them(app: Flask, database: Database, town: Town) -> None:
    with unit_of_work(database) as session:
        looked(session, "溶接 研磨", 3)
    page = page_of(app, town, "viewer")
    assert "研磨" in page
    assert 'name="word"' not in page
    assert add(browser_of(app, "viewer"), town, "研磨") == 403
    assert drafted(database) == []


def test_twenty_keywords_are_enough(app: Flask, database: Database, town: Town) -> None:
    with unit_of_work(database) as session:
        looked(session, "溶接 研磨", 3)
        session.get_one(CompanyProfile, town["firm"]).keywords = [f"語{n}" for n in range(20)]
    browser = browser_of(app, "owner")
    assert 'name="word"' not in browser.get(f"/companies/{town['firm']}/found-by").text
    assert add(browser, town, "研磨") == 409
    assert drafted(database) == []


def test_while_the_office_checks_nothing_is_added(app: Flask, database: Database, town: Town) -> None:
    with unit_of_work(database) as session:
        looked(session, "溶接 研磨", 3)
        looked(session, "溶接 切削", 3)
        office = make_office(session, "mito", kind=OfficeKind.MUNICIPALITY, areas=("082015",))
        make_staff(session, office, "mito@example.jp")
    browser = browser_of(app, "owner")
    assert add(browser, town, "研磨") == 303
    with unit_of_work(database) as session:
        row = session.scalars(select(Revision)).one()
        row.state, row.submitted_at, row.submitted_by = "submitted", clock.now(), town["owner"]
    page = browser.get(f"/companies/{town['firm']}/found-by").text
    assert "いま窓口で確認中です" in page
    assert 'name="word"' not in page
    assert add(browser, town, "切削") == 409


def test_without_looks_the_page_explains(app: Flask, town: Town) -> None:
    page = page_of(app, town)
    assert "まだ、会社のページにつながったことばはありません。" in page
    assert "いま、足すとよさそうなことばはありません。" in page


def test_the_number_of_statements_does_not_grow_with_the_words(app: Flask, database: Database, town: Town) -> None:
    def statements() -> int:
        seen: list[str] = []
        browser = browser_of(app, "owner")
        browser.get(f"/companies/{town['firm']}/found-by")  # asks for the synonyms, too
        engine = app.extensions["database"].reading

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if statement != "BEGIN":
                seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        browser.get(f"/companies/{town['firm']}/found-by")
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    words = ("研磨", "切削", "塗装", "板金", "鋳造", "鍛造")
    with unit_of_work(database) as session:
        looked(session, "溶接 研磨", 3)
        led(session, town["other"], "製缶", 3)
        led(session, town["firm"], "溶接", 3)
    few = statements()
    with unit_of_work(database) as session:
        for word in words[1:]:
            looked(session, f"溶接 {word}", 3)
            led(session, town["other"], word, 3)
            led(session, town["firm"], word, 3)
    assert statements() == few
    assert few <= 24


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("who", ["owner", "viewer"])
def test_the_page_is_valid_html(app: Flask, database: Database, town: Town, who: str, language: str) -> None:
    browser = browser_of(app, who)
    page = f"/companies/{town['firm']}/found-by?lang={language}"
    assert_valid(browser.get(page).text)
    with unit_of_work(database) as session:
        looked(session, "溶接 <研磨>", 3)
        led(session, town["other"], "製缶", 3)
        led(session, town["firm"], "溶接", 3)
    assert_valid(browser.get(page).text)
