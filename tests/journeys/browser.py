"""A real browser for journeys: Debian's chromium, driven by Playwright. Skipped by name where there is none."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import axe_playwright_python
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

CHROMIUM = shutil.which("chromium")
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium, which pip can't bring")
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def served(site: Flask) -> Iterator[str]:
    """The address at which `site` answers within the block."""
    server = make_server("127.0.0.1", 0, site, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def address(demo_app: Flask) -> Iterator[str]:
    """Where the demo site answers while the module's tests run."""
    with served(demo_app) as found:
        yield found


class Visitor:
    """A browser window of one width; remembers console errors."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.errors: list[str] = []
        self._address = address
        page.set_default_timeout(15_000)
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def open(self, path: str) -> None:
        """Go to a path of the site."""
        self.page.goto(self._address + path, wait_until="load")

    def violations(self) -> list[str]:
        """What axe finds on the present page, of any impact."""
        self.page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        found = self.page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
        return [f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:120]}" for one in found]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return width


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that asks nobody but the site."""
    with sync_playwright() as playwright:
        arguments = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


def window(browser: Browser, address: str, width: int, *, scripts: bool = True, locale: str = "ja-JP") -> Visitor:
    """A visitor of their own, with nothing in the browser's store, and a window of `width` pixels."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        locale=locale,
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    return Visitor(context.new_page(), address)


def visitor(address: str, width: int, *, scripts: bool = True, locale: str = "ja-JP") -> Iterator[Visitor]:
    """The only visitor of a browser."""
    with chromium() as browser:
        yield window(browser, address, width, scripts=scripts, locale=locale)
