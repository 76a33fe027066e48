"""One journey from the search to the published page, walked twice: in Japanese without scripts on a phone, in English with scripts at a desk."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import Visitor, chromium, needs_browser, window
from tests.journeys.playground import PRESS, Playground, first_below, playground, sign_in

__all__ = ["playground"]
pytestmark = needs_browser
# Texts with hiragana that an English page shows without saying that they are Japanese: a screen reader would spell them out.
# Reasons and notices quote a word or title within an English sentence, hidden words the name of what a link is about.
UNMARKED = """() => {
    const all = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), found = [];
    while (all.nextNode()) {
        const text = all.currentNode, around = text.parentElement;
        if (/[ぁ-ゖ]/.test(text.data) && around.closest("[lang]").lang === "en"
            && !around.closest("textarea, option, aside .mb-sub, .mb-why, .mb-vh, a[href^='/inbox/']"))
            found.push(`${around.parentElement.localName} ${around.localName}: ${text.data.trim().slice(0, 40)}`);
    }
    return found; }"""


@dataclass(frozen=True)
class Way:
    """How the journey is walked, and a word that only this walk publishes."""

    language: str
    locale: str
    width: int
    scripts: bool
    word: str


WAYS = (
    Way("ja", "ja-JP", 360, scripts=False, word="千歳飴の型抜き"),
    Way("en", "en-US", 1280, scripts=True, word="風鈴用鋳鉄"),
)


@pytest.fixture(params=WAYS, ids=["ja-without-scripts", "en-with-scripts"])
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def _reads(someone: Visitor, language: str) -> None:
    """The page speaks the person's language: what isn't marked as Japanese holds no hiragana on an English page."""
    page = someone.page
    assert page.get_attribute("html", "lang") == language
    assert page.locator("h1").count() == 1
    if language == "en":
        assert page.evaluate(UNMARKED) == [], page.url


def _follow(someone: Visitor, selector: str, language: str) -> None:
    """Click what opens another page."""
    someone.page.locator(selector).first.click()
    someone.page.wait_for_load_state()
    _reads(someone, language)


def test_from_the_search_to_the_published_page(playground: Playground, browser: Browser, way: Way) -> None:
    owner = window(browser, playground.address, way.width, scripts=way.scripts, locale=way.locale)
    page, speaks = owner.page, way.language
    owner.open("/")
    _reads(owner, speaks)
    page.fill("#q", "石滝プレス")
    _follow(owner, "search button", speaks)
    _follow(owner, f".mb-result a[href='/companies/{PRESS}']", speaks)
    _follow(owner, f"main a[href='{first_below(owner, '/technologies/')}']", speaks)
    _follow(owner, "header a[href^='/login']", speaks)
    sign_in(owner, "owner2")
    _reads(owner, speaks)

    owner.open(f"/companies/{PRESS}")
    _follow(owner, f"main a[href='/companies/{PRESS}/profile/']", speaks)
    _follow(owner, "main a[href$='/profile/edit/basics']", speaks)
    page.fill("#summary", f"{way.word}を、1個から作ります。")
    _follow(owner, "button[name=do][value=save]", speaks)
    _follow(owner, "form[action$='/profile/submit'] button", speaks)
    assert page.locator("form[action$='/profile/submit']").count() == 0  # it waits for the office now
    assert way.word not in _public_page(playground)

    _publish(browser, playground, way)
    playground.deliver()
    owner.open(f"/search?q={way.word}")
    assert page.locator(f".mb-result a[href='/companies/{PRESS}']").count() == 1
    _reads(owner, speaks)
    _follow(owner, f".mb-result a[href='/companies/{PRESS}']", speaks)
    assert way.word in page.inner_text("main")
    owner.open("/inbox/")
    _reads(owner, speaks)
    assert owner.errors == []


def _public_page(playground: Playground) -> str:
    return playground.site.test_client().get(f"/companies/{PRESS}").text


def _publish(browser: Browser, playground: Playground, way: Way) -> None:
    """An official opens the desk, reads what changes, and publishes it; their pages speak the same language."""
    official = window(browser, playground.address, way.width, scripts=way.scripts, locale=way.locale)
    sign_in(official, "official")
    _reads(official, way.language)
    official.open(f"/admin/publications/?q={PRESS}")
    _reads(official, way.language)
    _follow(official, "main a[href^='/admin/publications/'].mb-btn", way.language)
    assert way.word in official.page.inner_text("main")
    _follow(official, "form[action$='/publish'] button", way.language)
    assert official.errors == []
