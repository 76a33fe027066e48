"""Screenshots for README, docs and the help pages, from a running demo: `make pictures` (needs Debian's chromium and fonts-noto-cjk).

`--site URL` photographs a demo that runs already, and `--help-only` only the pictures of the help pages.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from scripts.help_pictures import photograph_help

ROOT: Final = Path(__file__).resolve().parents[1]
OUT: Final = ROOT / "docs" / "pictures"
PORT: Final = 8765
# name → (path, width, height)
PICTURES: Final = {
    "search-ja": ("/search?q=メッキ", 1280, 900),
    "search-en": ("/search?q=plating&lang=en", 1280, 900),
    "search-phone": ("/search?q=メッキ", 360, 740),
    "front": ("/", 1280, 900),
    "company": ("/companies/6999902010000", 1280, 900),
}


FONT: Final = "Noto Sans CJK JP"  # first in the sheet's stack; another font would change every picture


def main() -> int:
    """Serve the demo from a folder of its own unless one runs already, photograph it, stop."""
    wanted = argparse.ArgumentParser(description="Take the screenshots.")
    wanted.add_argument("--site", help="address of a running demo")
    wanted.add_argument("--help-only", action="store_true", help="only the pictures of the help pages")
    chosen = wanted.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None or not _has_font():
        print("chromium or fonts-noto-cjk is not installed", file=sys.stderr)
        return 1
    if chosen.site:
        _photograph(chromium, chosen.site, help_only=chosen.help_only)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATA_DIR": folder, "PORT": str(PORT), "FLASK_APP": "wsgi", "RATE_LIMITS": "off"}
        tools = Path(sys.executable).parent
        subprocess.run([tools / "flask", "demo", "load", "--firms", "3000"], cwd=ROOT, env=environment, check=True)
        server = subprocess.Popen(
            [tools / "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"], cwd=ROOT, env=environment
        )
        try:
            _wait()
            _photograph(chromium, f"http://127.0.0.1:{PORT}", help_only=chosen.help_only)
        finally:
            server.terminate()
            server.wait()
    return 0


def _wait() -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=1)
            return
        except OSError:
            time.sleep(0.3)


def _has_font() -> bool:
    found = subprocess.run(["fc-match", FONT], capture_output=True, text=True, check=False)
    return FONT in found.stdout


def _photograph(chromium: str, site: str, *, help_only: bool) -> None:
    arguments = ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        if not help_only:
            _photograph_docs(browser, site)
        photograph_help(browser, site)
        browser.close()


def _photograph_docs(browser: Browser, site: str) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for name, (path, width, height) in PICTURES.items():
        context = browser.new_context(viewport={"width": width, "height": height}, locale="ja-JP")
        page = context.new_page()
        page.goto(f"{site}{path}", wait_until="networkidle")
        page.screenshot(path=OUT / f"{name}.png")
        context.close()


if __name__ == "__main__":
    sys.exit(main())
