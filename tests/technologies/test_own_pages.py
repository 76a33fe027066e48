"""A firm's technologies: from the draft to the public page, off the site and back, and who may."""

import html5lib
import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.outbox import OutboxRow
from app.core.unit_of_work import unit_of_work
from app.technologies.kind import TechnologyKind
from app.technologies.models import Technology
from app.technologies.service import TechnologyInput, write_technologies
from tests.companies.people import Town, browser_of, make_town, send
from tests.companies.profiles import draft_of, publish_open
from tests.people import Browser, hidden_fields

FORM = {
    "title": "薄板アルミのレーザー溶接",
    "summary": "ゆがませずに溶接します",
    "description": "しくみ\n\n実績",
    "troubles": "板がそる",
    "keywords": "溶接",
    "stage": "in-use",
    "industry": "E29",
    "municipality_code": "082015",
    "ipc": "ｂ２３ｋ ２６/２１",
    "url": "https://www.example.co.jp/laser",
    "is_it": "",
}


@pytest.fixture
def town(app: Flask) -> Town:
    """Firms with people."""
    return make_town(app.extensions["database"])


def _begin(browser: Browser, firm: str, do: str = "save", **changes: str) -> str:
    """Write a new technology; the address of its form."""
    page = f"/technologies/new?company={firm}"
    answer = browser.post(page, data={**FORM, **changes, "do": do})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def _published(app: Flask, town: Town) -> str:
    owner = browser_of(app, "owner")
    address = _begin(owner, town["firm"])
    owner.post(address, data={**FORM, "do": "submit"})
    id_ = address.split("/")[2]
    publish_open(app, town, "technology", id_)
    return id_


def test_from_a_new_draft_to_the_public_page(app: Flask, town: Town) -> None:
    owner = browser_of(app, "owner")
    address = _begin(owner, town["firm"])
    id_ = address.split("/")[2]
    assert address == f"/technologies/{id_}/edit"
    assert app.test_client().get(f"/technologies/{id_}").status_code == 404
    assert FORM["title"] in owner.get("/technologies/mine").text
    answer = owner.post(address, data={**FORM, "title": "名前を直した", "do": "submit"})
    assert answer.headers["Location"].startswith("/publications/")
    publish_open(app, town, "technology", id_)
    with app.extensions["database"].read() as session:
        row = session.scalars(select(Technology)).one()
        assert (row.id, row.code, row.title) == (id_, f"M-{id_.upper()}", "名前を直した")
        assert (row.owner_number, row.owner_name) == (town["firm"], "株式会社firm")
        assert (row.ipc, row.industry, row.stage, row.is_it) == (["B23K26/21"], "E29", "in-use", False)
        assert (row.problems, row.municipality_code, row.url) == (["板がそる"], "082015", FORM["url"])
        assert (row.source, row.fresh_on, row.is_sample) == ("会社の登録", clock.today(), False)
    page = app.test_client().get(f"/technologies/{id_}").text
    assert "名前を直した" in page
    assert "入力：企業の担当者、確認：機関 pref" in page


def test_what_is_missing_stops_the_submission_and_keeps_the_draft(app: Flask, town: Town) -> None:
    owner = browser_of(app, "owner")
    page = f"/technologies/new?company={town['firm']}"
    answer = owner.post(page, data={**FORM, "title": "", "stage": "", "do": "submit"})
    assert answer.status_code == 422
    assert 'id="title-error"' in answer.text
    assert "技術の段階を選んでください" in answer.text
    [begun] = [line for line in owner.get("/technologies/mine").text.split('"') if line.endswith("/edit")]
    assert draft_of(app, begun.split("/")[2])["summary"] == FORM["summary"]
    again = owner.client.post(begun, data={**hidden_fields(answer.text, begun), **FORM, "do": "submit"})
    assert again.status_code == 303


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("title", "あ" * 301, "300文字までにしてください"),
        ("summary", "あ" * 1_001, "1,000文字までにしてください"),
        ("description", "あ" * 5_001, "5,000文字までにしてください"),
        ("troubles", "あ" * 101, "1行は100文字までにしてください"),
        ("keywords", "\n".join("あ" * 21), "20行までにしてください"),
        ("stage", "magic", "段階を選んでください"),
        ("industry", "そんな業種", "「そんな業種」に合う業種がありません"),
        ("municipality_code", "999999", "地域を選んでください"),
        ("ipc", "Z99", "「Z99」を分類として読み取れませんでした"),
        ("url", "javascript:alert(1)", "http または https で始まるアドレス"),
    ],
)
def test_bad_input_stands_beside_its_field(app: Flask, town: Town, name: str, typed: str, message: str) -> None:
    answer = browser_of(app, "owner").post(f"/technologies/new?company={town['firm']}", data={**FORM, name: typed})
    assert answer.status_code == 422
    tree = html5lib.parse(answer.text, namespaceHTMLElements=False)
    box = next(box for box in tree.iter() if box.get("name") == name and box.tag != "meta")
    if box.tag != "select":
        assert ((box.text if box.tag == "textarea" else box.get("value")) or "").strip() == typed
    error = next(one for one in tree.iter("p") if one.get("id") == f"{name}-error")
    assert message in "".join(error.itertext())


