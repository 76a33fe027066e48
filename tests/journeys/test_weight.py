"""Pages are light and stand still (docs/architecture.md): bytes uncompressed, layout shift, nothing refused by the CSP, no other host asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.journeys.browser import Visitor, chromium, needs_browser
from tests.journeys.playground import MEKKI, PRESS, Playground, first_below, playground, sign_in

__all__ = ["playground"]
pytestmark = needs_browser
FRONT_MOST, PAGE_MOST = 100_000, 150_000  # bytes, with style sheets and script
SHIFT_MOST = 0.05
PUBLIC = (
    "/",
    "/search?q=メッキ",
    "/search?q=zzzzqqqq",
    "/companies/",
    f"/companies/{MEKKI}",
    "/technologies/",
    "/patents/",
    "/about",
    "/stats",
    "/api/",
    "/login",
    "/register",
)
OWN = ("/dashboard", f"/companies/{PRESS}/profile/", f"/companies/{PRESS}/profile/edit/basics")
DESKS = ("/dashboard", "/admin/claims/", "/admin/publications/")
WIDE = ("/", "/search?q=メッキ", f"/companies/{MEKKI}", "/stats")  # whose columns stand otherwise at a desk
# Sums what moves by itself, from the first paint on; what follows a key or a click within half a second is meant.
SHIFTS = """window.shifted = 0;
new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value; })
    .observe({type: "layout-shift", buffered: true});"""


@dataclass(frozen=True)
class Opened:
    """What opening one page cost."""

    bytes: int  # of everything but photos
    shifted: float
    strangers: list[str]  # addresses of other hosts
    errors: list[str]  # of the console

    def faults(self, path: str) -> list[str]:
        """What is over its bound."""
        most = FRONT_MOST if path == "/" else PAGE_MOST
        return [
            *([f"{self.bytes} bytes"] if self.bytes >= most else []),
            *([f"layout shift {self.shifted:.3f}"] if self.shifted > SHIFT_MOST else []),
            *self.strangers,
            *self.errors,
        ]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def _weight(answers: list[Response]) -> int:
    """Bytes uncompressed; a redirect has none."""
    return sum(len(one.body()) for one in answers if one.status < 300 and "/pictures/" not in one.url)


def _open(browser: Browser, address: str, path: str, width: int, state: Any) -> Opened:
    """Open one page in a fresh context, so that nothing is in the browser's store."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, locale="ja-JP", storage_state=state, reduced_motion="reduce"
    )
    page = context.new_page()
    answers: list[Response] = []
    asked, errors = [], []
    page.add_init_script(SHIFTS)
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright looks into the function
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address + path, wait_until="networkidle")
    strangers = [url for url in asked if not url.startswith((f"{address}/", "data:"))]
    opened = Opened(_weight(answers), page.evaluate("shifted"), strangers, errors)
    context.close()
    return opened


def _signed_in(browser: Browser, playground: Playground, who: str) -> tuple[Any, Page]:
    """The cookies of someone who signed in, and their page."""
    page = browser.new_context(locale="ja-JP").new_page()
    sign_in(Visitor(page, playground.address), who)
    return page.context.storage_state(), page


def _faults(
    browser: Browser, playground: Playground, paths: tuple[str, ...], state: Any = None
) -> dict[str, list[str]]:
    found = {
        f"{path} at {width} px": _open(browser, playground.address, path, width, state).faults(path)
        for path in paths
        for width in ((360, 1280) if path in WIDE else (360,))
    }
    return {where: faults for where, faults in found.items() if faults}


def test_what_everyone_opens_is_light_and_stands_still(browser: Browser, playground: Playground) -> None:
    page = browser.new_context(locale="ja-JP").new_page()
    visitor = Visitor(page, playground.address)
    visitor.open(f"/companies/{MEKKI}")
    technology = first_below(visitor, "/technologies/")
    page.context.close()
    assert _faults(browser, playground, (*PUBLIC, technology)) == {}


def test_what_an_owner_opens_is_light_and_stands_still(browser: Browser, playground: Playground) -> None:
    state, page = _signed_in(browser, playground, "owner2")
    page.context.close()
    assert _faults(browser, playground, OWN, state) == {}


def test_what_an_official_opens_is_light_and_stands_still(browser: Browser, playground: Playground) -> None:
    state, page = _signed_in(browser, playground, "official")
    page.goto(f"{playground.address}/admin/publications/")
    decision = first_below(Visitor(page, playground.address), "/admin/publications/")
    page.context.close()
    assert _faults(browser, playground, (*DESKS, decision), state) == {}


def test_the_gauge_sees_what_it_should(browser: Browser, playground: Playground) -> None:
    """A page with everything wrong is refused for everything: else the bounds above would hold nothing."""
    bad = Opened(FRONT_MOST, SHIFT_MOST + 0.01, ["https://cdn.example/x.js"], ["Refused to load"])
    assert len(bad.faults("/")) == 4
    assert len(bad.faults("/about")) == 3
    light = _open(browser, playground.address, "/", 360, None)
    assert light.bytes > 20_000  # the page, two style sheets, the script
