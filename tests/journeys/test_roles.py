"""Pages of people who are signed in, in a real browser on a phone: no finding of axe, nothing too wide, nothing refused by the CSP."""

import re
import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from app import create_app
from app.companies.numbers import number_of
from app.demo.service import load_demo
from tests.conftest import site_config
from tests.databases import SQLiteServer
from tests.journeys.browser import Visitor, needs_browser, visitor

pytestmark = needs_browser
PASSWORD = "musubiba-demo"
OWN, OTHER = number_of("999902010000"), number_of("999905010000")
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


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo site of this module's own, which its tests may change; pages look the same on every database."""
    folder = tmp_path_factory.mktemp("roles")
    site = create_app(site_config(folder / "data", SQLiteServer(folder).fresh()))
    load_demo(site.extensions["database"], site.extensions["search"], site.extensions["hasher"], firms=0)
    server = make_server("127.0.0.1", 0, site, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    site.extensions["database"].dispose()


@pytest.fixture
def phone(address: str) -> Iterator[Visitor]:
    yield from visitor(address, 360)


@pytest.fixture
def without_scripts(address: str) -> Iterator[Visitor]:
    yield from visitor(address, 360, scripts=False)


def _sign_in(someone: Visitor, who: str) -> None:
    someone.open("/login")
    someone.page.fill("#email", f"{who}@demo.example")
    someone.page.fill("#password", PASSWORD)
    someone.page.click("main button.mb-btn")
    someone.page.wait_for_load_state()


def _first_below(someone: Visitor, path: str) -> str:
    links = someone.page.eval_on_selector_all("main a", "all => all.map(a => a.getAttribute('href'))")
    return next(link for link in links if re.fullmatch(rf"{re.escape(path)}[a-z0-9]+", link or ""))


@pytest.mark.parametrize("who", PAGES)
def test_pages_of_each_role_are_accessible_and_fit(phone: Visitor, who: str) -> None:
    _sign_in(phone, who)
    faults: dict[str, object] = {}
    before = ""
    for entry in PAGES[who].split():
        path = _first_below(phone, before) if entry == "*" else entry
        phone.open(path)
        found = [*phone.violations(), *([f"{phone.overflow()} px too wide"] if phone.overflow() > 0 else [])]
        if found:
            faults[path] = found
        before = path
    assert faults == {}
    assert phone.errors == []


def test_an_owner_edits_and_hands_in_without_scripts(without_scripts: Visitor) -> None:
    page = without_scripts.page
    _sign_in(without_scripts, "owner2")
    without_scripts.open("/technologies/mine")
    page.click("a[href$='/edit']")
    assert "意味が分かりにくい" in page.inner_text("main")
    page.fill("#description", "金型を6つの区画に分けて温めます。試作10点のうち、割れたのは1点でした。")
    page.click("button[value=submit]")
    page.wait_for_load_state()
    assert "確認中" in page.inner_text("main")
