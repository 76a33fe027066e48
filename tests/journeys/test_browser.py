"""The main job in a real browser: type, see reasons, narrow, open. On a desk, on a phone, by keyboard, without scripts."""

from collections.abc import Iterator

import pytest

from tests.journeys.browser import Visitor, address, needs_browser, visitor

__all__ = ["address"]
pytestmark = needs_browser
PAGES = (
    "/",
    "/search?q=メッキ",
    "/search?q=zzzzqqqq",
    "/companies/",
    "/companies/6999902010000",
    "/technologies/",
    "/patents/",
    "/patents/jp-app-2018-990201",
    "/about",
    "/api/",
    "/no-such-page",
)


@pytest.fixture
def desk(address: str) -> Iterator[Visitor]:
    yield from visitor(address, 1280)


@pytest.fixture
def phone(address: str) -> Iterator[Visitor]:
    yield from visitor(address, 360)


@pytest.fixture
def without_scripts(address: str) -> Iterator[Visitor]:
    yield from visitor(address, 360, scripts=False)


def test_an_owner_types_a_trouble_and_sees_who_helps_and_why(phone: Visitor) -> None:
    phone.open("/")
    phone.page.fill("#q", "手書きの日報を誰も読み返さない")
    phone.page.press("#q", "Enter")
    phone.page.wait_for_url("**/search?**")
    first = phone.page.locator(".mb-result").first
    assert first.locator(".mb-why li").count() >= 1
    first.locator("h3 a").click()
    phone.page.wait_for_selector("h1")
    assert phone.errors == []


def test_narrowing_takes_effect_at_once_and_stands_in_the_address(desk: Visitor) -> None:
    desk.open("/search?q=メッキ")
    before = desk.page.inner_text("#count")
    desk.page.check("input[name=type][value=patent]")
    desk.page.wait_for_function("text => document.querySelector('#count').innerText !== text", arg=before)
    assert "type=patent" in desk.page.url
    assert set(desk.page.locator(".mb-result .mb-tag--solid").all_inner_texts()) == {"特許"}
    assert desk.errors == []


def test_suggestions_can_be_taken_by_keyboard(desk: Visitor) -> None:
    desk.open("/")
    desk.page.type("#q", "高場メッ")
    desk.page.wait_for_selector("#q-list [role=option]")
    desk.page.press("#q", "ArrowDown")
    assert desk.page.get_attribute("#q", "aria-activedescendant") == "q-list-0"
    desk.page.press("#q", "Enter")
    desk.page.wait_for_url("**/search?**")
    assert "高場メッキ" in desk.page.inner_text("h1")


def test_the_search_works_without_scripts(without_scripts: Visitor) -> None:
    page = without_scripts.page
    without_scripts.open("/")
    page.fill("#q", "メッキ")
    page.click("button:has-text('検索')")
    page.locator("details.js-facets > summary").click()
    page.check("input[name=type][value=patent]")
    page.click("button:has-text('この条件で表示')")
    assert "type=patent" in page.url
    assert set(page.locator(".mb-result .mb-tag--solid").all_inner_texts()) == {"特許"}


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_are_accessible_and_fit(address: str, width: int) -> None:
    for someone in visitor(address, width):
        faults: dict[str, object] = {}
        for path in PAGES:
            someone.open(path)
            found = [*someone.violations(), *([f"{someone.overflow()} px too wide"] if someone.overflow() > 0 else [])]
            if found:
                faults[path] = found
        assert faults == {}
        assert [error for error in someone.errors if "404" not in error] == []
