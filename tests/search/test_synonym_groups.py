"""The office's synonyms: rules, preview, saving, and how every process learns of them."""

import threading
import time
from pathlib import Path

import html5lib
import pytest
from flask import Flask
from sqlalchemy import select, text

from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import Database
from app.core.ids import new_id
from app.core.kinds import KindRegister
from app.core.outbox import OutboxRow
from app.core.unit_of_work import unit_of_work
from app.search import wordbook
from app.search.group_rules import problem_of
from app.search.groups import DatabaseGroups, cut_words
from app.search.models import SynonymGroup
from app.search.parameters import SearchRequest
from app.search.preview import changed_searches, groups_with
from app.search.queries import list_active_groups, words_of
from app.search.service import SearchService
from tests.people import Browser, hidden_fields
from tests.search.library import Shelf, analyser, built, company, service
from tests.search.words import assert_valid, looked, people, stock

LIST = "/admin/synonyms/"
NEW = "/admin/synonyms/new"


def total(search: SearchService, q: str) -> int:
    return search.find(SearchRequest(q=q)).total


def groups(database: Database) -> list[tuple[list[str], str, int]]:
    with database.read() as session:
        rows = session.scalars(select(SynonymGroup).order_by(SynonymGroup.created_at))
        return [(row.words, row.state, row.version) for row in rows]


def save(browser: Browser, page: str, *words: str, note: str = "") -> object:
    """Through both steps, as a person does."""
    typed = {"words": "\n".join(words), "note": note}
    preview = browser.post(page, data=typed)
    assert preview.status_code == 200, preview.text
    return browser.client.post(page, data={**hidden_fields(preview.text, page), "step": "save"})


@pytest.fixture
def desk(app: Flask, database: Database) -> Browser:
    """An official of the prefecture's office on a site with four firms."""
    people(database)
    stock(app, database)
    return Browser(app).sign_in("official@example.jp")


def message(words: list[str], others: tuple[tuple[str, ...], ...] = (), share: float = 0.0) -> str | None:
    problem = problem_of(words, others, lambda _word: share)
    return problem.message % problem.values if problem else None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["干し芋"], "2つ以上"),
        ([], "2つ以上"),
        ([f"ことば{n:02}" for n in range(21)], "いま21語"),
        (["めっき", "メッキ"], "「めっき」と「メッキ」は、検索ではもともと同じことばです"),
        (["サーバー", "ｻｰﾊﾞ"], "同じことば"),
        (["い", "干し芋"], "「い」は1文字"),
        (["ア", "干し芋"], "1文字"),
        (["ｘ", "干し芋"], "1文字"),
        (["会社", "干し芋"], "「会社」は多くの記録"),
        (["近く", "干し芋"], "多くの記録"),
        (["！？", "干し芋"], "文字がありません"),
        (["長" * 31, "干し芋"], "長すぎます"),
    ],
)
def test_traps_are_named_kindly(words: list[str], said: str) -> None:
    assert said in (message(words) or "")


def test_good_groups_pass() -> None:
    assert message(["干し芋", "ほしいも"]) is None
    assert message(["型", "金型"]) is None
    assert message([f"ことば{n:02}" for n in range(20)]) is None


def test_a_word_stands_in_one_group_only_in_whatever_spelling() -> None:
    said = message(["ﾒｯｷ", "被膜"], (("干し芋", "乾燥芋"), ("めっき", "鍍金")))
    assert said is not None
    assert "「ﾒｯｷ」は、もう別の組（めっき、鍍金）にあります" in said


def test_a_word_that_carries_no_meaning_is_too_common(tmp_path: Path) -> None:
    search = built(tmp_path / "index", Shelf(company("1", "甲", summary="溶接")))
    assert [search.share(word) for word in ("する", "もの", "溶接", "ほしいも", "切削")] == [1.0, 1.0, 1 / 50, 0.0, 0.0]


