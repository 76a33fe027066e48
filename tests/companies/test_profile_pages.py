"""The profile's edit pages: from the draft to the public page, what is refused and stays typed, and who sees what."""

from datetime import timedelta

import html5lib
import pytest
from flask import Flask
from sqlalchemy import select

from app.companies.models import Company, CompanyProfile, CompanyProxy
from app.companies.service.profiles import ProfileInput, fields_of, whole_profiles, write_profiles
from app.core import clock
from app.core.db import Database
from app.core.ids import new_id
from app.core.unit_of_work import unit_of_work
from tests.companies.people import Town, browser_of, make_town, send
from tests.companies.profiles import BASICS, draft_of, edit_address, fill_in, publish_open, save
from tests.people import hidden_fields


@pytest.fixture
def town(app: Flask) -> Town:
    """Firms with people."""
    return make_town(app.extensions["database"])


@pytest.fixture
def database(app: Flask) -> Database:
    """The site's."""
    return app.extensions["database"]


def test_from_the_draft_to_the_public_page(app: Flask, town: Town, database: Database) -> None:
    firm, owner = town["firm"], browser_of(app, "owner")
    fill_in(owner, firm)
    assert "薄いアルミの板" not in app.test_client().get(f"/companies/{firm}").text
    assert owner.post(f"/companies/{firm}/profile/", f"/companies/{firm}/profile/submit").status_code == 303
    publish_open(app, town, "company", firm)
    with database.read() as session:
        profile = whole_profiles(session, [firm])[firm]
        assert fields_of(profile) == {
            "summary": "薄いアルミの板を、ゆがませずに溶接します",
            "strengths": "速い",
            "problems": ["板がそる", "図面がない"],
            "keywords": ["アルミ溶接"],
            "industries": ["E2446", "E"],
            "staff": 12,
            "capital_yen": 30_000_000,
            "founded_on": "1975-04-01",
            "website": "https://www.example.co.jp/",
            "languages": ["en", "vi"],
            "pictures": [],
            "certificates": [{"name": "ISO 9001", "number": "", "expires_on": "2099-03-31"}],
            "capabilities": [
                {
                    "process": "cutting",
                    "materials": ["aluminium", "stainless"],
                    "size_min": 1.5,
                    "size_max": 300.0,
                    "size_unit": "mm",
                    "tolerance": "",
                    "weight_max_kg": None,
                    "lot_min": 1,
                    "lot_max": 1000,
                    "remark": "",
                }
            ],
            "equipment": [
                {"name": "5軸マシニングセンタ", "count": 1, "remark": ""},
                {"name": "三次元測定機", "count": 2, "remark": ""},
            ],
        }
        assert (profile.is_claimed, profile.source, profile.fresh_on) == (True, "会社の登録", clock.today())
        company = session.get(Company, firm)
        assert company is not None
        assert company.updated_at == profile.updated_at
    page = app.test_client().get(f"/companies/{firm}").text
    assert "薄いアルミの板を、ゆがませずに溶接します" in page
    assert "入力：企業の担当者、確認：機関 pref" in page


def test_saving_again_what_is_shown_changes_nothing(app: Flask, town: Town) -> None:
    owner, firm = browser_of(app, "owner"), town["firm"]
    fill_in(owner, firm)
    before = draft_of(app, firm)
    for section in ("basics", "outline", "capabilities", "equipment", "certificates"):
        address = edit_address(firm, section)
        assert owner.client.post(address, data=_as_shown(owner.get(address).text)).status_code == 303
    assert draft_of(app, firm) == before


