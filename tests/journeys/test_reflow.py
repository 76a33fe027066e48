"""Pages fit at 320 px (zoom of 400 %), with twice the text, and with wider spacing (WCAG 1.4.4, 1.4.10, 1.4.12), whatever people wrote."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.companies.models import Company, CompanyCapability, CompanyMember, CompanyProfile
from app.companies.numbers import number_of
from app.companies.publisher import CompanyPublisher
from app.core import clock
from app.core.actor import Actor, FirmRole, Grant, Role
from app.core.events import RecordsChanged, announce
from app.core.ids import new_id
from app.core.publication import Revision
from app.core.unit_of_work import unit_of_work
from app.publishing.service import digest_of_value, open_draft, save_draft, submit
from app.technologies.models import Technology
from tests.journeys.browser import Visitor, needs_browser, visitor
from tests.journeys.playground import MEKKI, PRESS, Playground, first_below, playground, sign_in

__all__ = ["playground"]
pytestmark = needs_browser
FIRM, TECHNOLOGY = number_of("999999990000"), "hostiletech1"
# Old forms of characters, emoji joined from several, text from right to left, marks that turn the direction and never turn it back.
_PIECE = "髙﨑辻󠄀👩‍🏭🏳️‍🌈مرحبا\u200f\u202e逆\u2067אבג"
NAME = "株式会社髙﨑" + (_PIECE * 30)[:294]
LONG = (_PIECE + "あ" * 40 + "W" * 60) * 50
SUMMARY = LONG[:5_000]
PUBLIC = ("/", "/search?q=メッキ", "/search?q=zzzzqqqq", f"/companies/{MEKKI}", "/stats", "/login", "/register")
OWN = ("/dashboard", f"/companies/{PRESS}/profile/edit/basics")
DESKS = ("/dashboard", "/admin/claims/", "/admin/publications/")

# The least spacing that WCAG 1.4.12 asks a page to bear, put on every element from outside the page's own style sheets.
SPACING = """() => { for (const one of document.querySelectorAll("body, body *")) {
    one.style.lineHeight = "1.5"; one.style.letterSpacing = "0.12em"; one.style.wordSpacing = "0.16em";
    if (one.localName === "p") one.style.marginBottom = "2em"; } }"""
NO_SPACING = """() => { for (const one of document.querySelectorAll("body, body *"))
    one.style.lineHeight = one.style.letterSpacing = one.style.wordSpacing = one.style.marginBottom = ""; }"""
TEXT = "size => { document.documentElement.style.fontSize = size; }"
# What sticks out of the window, and what a box cuts off; regions that scroll by themselves and words for ears only are meant.
MISFITS = """() => {
    const found = [], root = document.documentElement, excess = root.scrollWidth - innerWidth;
    const name = one => one.localName + (one.className ? "." + String(one.className?.baseVal ?? one.className).split(" ")[0] : "");
    if (excess > 0) {
        const out = [...document.querySelectorAll("body *")].filter(one => !one.closest(".mb-scroll, .mb-vh")
            && one.getBoundingClientRect().right > innerWidth + .5).slice(0, 4);
        found.push(`${excess} px too wide: ${out.map(name).join(", ")}`);
    }
    for (const one of document.querySelectorAll("body *:not(input, select, textarea, svg, svg *)")) {
        const {overflowX, clipPath} = getComputedStyle(one);
        if ((overflowX === "hidden" || overflowX === "clip") && clipPath === "none" && one.clientWidth > 1
            && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)) found.push(`${name(one)} is cut`);
    }
    return found.slice(0, 5); }"""


def _hostile_firm(session: Session) -> None:
    """A firm of owner2@ whose every text is as bad as can be, and a version of it that waits: straight into the database, as
    forms and rules of submission would refuse most of it."""
    model = session.get_one(Company, PRESS)
    columns = {column.key: getattr(model, column.key) for column in Company.__table__.columns}
    owner = session.scalars(select(User).where(User.email == "owner2@demo.example")).one()
    now, today = clock.now(), clock.today()
    session.add(Company(**columns | {"id": FIRM, "corporate_number": FIRM, "name": NAME, "name_kana": "ア" * 300}))
    session.flush()
    profile = CompanyProfile(company_id=FIRM, summary="板を曲げます。", source="試験", fresh_on=today, updated_at=now)
    member = CompanyMember(
        id=new_id(), company_id=FIRM, user_id=owner.id, role=FirmRole.OWNER, given_by=None, given_at=now
    )
    session.add_all([profile, member])
    session.flush()
    waiting = _waiting_draft(session, Actor(owner.id, frozenset({Grant(Role.MEMBER), Grant(FirmRole.OWNER, FIRM)})))
    waiting.fields = {**waiting.fields, "summary": SUMMARY, "strengths": SUMMARY[::-1], "keywords": ["W" * 100]}
    profile.summary, profile.strengths, profile.source = SUMMARY, SUMMARY, LONG[:300]
    profile.problems, profile.keywords = [LONG[:100], "W" * 100], ["W" * 100]
    profile.website = "https://example.jp/" + "w" * 400
    session.add(CompanyCapability(company_id=FIRM, process="W" * 100, tolerance="0" * 100, remark=LONG[:300]))
    session.add(_hostile_technology())
    announce(session, RecordsChanged("company", (FIRM,)))
    announce(session, RecordsChanged("technology", (TECHNOLOGY,)))


def _waiting_draft(session: Session, owner: Actor) -> Revision:
    publisher = CompanyPublisher()
    draft = open_draft(session, publisher, FIRM, FIRM, owner)
    typed = {"summary": "W" * 200, "strengths": "W" * 2_000}
    save_draft(session, publisher, draft, owner, typed, {name: digest_of_value(draft.fields[name]) for name in typed})
    submit(session, publisher, draft, owner)
    return draft


def _hostile_technology() -> Technology:
    return Technology(
        id=TECHNOLOGY,
        code="T-" + "9" * 60,
        title=LONG[:300],
        summary=SUMMARY,
        description=SUMMARY,
        problems=["W" * 100],
        keywords=["W" * 100],
        owner_number=FIRM,
        owner_name=NAME,
        stage="in-use",
        source=LONG[:300],
        source_on=clock.today(),
        fresh_on=clock.today(),
        updated_at=clock.now(),
    )


@pytest.fixture(scope="module")
def hostile(playground: Playground) -> Playground:
    """The site with the hostile firm on it, delivered and found."""
    with unit_of_work(playground.site.extensions["database"]) as session:
        _hostile_firm(session)
    playground.deliver()
    return playground


@pytest.fixture
def someone(playground: Playground) -> Iterator[Visitor]:
    yield from visitor(playground.address, 320)


def _misfits(someone: Visitor, path: str) -> dict[str, list[str]]:
    """What does not fit on one page: by the way in which the page is read."""
    page, found = someone.page, {}
    page.set_viewport_size({"width": 320, "height": 800})
    someone.open(path)
    found[f"{path} at 320 px"] = page.evaluate(MISFITS)
    page.evaluate(SPACING)
    found[f"{path} with text spacing"] = page.evaluate(MISFITS)
    page.evaluate(NO_SPACING)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(TEXT, "200%")
        found[f"{path} at {width} px with twice the text"] = page.evaluate(MISFITS)
    return {how: faults for how, faults in found.items() if faults}


def _walk(someone: Visitor, paths: tuple[str, ...]) -> dict[str, list[str]]:
    return {how: faults for path in paths for how, faults in _misfits(someone, path).items()}


def test_what_everyone_reads_fits(someone: Visitor) -> None:
    someone.open(f"/companies/{MEKKI}")
    technology = first_below(someone, "/technologies/")
    assert _walk(someone, (*PUBLIC, technology)) == {}
    assert someone.errors == []


def test_what_an_owner_reads_fits(someone: Visitor) -> None:
    sign_in(someone, "owner2")
    assert _walk(someone, OWN) == {}
    assert someone.errors == []


def test_what_an_official_reads_fits(someone: Visitor) -> None:
    sign_in(someone, "official")
    someone.open("/admin/claims/")
    claim = first_below(someone, "/admin/claims/")
    assert _walk(someone, (*DESKS, claim)) == {}
    assert someone.errors == []


def test_hostile_texts_break_no_public_page(hostile: Playground, someone: Visitor) -> None:
    someone.open(f"/search?q={FIRM}")
    assert someone.page.locator(f"main a[href='/companies/{FIRM}']").count() >= 1
    paths = (f"/companies/{FIRM}", f"/technologies/{TECHNOLOGY}", f"/search?q={FIRM}", f"/search?q={'W' * 400}")
    assert _walk(someone, (*paths, f"/corrections/new?type=company&id={FIRM}")) == {}
    assert [error for error in someone.errors if "404" not in error] == []


def test_hostile_texts_break_no_page_of_their_owner(hostile: Playground, someone: Visitor) -> None:
    sign_in(someone, "owner2")
    base = f"/companies/{FIRM}"
    paths = (
        "/dashboard",
        "/firms/",
        "/publications/",
        f"{base}/profile/",
        f"{base}/profile/preview",
        f"{base}/members/",
    )
    assert _walk(someone, paths) == {}
    assert someone.errors == []


def test_hostile_texts_break_no_page_of_an_official(hostile: Playground, someone: Visitor) -> None:
    sign_in(someone, "official")
    someone.open(f"/admin/publications/?q={FIRM}")
    decision = first_below(someone, "/admin/publications/")
    assert _walk(someone, ("/admin/publications/", decision)) == {}
    assert someone.errors == []