def test_a_word_of_every_fifth_record_is_too_common() -> None:
    assert "多くの記録" in (message(["水戸", "常陸"], share=0.21) or "")
    assert message(["水戸", "常陸"], share=0.2) is None


def test_our_groups_come_before_the_shipped_ones(tmp_path: Path) -> None:
    shelf = Shelf(company("1", "甲", summary="鍍金"), company("2", "乙", summary="ぴかぴか加工"))
    search = built(tmp_path / "index", shelf)
    assert (total(search, "めっき"), total(search, "ぴかぴか加工")) == (1, 1)
    changed = search.as_if([("めっき", "ぴかぴか加工")])
    assert (total(changed, "めっき"), total(changed, "ぴかぴか加工")) == (2, 2)
    assert changed.book().synonyms.of("メッキ")[0] == "ぴかぴか加工"
    assert "鍍金" in changed.book().synonyms.of("メッキ")
    assert total(search, "めっき") == 1  # nothing was saved


def test_a_saved_group_reaches_a_second_service_within_two_seconds(tmp_path: Path, database: Database) -> None:
    shelf = Shelf(company("1", "甲", summary="いぐねの手入れ"))
    built(tmp_path / "index", shelf)
    one, two = (_following(tmp_path, shelf, database) for _ in range(2))
    assert (total(one, "屋敷林"), total(two, "屋敷林")) == (0, 0)
    with unit_of_work(database) as session:
        session.add(_group("屋敷林", "いぐね"))
    started = time.monotonic()
    while total(two, "屋敷林") == 0 and time.monotonic() - started < 5:
        time.sleep(0.05)
    assert time.monotonic() - started <= wordbook.EVERY + 0.5
    assert total(two, "屋敷林") == 1


def test_the_database_is_asked_at_most_every_two_seconds(tmp_path: Path, database: Database) -> None:
    asked: list[int] = []

    class Counting(DatabaseGroups):
        def stamp(self) -> str:
            asked.append(threading.get_ident())
            return super().stamp()

    shelf = Shelf(company("1", "甲", summary="溶接"))
    built(tmp_path / "index", shelf)
    search = _following(tmp_path, shelf, database, Counting(database))
    for _ in range(50):
        total(search, "溶接")
    assert len(asked) == 1


def test_groups_that_cannot_be_read_leave_the_words_as_they_are(tmp_path: Path, database: Database) -> None:
    shelf = Shelf(company("1", "甲", summary="いぐねの手入れ"))
    built(tmp_path / "index", shelf)
    with unit_of_work(database) as session:
        session.add(_group("屋敷林", "いぐね"))
    search = _following(tmp_path, shelf, database)
    assert total(search, "屋敷林") == 1
    with unit_of_work(database) as session:
        session.execute(text("DROP TABLE synonym_groups"))
    search._follower.book(at_once=True)
    assert total(search, "屋敷林") == 1


def _following(folder: Path, shelf: Shelf, database: Database, saved: DatabaseGroups | None = None) -> SearchService:
    saved = saved or DatabaseGroups(database)
    return SearchService(KindRegister([shelf]), (), f"whoosh:{folder / 'index'}", analyser=analyser(), saved=saved)


def _group(*words: str) -> SynonymGroup:
    now = clock.now()
    return SynonymGroup(
        id=new_id(), words=list(words), state="active", created_at=now, created_by=None, updated_at=now, updated_by=None
    )


def test_nothing_is_saved_before_the_second_press(desk: Browser, database: Database) -> None:
    answer = desk.post(NEW, data={"words": "屋敷林\nいぐね", "note": "那珂の言い方"})
    assert answer.status_code == 200
    assert "まだ保存していません" in answer.text
    assert groups(database) == []
    assert total(desk.client.application.extensions["search"], "屋敷林") == 0


