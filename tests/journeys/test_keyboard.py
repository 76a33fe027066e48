"""By keyboard alone: from the front page to a firm, in, through an error to a handed-in profile. The focus is always to be seen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from app.demo.people import PASSWORD
from tests.journeys.browser import Visitor, needs_browser, visitor
from tests.journeys.playground import PRESS, Playground, playground

__all__ = ["playground"]
pytestmark = needs_browser
MOST_STOPS = 120  # nobody should press Tab more often on one page
# What is wrong with where the focus stands; null: it can be seen. On maps the area's own line is its outline.
FOCUS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return "the focus is lost";
    const box = one.getClientRects()[0] ?? one.getBoundingClientRect(), name = one.outerHTML.slice(0, 120);
    const look = getComputedStyle(one), area = one.ownerSVGElement ? getComputedStyle(one.querySelector("path") ?? one) : null;
    if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) return "off the screen: " + name;
    if (!box.width || !box.height || look.visibility === "hidden") return "not to be seen: " + name;
    if (area) return parseFloat(area.strokeWidth) >= 2 ? null : "no line: " + name;
    const isOutlined = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
    if (!isOutlined && one.localName !== "main") return "no outline: " + name;
    const within = (at, most) => Math.min(Math.max(at, 0), most - 1);
    const top = document.elementFromPoint(within(box.left + box.width / 2, innerWidth), within(box.top + Math.min(box.height, 40) / 2, innerHeight));
    return top && !one.contains(top) && !top.contains(one) ? "covered: " + name : null; }"""


@pytest.fixture
def desk(playground: Playground) -> Iterator[Visitor]:
    yield from visitor(playground.address, 1280)


def _at(page: Page, selector: str) -> bool:
    """Whether the focus is there."""
    found: bool = page.evaluate("selector => document.activeElement.matches(selector)", selector)
    return found


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on `selector`; every stop on the way must be in sight."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS) is None, page.url
        if _at(page, selector):
            return
    raise AssertionError(f"{selector} isn't within {MOST_STOPS} stops on {page.url}")


def _enter(page: Page) -> None:
    """Press Enter on what opens another page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _retype(page: Page, text: str) -> None:
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type(text)


def test_a_firm_is_found_and_its_profile_handed_in_by_keyboard(desk: Visitor) -> None:
    page = desk.page
    desk.open("/")
    _tab_to(page, "#q")
    page.keyboard.type("石滝プレス")
    _enter(page)
    _tab_to(page, f".mb-result a[href='/companies/{PRESS}']")
    _enter(page)
    expect(page.locator("h1")).to_have_text("株式会社石滝プレス工業")
    _tab_to(page, "header a[href^='/login']")
    _enter(page)
    _tab_to(page, "#email")
    page.keyboard.type("owner2@demo.example")
    _tab_to(page, "#password")
    page.keyboard.type(PASSWORD)
    _enter(page)

    if not page.url.endswith("/dashboard"):
        _tab_to(page, "nav a[href='/dashboard']")
        _enter(page)
    _tab_to(page, f"main a[href='/companies/{PRESS}/profile/']")
    _enter(page)
    _tab_to(page, "main a[href$='/profile/edit/basics'], main a[href$='/profile/edit']")
    _enter(page)
    _tab_to(page, "#summary")
    _retype(page, "")
    _tab_to(page, "button[name=do][value=save]")
    _enter(page)

    # Handed in too early: the summary takes the focus, its lines lead to the section, and there into the field.
    _tab_to(page, "form[action$='/profile/submit'] button")
    _enter(page)
    for leads_to in ("/profile/edit/basics?check=1", "#summary"):
        expect(page.locator(".mb-errsum")).to_be_focused()
        assert page.evaluate(FOCUS) is None
        _tab_to(page, f".mb-errsum a[href$='{leads_to}']")
        if leads_to == "#summary":
            page.keyboard.press("Enter")
        else:
            _enter(page)
    expect(page.locator("#summary")).to_be_focused()
    assert page.evaluate(FOCUS) is None
    page.keyboard.type("アルミの薄い板を、深く絞ります。")
    _tab_to(page, "button[name=do][value=save]")
    _enter(page)
    _tab_to(page, "form[action$='/profile/submit'] button")
    _enter(page)
    expect(page.locator(".mb-told [role=status]")).to_contain_text("公開を申請しました")
    assert [error for error in desk.errors if "422" not in error] == []


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(desk: Visitor) -> None:
    page = desk.page
    for path in ("/", f"/companies/{PRESS}", "/login"):
        desk.open(path)
        page.keyboard.press("Tab")
        assert _at(page, "a.mb-skip")
        assert page.evaluate(FOCUS) is None
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
        assert page.evaluate(FOCUS) is None


@pytest.mark.parametrize("path", ["/search?q=メッキ", "/stats", f"/companies/{PRESS}"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_stop_of_a_page_is_in_sight(playground: Playground, path: str, width: int) -> None:
    for someone in visitor(playground.address, width):
        page = someone.page
        someone.open(path)
        stops = 0
        while stops < 400:
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break  # behind the last stop the browser's own buttons come
            assert page.evaluate(FOCUS) is None
            stops += 1
        assert 10 < stops < 400


def test_an_error_summary_takes_the_focus_and_leads_into_the_field(desk: Visitor) -> None:
    page = desk.page
    desk.open("/login")
    _tab_to(page, "main button.mb-btn")
    _enter(page)
    expect(page.locator(".mb-errsum")).to_be_focused()
    assert page.evaluate(FOCUS) is None
    _tab_to(page, ".mb-errsum a[href='#email']")
    page.keyboard.press("Enter")
    expect(page.locator("#email")).to_be_focused()
    assert page.evaluate(FOCUS) is None