def _as_shown(page: str) -> dict[str, list[str]]:
    """All fields of the page's edit form as a browser would send them untouched."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    form = next(form for form in tree.iter("form") if (form.get("data-autosave") or ""))
    sent: dict[str, list[str]] = {}
    for box in form.iter():
        name = box.get("name") or ""
        if box.tag == "input" and (box.get("type") != "checkbox" or box.get("checked") is not None):
            sent.setdefault(name, []).append(box.get("value") or "")
        elif box.tag == "textarea":
            sent.setdefault(name, []).append(box.text or "")
        elif box.tag == "select":
            chosen = [option.get("value") for option in box.iter("option") if option.get("selected") is not None]
            sent.setdefault(name, []).append((chosen or [""])[0] or "")
    return sent


@pytest.mark.parametrize(
    ("section", "name", "typed", "message"),
    [
        ("basics", "summary", "あ" * 1_001, "1,000文字までにしてください"),
        ("basics", "strengths", "あ" * 2_001, "2,000文字までにしてください"),
        ("basics", "troubles", "\n".join("あ" * 21), "20行までにしてください"),
        ("basics", "keywords", "あ" * 101, "1行は100文字までにしてください"),
        ("outline", "industries", "そんな業種", "「そんな業種」に合う業種がありません"),
        ("outline", "industries", "医療", "番号で書いてください"),
        ("outline", "industries", "E9999", "「E9999」に合う業種がありません"),
        ("outline", "staff", "十二", "数字で入力してください"),
        ("outline", "staff", "1000001", "0から1,000,000までにしてください"),
        ("outline", "capital_yen", "たくさん", "金額を読み取れませんでした"),
        ("outline", "capital_yen", "-5", "0円から"),
        ("outline", "founded_on", "むかし", "日付を読み取れませんでした"),
        ("outline", "founded_on", "1500-01-01", "明治元年（1868年）から後の日付にしてください"),
        ("outline", "website", "javascript:alert(1)", "http または https で始まるアドレス"),
        ("outline", "website", "http://localhost/", "http または https で始まるアドレス"),
        ("outline", "website", "http://10.0.0.1/", "http または https で始まるアドレス"),
        ("capabilities", "capabilities-0-materials", "アルミ、ミスリル", "「ミスリル」は一覧にありません"),
        ("capabilities", "capabilities-0-process_code", "magic", "工程を選んでください"),
        ("capabilities", "capabilities-0-size_min", "大きい", "数字で入力してください"),
        ("capabilities", "capabilities-0-weight_max_kg", "1e9", "数字で入力してください"),
        ("capabilities", "capabilities-0-lot_min", "0", "1から"),
        ("equipment", "equipment-0-name", "あ" * 101, "100文字までにしてください"),
        ("equipment", "equipment-0-count", "いくつか", "数字で入力してください"),
        ("certificates", "certificates-0-expires_on", "そのうち", "日付を読み取れませんでした"),
    ],
)
def test_bad_input_stands_beside_its_field(
    app: Flask, town: Town, section: str, name: str, typed: str, message: str
) -> None:
    other = {"basics": {}, "outline": {}, "equipment": {"equipment-0-name": "旋盤"}}.get(section, {})
    answer = save(browser_of(app, "editor"), town["firm"], section, {**other, name: typed})
    assert answer.status_code == 422
    tree = html5lib.parse(answer.text, namespaceHTMLElements=False)
    box = next(box for box in tree.iter() if box.get("name") == name)
    shown = box.text if box.tag == "textarea" else box.get("value")
    if box.tag != "select":
        assert (shown or "").strip() == typed
    assert box.get("aria-invalid") == "true"
    error = next(one for one in tree.iter("p") if one.get("id") == f"{box.get('id')}-error")
    assert message in "".join(error.itertext())
    assert draft_of(app, town["firm"]) == {}


def test_low_comes_before_high(app: Flask, town: Town) -> None:
    row = {"capabilities-0-process_code": "cutting", "capabilities-0-lot_min": "10", "capabilities-0-lot_max": "2"}
    answer = save(browser_of(app, "owner"), town["firm"], "capabilities", row)
    assert answer.status_code == 422
    assert "下限より大きい数にしてください" in answer.text


def test_fields_that_no_form_has_change_nothing(app: Flask, town: Town, database: Database) -> None:
    firm, owner = town["firm"], browser_of(app, "owner")
    extra = {
        "is_sample": "1",
        "source": "私",
        "company_id": town["other"],
        "id": "x",
        "state": "published",
        "staff": "7",
    }
    assert save(owner, firm, "basics", {**BASICS, **extra}).status_code == 303
    draft = draft_of(app, firm)
    assert draft["summary"] == BASICS["summary"]
    assert draft["staff"] is None  # of another section
    assert not {"is_sample", "source", "company_id", "id", "state"} & set(draft)
    owner.post(f"/companies/{firm}/profile/", f"/companies/{firm}/profile/submit")
    publish_open(app, town, "company", firm)
    with database.read() as session:
        profile = session.get(CompanyProfile, firm)
        assert profile is not None
        assert (profile.is_sample, profile.source) == (False, "会社の登録")


def test_rows_are_removed_emptied_and_added(app: Flask, town: Town) -> None:
    firm, owner = town["firm"], browser_of(app, "owner")
    rows = {f"equipment-{n}-name": f"機械{n}" for n in range(3)}
    answer = save(owner, firm, "equipment", rows, do="more")
    assert answer.headers["Location"] == f"{edit_address(firm, 'equipment')}?more=1"
    assert owner.get(answer.headers["Location"]).text.count('name="equipment-') == (3 + 5) * 4
    save(
        owner,
        firm,
        "equipment",
        {**rows, "equipment-1-removed": "1", "equipment-2-name": " ", "equipment-7-name": "旋盤"},
    )
    assert [row["name"] for row in draft_of(app, firm)["equipment"]] == ["機械0", "旋盤"]


def test_too_many_rows_are_refused(app: Flask, town: Town) -> None:
    rows = {f"certificates-{n}-name": f"認証{n}" for n in range(21)}
    answer = save(browser_of(app, "owner"), town["firm"], "certificates", rows)
    assert answer.status_code == 422
    assert "20行までにしてください" in answer.text


def test_what_is_missing_stops_the_submission_and_keeps_the_draft(app: Flask, town: Town) -> None:
    firm, owner = town["firm"], browser_of(app, "owner")
    save(owner, firm, "basics", {**BASICS, "summary": ""})
    save(owner, firm, "certificates", {"certificates-0-name": "ISO 9001", "certificates-0-expires_on": "2020-01-01"})
    answer = owner.post(f"/companies/{firm}/profile/", f"/companies/{firm}/profile/submit")
    assert answer.status_code == 422
    assert "「できること」を書いてください" in answer.text
    assert "期限の過ぎた認証・資格があります" in answer.text
    checked = owner.get(f"{edit_address(firm, 'basics')}?check=1").text
    assert 'id="summary-error"' in checked
    assert draft_of(app, firm)["strengths"] == "速い"


def test_a_closed_firm_hands_nothing_in(app: Flask, town: Town, database: Database) -> None:
    firm, owner = town["firm"], browser_of(app, "owner")
    save(owner, firm, "basics", BASICS)
    with unit_of_work(database) as session:
        company = session.get(Company, firm)
        assert company is not None
        company.closed_on = clock.today()
    assert send(owner, f"/companies/{firm}/profile/submit").status_code == 409
    assert f'action="/companies/{firm}/profile/submit"' not in owner.get(f"/companies/{firm}/profile/").text


def test_two_editors_at_once_lose_nothing(app: Flask, town: Town) -> None:
    firm, owner, editor = town["firm"], browser_of(app, "owner"), browser_of(app, "editor")
    save(owner, firm, "basics", BASICS)
    address = edit_address(firm, "basics")
    seen_by_editor = editor.hidden(address)
    save(owner, firm, "basics", {**BASICS, "summary": "責任者の文", "strengths": "責任者の強み"})
    typed = {**BASICS, "summary": "編集者の文", "keywords": "編集者のことば"}
    answer = editor.client.post(address, data={**seen_by_editor, **typed, "do": "save"})
    assert answer.status_code == 422
    assert "人 ownerさんがここを変えました" in answer.text
    assert "責任者の文" in answer.text
    assert "編集者の文" in answer.text
    assert draft_of(app, firm)["summary"] == "責任者の文"
    again = editor.client.post(address, data={**hidden_fields(answer.text, address), **typed, "do": "save"})
    assert again.status_code == 303
    draft = draft_of(app, firm)
    assert (draft["summary"], draft["strengths"], draft["keywords"]) == (
        "編集者の文",
        "責任者の強み",
        ["編集者のことば"],
    )


def test_an_automatic_save_keeps_the_good_fields(app: Flask, town: Town) -> None:
    firm, owner = town["firm"], browser_of(app, "owner")
    address = edit_address(firm, "outline")
    sent = {**owner.hidden(address), "staff": "9", "website": "javascript:x"}
    del sent["once"]
    answer = owner.client.post(f"{address}/autosave", data=sent, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    draft = draft_of(app, firm)
    assert (draft["staff"], draft["website"]) == (9, "")


def test_one_press_confirms_the_public_page(app: Flask, town: Town, database: Database) -> None:
    firm = town["firm"]
    with unit_of_work(database) as session:
        profile = session.get(CompanyProfile, firm)
        assert profile is not None
        profile.fresh_on = clock.today() - timedelta(days=400)
    stale = "最後の確認から1年を過ぎています"
    assert stale in app.test_client().get(f"/companies/{firm}").text
    owner = browser_of(app, "owner")
    assert owner.post(f"/companies/{firm}", f"/companies/{firm}/profile/confirm").status_code == 303
    assert stale not in app.test_client().get(f"/companies/{firm}").text
    with database.read() as session:
        assert session.scalar(select(CompanyProfile.fresh_on).where(CompanyProfile.company_id == firm)) == clock.today()


PAGES = (
    "/companies/{firm}/profile/",
    "/companies/{firm}/profile/edit",
    "/companies/{firm}/profile/edit/outline",
    "/companies/{firm}/profile/edit/capabilities",
    "/companies/{firm}/profile/edit/equipment",
    "/companies/{firm}/profile/edit/certificates",
    "/companies/{firm}/profile/edit/pictures",
    "/companies/{firm}/profile/preview",
)
ACTS = (
    "/companies/{firm}/profile/edit",
    "/companies/{firm}/profile/edit/equipment",
    "/companies/{firm}/profile/edit/basics/autosave",
    "/companies/{firm}/profile/submit",
    "/companies/{firm}/profile/confirm",
    "/companies/{firm}/profile/pictures",
)


@pytest.mark.parametrize("name", ["stranger", "rival", "support", "official"])
def test_others_find_nothing(app: Flask, town: Town, name: str) -> None:
    firm, other = town["firm"], browser_of(app, name)
    save(browser_of(app, "owner"), firm, "basics", BASICS)
    assert {page: other.get(page.format(firm=firm)).status_code for page in PAGES} == dict.fromkeys(PAGES, 404)
    assert {act: send(other, act.format(firm=firm), BASICS).status_code for act in ACTS} == dict.fromkeys(ACTS, 404)


def test_visitors_are_sent_to_the_sign_in(app: Flask, town: Town) -> None:
    visitor = app.test_client()
    for page in PAGES:
        answer = visitor.get(page.format(firm=town["firm"]))
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/login")


def test_viewers_see_and_do_not_write(app: Flask, town: Town) -> None:
    firm, viewer = town["firm"], browser_of(app, "viewer")
    save(browser_of(app, "owner"), firm, "basics", BASICS)
    overview = viewer.get(f"/companies/{firm}/profile/")
    assert overview.status_code == 200
    assert "/profile/edit" not in overview.text
    assert "/profile/submit" not in overview.text
    assert viewer.get(f"/companies/{firm}/profile/preview").status_code == 200
    assert viewer.get(f"/companies/{firm}/profile/edit").status_code == 403
    assert {send(viewer, act.format(firm=firm), BASICS).status_code for act in ACTS} == {403}


def test_the_office_sees_the_preview_once_it_waits(app: Flask, town: Town) -> None:
    firm, owner, official = town["firm"], browser_of(app, "owner"), browser_of(app, "official")
    save(owner, firm, "basics", BASICS)
    assert official.get(f"/companies/{firm}/profile/preview").status_code == 404
    send(owner, f"/companies/{firm}/profile/submit")
    preview = official.get(f"/companies/{firm}/profile/preview")
    assert preview.status_code == 200
    assert BASICS["summary"] in preview.text


def test_while_the_office_looks_nobody_writes(app: Flask, town: Town) -> None:
    firm, owner = town["firm"], browser_of(app, "owner")
    save(owner, firm, "basics", BASICS)
    send(owner, f"/companies/{firm}/profile/submit")
    page = owner.get(edit_address(firm, "basics")).text
    assert 'name="summary"' not in page
    assert "取り下げて直す" in page
    assert send(owner, edit_address(firm, "basics"), {"summary": "別"}).status_code == 409
    assert draft_of(app, firm)["summary"] == BASICS["summary"]


def test_a_form_that_is_sent_twice_counts_once(app: Flask, town: Town) -> None:
    firm, owner = town["firm"], browser_of(app, "owner")
    address = edit_address(firm, "basics")
    sent = {**owner.hidden(address), **BASICS, "do": "next"}
    first, second = (owner.client.post(address, data=sent) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"] == edit_address(firm, "outline")


XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def test_what_is_typed_is_never_markup(app: Flask, town: Town) -> None:
    firm, owner = town["firm"], browser_of(app, "owner")
    save(owner, firm, "basics", dict.fromkeys(BASICS, XSS))
    save(
        owner,
        firm,
        "capabilities",
        {"capabilities-0-process_code": "cutting", "capabilities-0-remark": XSS, "capabilities-0-tolerance": XSS},
    )
    save(owner, firm, "equipment", {"equipment-0-name": XSS, "equipment-0-remark": XSS})
    save(owner, firm, "certificates", {"certificates-0-name": XSS, "certificates-0-number": XSS})
    pages = [owner.get(page.format(firm=firm)).text for page in PAGES]
    pages.append(save(owner, firm, "basics", {"summary": XSS * 30}).text)
    send(owner, f"/companies/{firm}/profile/submit")
    official = browser_of(app, "official")
    desk = official.get("/admin/publications/").text
    pages.append(desk)
    publish_open(app, town, "company", firm)
    pages.append(app.test_client().get(f"/companies/{firm}").text)
    assert "&lt;script&gt;alert(1)" in pages[-1]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize("language", ["ja", "en"])
def test_pages_are_valid_html_with_one_heading(app: Flask, town: Town, language: str) -> None:
    firm, owner = town["firm"], browser_of(app, "owner")
    fill_in(owner, firm)
    for page in PAGES:
        text = owner.get(f"{page.format(firm=firm)}?lang={language}").text
        html5lib.HTMLParser(strict=True).parse(text)
        assert text.count("<h1") == 1, page


def test_entry_on_behalf_is_named_on_the_public_page(app: Flask, town: Town, database: Database) -> None:
    firm, now = town["firm"], clock.now()
    with unit_of_work(database) as session:
        session.add(
            CompanyProxy(
                id=new_id(),
                company_id=firm,
                office_id=town["cci"],
                state="active",
                consent="owner",
                requested_by=town["support"],
                requested_at=now,
                started_at=now,
                started_by=town["owner"],
            )
        )
    support = browser_of(app, "support")
    assert save(support, firm, "basics", BASICS).status_code == 303
    assert support.post(f"/companies/{firm}/profile/", f"/companies/{firm}/profile/submit").status_code == 303
    publish_open(app, town, "company", firm)
    page = app.test_client().get(f"/companies/{firm}").text
    assert "入力：機関 cci（代行）、確認：機関 pref" in page
    assert "職員 花子" not in page


def test_a_file_offers_what_it_may_not_overwrite(app: Flask, town: Town, database: Database) -> None:
    firm, owner = town["firm"], browser_of(app, "owner")
    save(owner, firm, "basics", BASICS)
    owner.post(f"/companies/{firm}/profile/", f"/companies/{firm}/profile/submit")
    publish_open(app, town, "company", firm)
    with unit_of_work(database) as session:
        counts = write_profiles(session, [ProfileInput(firm, summary="ファイルの文", staff=5)], "ファイル")
    assert counts.offered == {firm: ("summary",)}
    with database.read() as session:
        profile = session.get(CompanyProfile, firm)
        assert profile is not None
        assert (profile.summary, profile.staff) == (BASICS["summary"], 5)
    assert "公的なデータに新しい値があります" in owner.get(f"/companies/{firm}/profile/").text