def test_the_preview_shows_what_changes_and_what_is_found_anew(desk: Browser, database: Database) -> None:
    with unit_of_work(database) as session:
        looked(session, "屋敷林", 4, outcome="nothing")
        looked(session, "溶接", 5)
        looked(session, "いぐね 二人", 2)
    page = desk.post(NEW, data={"words": "屋敷林\nいぐね"}).text
    rows = [
        ["".join(cell.itertext()) for cell in row]
        for row in html5lib.parse(page, namespaceHTMLElements=False).iter("tr")
    ][1:]
    assert [[cell.strip() for cell in row] for row in rows] == [["屋敷林", "4", "0", "1", "企業 那珂木工株式会社"]]
    assert "二人" not in page


def test_the_preview_is_what_is_found_after_saving(desk: Browser, database: Database) -> None:
    search: SearchService = desk.client.application.extensions["search"]
    words = ["アルミ加工", "溶接", "塗装"]
    with unit_of_work(database) as session:
        for asked in ("溶接", "塗装", "鉄 塗装", "アルミ加工"):
            looked(session, asked, 3)
    with database.read() as session:
        before = words_of(list_active_groups(session))
        changes = changed_searches(session, search, before, groups_with(session, words), words)
    assert {change.text for change in changes} >= {"溶接", "塗装", "アルミ加工"}
    assert [total(search, change.text) for change in changes] == [change.before for change in changes]
    assert save(desk, NEW, *words).status_code == 303
    search._follower.book(at_once=True)
    with database.read() as session:
        for change in changes:
            found = search.search(session, SearchRequest(q=change.text, per_page=100))
            assert found.total == change.after
            assert {record.id for record in change.new} <= {result.document.id for result in found.results}


def test_a_changed_group_is_previewed_in_its_own_place(desk: Browser, database: Database) -> None:
    assert save(desk, NEW, "屋敷林", "いぐね").status_code == 303
    (group_id,) = _ids(database)
    page = desk.post(f"{LIST}{group_id}/edit", data={"words": "屋敷林\n溶接"}).text
    cells = [
        [" ".join("".join(cell.itertext()).split()) for cell in row][:4]
        for row in html5lib.parse(page, namespaceHTMLElements=False).iter("tr")
    ][1:]
    assert ["屋敷林", "記録なし", "1", "1"] in cells


def test_saving_keeps_the_group_and_says_so(desk: Browser, database: Database) -> None:
    answer = save(desk, NEW, "屋敷林", "いぐね", note="那珂の言い方")
    assert (answer.status_code, answer.headers["Location"]) == (303, LIST)
    assert groups(database) == [(["屋敷林", "いぐね"], "active", 1)]
    page = desk.get(LIST).text
    assert "「屋敷林・いぐね」の組を保存しました" in page
    assert "那珂の言い方" in page
    with database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "synonyms.add")).one()
        assert (entry.details, entry.role) == ({"words": 2, "state": "active"}, "official")


def test_words_can_be_rewritten_from_the_preview(desk: Browser, database: Database) -> None:
    preview = desk.post(NEW, data={"words": "屋敷林\nいぐね", "note": "メモ"})
    back = desk.client.post(NEW, data={**hidden_fields(preview.text, NEW), "step": "rewrite"})
    assert back.status_code == 200
    assert "屋敷林\nいぐね</textarea>" in back.text
    assert groups(database) == []


def test_a_trap_comes_back_beside_the_field_with_what_was_typed(desk: Browser, database: Database) -> None:
    for step in ("", "save"):
        answer = desk.post(NEW, data={"words": "めっき\nメッキ", "step": step})
        assert answer.status_code == 422
        assert "検索ではもともと同じことばです" in answer.text
        assert "めっき\nメッキ</textarea>" in answer.text
    assert groups(database) == []