def test_the_longest_texts_arrive(app: Flask, town: Town) -> None:
    lines = "\n".join(["あ" * 100] * 20)
    longest = {"summary": "あ" * 1_000, "description": "あ" * 5_000, "troubles": lines, "keywords": lines}
    address = _begin(browser_of(app, "owner"), town["firm"], **longest)
    draft = draft_of(app, address.split("/")[2])
    assert (len(draft["description"]), len(draft["problems"]), len(draft["keywords"])) == (5_000, 20, 20)


def test_fields_that_no_form_has_change_nothing(app: Flask, town: Town) -> None:
    owner = browser_of(app, "owner")
    extra = {
        "id": "x",
        "code": "T-1",
        "owner_number": town["other"],
        "owner_name": "別",
        "is_sample": "1",
        "source": "私",
    }
    address = _begin(owner, town["firm"], **extra)
    id_ = address.split("/")[2]
    assert not set(extra) & set(draft_of(app, id_))
    owner.post(address, data={**FORM, **extra, "do": "submit"})
    publish_open(app, town, "technology", id_)
    with app.extensions["database"].read() as session:
        row = session.scalars(select(Technology)).one()
        assert (row.code, row.owner_number, row.is_sample) == (f"M-{id_.upper()}", town["firm"], False)


def test_withdrawn_it_is_nowhere_and_reopened_it_is_back(app: Flask, town: Town) -> None:
    id_, owner, visitor = _published(app, town), browser_of(app, "owner"), app.test_client()
    code = f"M-{id_.upper()}"
    answer = owner.post(f"/technologies/{id_}/edit", f"/technologies/{id_}/withdraw")
    assert answer.status_code == 303
    for address in (f"/technologies/{id_}", f"/technologies/{code}", f"/api/v1/technologies/{id_}"):
        assert visitor.get(address).status_code == 404
    for address in ("/technologies/", f"/companies/{town['firm']}", "/api/v1/downloads/technologies.jsonl"):
        assert FORM["title"] not in visitor.get(address).get_data(as_text=True)
    assert visitor.get("/api/v1/technologies").json["total"] == 0
    assert visitor.get("/api/v1/technologies?updated_since=2000-01-01").json["total"] == 0
    with app.extensions["database"].read() as session:
        assert TechnologyKind().documents(session, [id_]) == []
        assert list(TechnologyKind().all_ids(session)) == []
        last = session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc())).first()
        assert last is not None
        assert (last.name, last.payload) == ("records_changed", {"kind": "technology", "ids": [id_]})
    assert "公開をやめた" in owner.get("/technologies/mine").text
    assert send(owner, f"/technologies/{id_}/withdraw").status_code == 409
    assert owner.post(f"/technologies/{id_}/edit", f"/technologies/{id_}/reopen").status_code == 303
    assert visitor.get(f"/technologies/{id_}").status_code == 200
    assert send(owner, f"/technologies/{id_}/reopen").status_code == 409


