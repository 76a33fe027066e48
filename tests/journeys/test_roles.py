"""Pages of people who are signed in, in a real browser on a phone: no finding of axe, nothing too wide, nothing refused by the CSP."""

from collections.abc import Iterator

import pytest

from app.companies.numbers import number_of
from tests.journeys.browser import Visitor, needs_browser, visitor
from tests.journeys.playground import MEKKI, Playground, first_below, playground, sign_in

__all__ = ["playground"]
pytestmark = needs_browser
OWN, OTHER = MEKKI, number_of("999905010000")
# Each route once, as the lowest role that sees it; "*" opens the first link below the page before it.
PAGES = {
    "owner": (
        "/dashboard /inbox/ /firms/ /claims/ * /claims/new /claims/new?q=柿岡 /claims/new/sole /publications/ * "
        f"/claims/new/{OTHER} /companies/{OWN} /companies/{OWN}/profile/ /companies/{OWN}/profile/edit/basics "
        f"/companies/{OWN}/profile/edit/outline /companies/{OWN}/profile/edit/capabilities "
        f"/companies/{OWN}/profile/edit/equipment /companies/{OWN}/profile/edit/certificates "
        f"/companies/{OWN}/profile/edit/pictures /companies/{OWN}/profile/preview /companies/{OWN}/members/ "
        f"/companies/{OWN}/found-by /companies/{OWN}/proxies/ /companies/{OWN}/release /technologies/mine "
        f"/technologies/new?company={OWN} /licences/mine /account/ /account/profile /account/password /account/email "
        "/account/sessions /account/second-factor /account/notices /account/data /account/close"
    ),
    "owner2": "/dashboard /publications/ * /technologies/mine",
    "official": (
        "/dashboard /admin/ /admin/claims/ * /admin/publications/ * /admin/corrections/ * /admin/imports/ "
        "/admin/imports/new /admin/applicants/ /admin/unfound/ /admin/synonyms/ /admin/synonyms/new /admin/offices/ *"
    ),
    "chamber": "/dashboard /clients/ /clients/new /admin/vouchers/ *",
    "auditor": "/dashboard /admin/audit/ /admin/publications/",
    "admin": "/dashboard /admin/accounts/ * /admin/mails/ /admin/offices/new",
}


@pytest.fixture
def phone(playground: Playground) -> Iterator[Visitor]:
    yield from visitor(playground.address, 360)


@pytest.fixture
def without_scripts(playground: Playground) -> Iterator[Visitor]:
    yield from visitor(playground.address, 360, scripts=False)


@pytest.mark.parametrize("who", PAGES)
def test_pages_of_each_role_are_accessible_and_fit(phone: Visitor, who: str) -> None:
    sign_in(phone, who)
    faults: dict[str, object] = {}
    before = ""
    for entry in PAGES[who].split():
        path = first_below(phone, before) if entry == "*" else entry
        phone.open(path)
        found = [*phone.violations(), *([f"{phone.overflow()} px too wide"] if phone.overflow() > 0 else [])]
        if found:
            faults[path] = found
        before = path
    assert faults == {}
    assert phone.errors == []


def test_an_owner_edits_and_hands_in_without_scripts(without_scripts: Visitor) -> None:
    page = without_scripts.page
    sign_in(without_scripts, "owner2")
    without_scripts.open("/technologies/mine")
    page.click("a[href$='/edit']")
    assert "意味が分かりにくい" in page.inner_text("main")
    page.fill("#description", "金型を6つの区画に分けて温めます。試作10点のうち、割れたのは1点でした。")
    page.click("button[value=submit]")
    page.wait_for_load_state()
    assert "確認中" in page.inner_text("main")