def test_a_word_of_another_group_is_refused_and_free_again_once_that_is_withdrawn(
    desk: Browser, database: Database
) -> None:
    save(desk, NEW, "屋敷林", "いぐね")
    assert desk.post(NEW, data={"words": "イグネ\n生垣"}).status_code == 422
    (group_id,) = _ids(database)
    page = f"{LIST}{group_id}/edit"
    assert desk.post(page, f"{LIST}{group_id}/withdraw").status_code == 303
    assert save(desk, NEW, "イグネ", "生垣").status_code == 303
    assert groups(database) == [(["屋敷林", "いぐね"], "withdrawn", 2), (["イグネ", "生垣"], "active", 1)]


def test_a_group_may_keep_its_own_words_when_it_is_edited(desk: Browser, database: Database) -> None:
    save(desk, NEW, "屋敷林", "いぐね")
    (group_id,) = _ids(database)
    assert save(desk, f"{LIST}{group_id}/edit", "屋敷林", "いぐね", "生垣").status_code == 303
    assert groups(database) == [(["屋敷林", "いぐね", "生垣"], "active", 2)]


def test_a_change_on_an_old_version_is_refused(desk: Browser, database: Database) -> None:
    save(desk, NEW, "屋敷林", "いぐね")
    (group_id,) = _ids(database)
    page = f"{LIST}{group_id}/edit"
    seen = desk.hidden(page, page)
    assert save(desk, page, "屋敷林", "生垣").status_code == 303
    for step in ("", "save"):
        late = {**seen, "once": f"other{step}", "words": "屋敷林\n防風林", "step": step}
        assert desk.client.post(page, data=late).status_code == 409
    assert desk.client.post(f"{LIST}{group_id}/withdraw", data={**seen, "once": "third"}).status_code == 409
    assert groups(database) == [(["屋敷林", "生垣"], "active", 2)]


def test_a_withdrawn_group_cannot_be_changed_or_withdrawn_again(desk: Browser, database: Database) -> None:
    save(desk, NEW, "屋敷林", "いぐね")
    (group_id,) = _ids(database)
    page = f"{LIST}{group_id}/edit"
    assert desk.post(page, f"{LIST}{group_id}/withdraw").status_code == 303
    token = {"csrf_token": desk.hidden("/about", "/logout")["csrf_token"], "version": "2"}
    assert desk.client.post(f"{LIST}{group_id}/withdraw", data=token).status_code == 409
    late = {**token, "words": "屋敷林\n生垣", "step": "save"}
    assert desk.client.post(page, data=late).status_code == 409
    assert "この組は取りやめました" in desk.get(page).text
    with database.read() as session:
        actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "synonym-group")).all()
    assert actions == ["synonyms.add", "synonyms.withdraw"]


def test_a_form_sent_twice_makes_one_group(desk: Browser, database: Database) -> None:
    preview = desk.post(NEW, data={"words": "屋敷林\nいぐね"})
    sent = {**hidden_fields(preview.text, NEW), "step": "save"}
    assert [desk.client.post(NEW, data=sent).status_code for _ in range(2)] == [303, 303]
    assert len(groups(database)) == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("official", 200),
        ("chief", 200),
        ("admin", 200),
        ("mito", 403),
        ("support", 403),
        ("auditor", 403),
        ("member", 403),
    ],
)
def test_only_the_prefectures_office_keeps_synonyms(app: Flask, database: Database, who: str, status: int) -> None:
    people(database)
    with unit_of_work(database) as session:
        group = _group("屋敷林", "いぐね")
        session.add(group)
    browser = Browser(app).sign_in(f"{who}@example.jp")
    page = f"{LIST}{group.id}/edit"
    assert [browser.get(one).status_code for one in (LIST, NEW, page)] == [status] * 3
    token = browser.hidden("/about", "/logout")["csrf_token"]
    typed = {"csrf_token": token, "words": "防風林\n生垣", "version": "1"}
    saved = 303 if status == 200 else 403
    assert browser.client.post(NEW, data=typed).status_code == status
    assert browser.client.post(NEW, data={**typed, "step": "save"}).status_code == saved
    assert browser.client.post(page, data={**typed, "words": "屋敷林\n庭木"}).status_code == status
    answer = browser.client.post(page, data={**typed, "words": "屋敷林\n庭木", "step": "save"})
    assert answer.status_code == saved
    answer = browser.client.post(f"{LIST}{group.id}/withdraw", data={**typed, "version": "2" if saved == 303 else "1"})
    assert answer.status_code == saved
    if status == 403:
        assert groups(database) == [(["屋敷林", "いぐね"], "active", 1)]