def test_the_search_forgets_what_is_withdrawn(app: Flask, town: Town) -> None:
    id_ = _published(app, town)
    database, search = app.extensions["database"], app.extensions["search"]
    with database.read() as session:
        search.rebuild(session)
    assert app.test_client().get("/api/v1/search?q=薄板アルミ&type=technology").json["total"] == 1
    send(browser_of(app, "owner"), f"/technologies/{id_}/withdraw")
    with database.read() as session:
        search.index(session, {"technology": [id_]})
    assert app.test_client().get("/api/v1/search?q=薄板アルミ&type=technology").json["total"] == 0


ACTS = ("edit", "edit/autosave", "confirm", "withdraw", "reopen")


@pytest.mark.parametrize("name", ["stranger", "rival", "support", "official"])
def test_others_find_nothing(app: Flask, town: Town, name: str) -> None:
    id_, other = _published(app, town), browser_of(app, name)
    assert other.get(f"/technologies/{id_}/edit").status_code == 404
    assert {act: send(other, f"/technologies/{id_}/{act}", FORM).status_code for act in ACTS} == dict.fromkeys(
        ACTS, 404
    )
    assert other.get(f"/technologies/new?company={town['firm']}").status_code == 404
    assert send(other, f"/technologies/new?company={town['firm']}", FORM).status_code == 404
    assert FORM["title"] not in other.get("/technologies/mine").text


def test_another_firms_draft_is_not_there(app: Flask, town: Town) -> None:
    address = _begin(browser_of(app, "owner"), town["firm"])
    rival = browser_of(app, "rival")
    assert rival.get(address).status_code == 404
    assert send(rival, address, {**FORM, "title": "奪った"}).status_code == 404
    assert draft_of(app, address.split("/")[2])["title"] == FORM["title"]


def test_viewers_see_and_do_not_write(app: Flask, town: Town) -> None:
    id_, viewer = _published(app, town), browser_of(app, "viewer")
    mine = viewer.get("/technologies/mine").text
    assert FORM["title"] in mine
    assert "/edit" not in mine
    assert viewer.get(f"/technologies/{id_}/edit").status_code == 403
    assert {send(viewer, f"/technologies/{id_}/{act}", FORM).status_code for act in ACTS} == {403}
    assert viewer.get(f"/technologies/new?company={town['firm']}").status_code == 403


def test_a_file_offers_what_it_may_not_overwrite(app: Flask, town: Town) -> None:
    id_, owner = _published(app, town), browser_of(app, "owner")
    told = TechnologyInput(f"M-{id_.upper()}", "ファイルの名前", owner_number=town["firm"])
    with unit_of_work(app.extensions["database"]) as session:
        counts = write_technologies(session, [told], "ファイル", given=frozenset({"title"}))
    assert counts.offered == {f"M-{id_.upper()}": ("title",)}
    assert FORM["title"] in app.test_client().get(f"/technologies/{id_}").text
    assert "公的なデータに新しい値があります" in owner.get(f"/technologies/{id_}/edit").text


XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def test_what_is_typed_is_never_markup(app: Flask, town: Town) -> None:
    owner = browser_of(app, "owner")
    texts = dict.fromkeys(("title", "summary", "description", "troubles", "keywords"), XSS)
    address = _begin(owner, town["firm"], **texts)
    id_ = address.split("/")[2]
    pages = [owner.get(address).text, owner.get("/technologies/mine").text]
    owner.post(address, data={**FORM, **texts, "do": "submit"})
    publish_open(app, town, "technology", id_)
    visitor = app.test_client()
    pages += [
        visitor.get(page).text for page in (f"/technologies/{id_}", "/technologies/", f"/companies/{town['firm']}")
    ]
    assert "&lt;script&gt;alert(1)" in pages[-3]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize("language", ["ja", "en"])
def test_pages_are_valid_html_with_one_heading(app: Flask, town: Town, language: str) -> None:
    id_, owner = _published(app, town), browser_of(app, "owner")
    for page in (f"/technologies/{id_}/edit", "/technologies/mine", f"/technologies/new?company={town['firm']}"):
        joint = "&" if "?" in page else "?"
        text = owner.get(f"{page}{joint}lang={language}").text
        html5lib.HTMLParser(strict=True).parse(text)
        assert text.count("<h1") == 1, page
