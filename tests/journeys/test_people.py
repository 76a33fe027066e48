"""From a stranger to a firm that is found: registering, claiming, publishing, in one journey over HTTP with four people.

The worker delivers what each step announces, as in real life; the links are taken from the mails that it wrote.
"""

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask

from app import worker
from app.audit.service import verify
from app.core.actor import FirmRole, Role
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from tests.companies.factories import company
from tests.people import Browser, make_office, make_staff, make_user

OWNER = {"name": "三の丸 太郎", "email": "taro@mito-shisaku.example.jp", "password": "kawawarete-iru 7"}
CLAIM = {
    "position": "代表取締役",
    "phone": "029-301-0000",
    "proof": "letter",
    "firm_name": "株式会社水戸試作",
    "firm_address": "水戸市三の丸1-1-1",
    "consent": "1",
}
SUMMARY = "梵鐘の音を録って、ひび割れを見つけます。"


@pytest.fixture
def site(app: Flask, database: Database) -> Flask:
    """A site with one company of the register, the prefecture's office with two people, and a future editor."""
    with unit_of_work(database) as session:
        session.add(company())
        office = make_office(session, "pref")
        make_staff(session, office, "official@pref.example.jp", name="県庁 次郎")
        make_staff(session, office, "chief@pref.example.jp", Role.CHIEF, name="県庁 三郎")
        make_user(session, "hanako@example.jp", name="三の丸 花子")
    with database.read() as session:
        app.extensions["search"].rebuild(session)
    return app


def _deliver(site: Flask) -> None:
    worker.run(site, once=True)


def _newest_link(site: Flask, address: str) -> str:
    """The path of the link in the newest mail to `address`."""
    mails = sorted((Path(site.config["SITE"].data_dir) / "outbox").glob("*.eml"), key=lambda p: p.stat().st_mtime_ns)
    for path in reversed(mails):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        if mail["To"] == address:
            text = mail.get_body(("plain",)).get_content()
            return re.search(r"https?://[^/\s]+(/\S+)", text)[1]
    raise AssertionError(f"no mail to {address}")


def _register(site: Flask) -> Browser:
    browser = Browser(site)
    assert browser.post("/register", data=OWNER).status_code == 303
    _deliver(site)
    link = _newest_link(site, OWNER["email"])
    assert browser.post(link).status_code == 303
    return browser.sign_in(OWNER["email"], OWNER["password"])


def _claim(site: Flask, owner: Browser, firm: str) -> None:
    sent = owner.post(f"/claims/new/{firm}", data=CLAIM)
    assert sent.status_code == 303, sent.text
    claim = sent.headers["Location"]
    desk = f"/admin{claim}"
    official = Browser(site).sign_in("official@pref.example.jp")
    assert official.post(desk, f"{desk}/send").status_code == 303
    code = re.search(r'class="mb-code">([^<]+)<', official.get(f"{desk}/letter").text)[1]
    assert owner.post(claim, f"{claim}/confirm", {"code": code}).status_code == 303
    checked = {"checked": "letter", "how": "手紙のコードを確かめた。"}
    assert official.post(desk, f"{desk}/approve", checked).status_code == 303
    _deliver(site)


def _invite(site: Flask, owner: Browser, firm: str) -> Browser:
    page = f"/companies/{firm}/members/"
    invited = {"email": "hanako@example.jp", "role": FirmRole.EDITOR}
    assert owner.post(page, f"/companies/{firm}/invitations/", invited).status_code == 303
    _deliver(site)
    link = _newest_link(site, "hanako@example.jp")
    editor = Browser(site).sign_in("hanako@example.jp")
    assert editor.post(link, f"{link}/accept").status_code == 303
    return editor


def _waiting(official: Browser) -> list[str]:
    """Addresses of what waits for a decision, oldest first."""
    page = official.get("/admin/publications/").text
    return list(dict.fromkeys(re.findall(r'href="(/admin/publications/[^".?]+)"', page)))


def test_a_firm_registers_claims_publishes_and_is_found(site: Flask) -> None:
    firm = company().id
    owner = _register(site)
    _claim(site, owner, firm)
    editor = _invite(site, owner, firm)

    # The editor writes the profile and a technology; the owner hands both in.
    edit = f"/companies/{firm}/profile/edit/basics"
    assert (
        editor.post(
            edit, edit, {"summary": "鐘を調べます", "strengths": "", "troubles": "", "keywords": ""}
        ).status_code
        == 303
    )
    trade = f"/companies/{firm}/profile/edit/outline"
    assert editor.post(trade, trade, {"industries": "E24"}).status_code == 303
    overview = f"/companies/{firm}/profile/"
    handed_in = owner.post(overview, f"{overview}submit")
    assert handed_in.status_code == 303, handed_in.text

    # The deciding officer sends it back with a note beside the field; the editor corrects it.
    chief = Browser(site).sign_in("chief@pref.example.jp")
    [desk] = _waiting(chief)
    returned = chief.post(desk, f"{desk}/return", {"note-summary": "何を調べるのか、もう少しくわしく書いてください。"})
    assert returned.status_code == 303, returned.text
    _deliver(site)
    assert "もう少しくわしく" in editor.get(edit).text
    assert (
        editor.post(edit, edit, {"summary": SUMMARY, "strengths": "", "troubles": "", "keywords": ""}).status_code
        == 303
    )
    assert owner.post(overview, f"{overview}submit").status_code == 303

    new = f"/technologies/new?company={firm}"
    drafted = editor.post(
        new,
        None,
        {
            "title": "打音による鋳物のひび検査",
            "summary": SUMMARY,
            "description": SUMMARY,
            "stage": "in-use",
            "troubles": "鋳物のひびが見えない",
        },
    )
    assert drafted.status_code == 303, drafted.text
    technology = drafted.headers["Location"]
    submitted = owner.post(
        technology,
        None,
        {
            "title": "打音による鋳物のひび検査",
            "summary": SUMMARY,
            "description": SUMMARY,
            "stage": "in-use",
            "troubles": "鋳物のひびが見えない",
            "do": "submit",
        },
    )
    assert submitted.status_code == 303, submitted.text

    for desk in _waiting(chief):
        published = chief.post(desk, f"{desk}/publish")
        assert published.status_code == 303, published.text
    _deliver(site)

    # Everyone finds both, and the record of it all is whole.
    visitor = Browser(site)
    found = visitor.get("/api/v1/search?q=梵鐘").json["results"]
    assert {result["type"] for result in found} == {"company", "technology"}
    page = visitor.get(f"/companies/{firm}").text
    assert SUMMARY in page
    assert "未登録の企業" not in page
    with site.extensions["database"].read() as session:
        count, broken = verify(session, site.extensions["database"].chain_key)
    assert broken is None
    assert count > 10