def test_the_list_is_searched_and_shows_shipped_groups_beside(desk: Browser) -> None:
    save(desk, NEW, "屋敷林", "いぐね")
    page = desk.get(f"{LIST}?q=ｲｸﾞﾈ").text
    assert "屋敷林・いぐね" in page
    other = desk.get(f"{LIST}?q=鍍金").text
    assert "屋敷林" not in other
    assert "めっき・メッキ・鍍金" in other
    assert "はじめから入っている組" not in desk.get(LIST).text


def test_words_that_the_dictionary_cuts_ask_for_a_new_index(desk: Browser, database: Database) -> None:
    assert cut_words(["くるみもち", "屋敷林"], analyser()) == _cut("くるみもち")
    cut = next(word for word in ("くえるもの", "ぬれるかも", "かえるとき") if cut_words([word], analyser()))
    preview = desk.post(NEW, data={"words": f"{cut}\nいぐね"})
    assert "辞書が切り分けることばです" in preview.text
    assert save(desk, NEW, cut, "いぐね").status_code == 303
    with database.read() as session:
        waiting = session.scalars(select(OutboxRow).where(OutboxRow.name == "special_words_changed")).all()
        assert len(waiting) == 1
    assert "索引の作り直し待ち" in desk.get(LIST).text
    app = desk.client.application
    app.extensions["subscriptions"]["special_words_changed"][0]([{"group_id": "x"}])
    assert "索引の作り直し待ち" not in desk.get(LIST).text


def _cut(word: str) -> list[str]:
    return [word] if any(not token.is_content for token in analyser().tokens(word)) else []


def test_without_an_index_the_preview_says_so(app: Flask, database: Database) -> None:
    people(database)
    browser = Browser(app).sign_in("official@example.jp")
    page = browser.post(NEW, data={"words": "屋敷林\nいぐね"})
    assert page.status_code == 200
    assert "変わる検索を確かめられません" in page.text


@pytest.mark.parametrize("language", ["ja", "en"])
def test_pages_are_valid_html(desk: Browser, database: Database, language: str) -> None:
    with unit_of_work(database) as session:
        looked(session, "屋敷林", 4, outcome="nothing")
    asked = f"?lang={language}"
    assert_valid(desk.get(LIST + asked).text)
    for words in ("屋敷林\nいぐね", "めっき", "存在しない\n何もない"):
        assert_valid(desk.post(NEW, data={"words": words, "note": "一\n二<b>"}, query_string={"lang": language}).text)
    assert_valid(desk.get(f"{NEW}{asked}&word=屋敷林&word=<b>").text)
    assert save(desk, NEW, "屋敷林", "いぐね").status_code == 303
    (group_id,) = _ids(database)
    page = f"{LIST}{group_id}/edit"
    assert_valid(desk.get(page + asked).text)
    assert desk.post(page, f"{LIST}{group_id}/withdraw").status_code == 303
    for one in (page + asked, f"{LIST}{asked}&state=withdrawn&q=めっき", f"{LIST}{asked}&page=7"):
        assert_valid(desk.get(one).text)


def _ids(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(SynonymGroup.id).where(SynonymGroup.state == "active")))


def test_a_service_without_saved_groups_is_as_before(tmp_path: Path) -> None:
    shelf = Shelf(company("1", "甲", summary="鍍金"))
    built(tmp_path / "index", shelf)
    assert total(service(tmp_path / "index", shelf), "めっき") == 1
