"""Screenshots for README and docs, from a running demo: `make pictures` (needs Debian's chromium)."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

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


def main() -> int:
    """Serve the demo from a folder of its own, photograph it, stop."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is not installed", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATA_DIR": folder, "PORT": str(PORT), "FLASK_APP": "wsgi", "RATE_LIMITS": "off"}
        tools = Path(sys.executable).parent
        subprocess.run([tools / "flask", "demo", "load", "--firms", "3000"], cwd=ROOT, env=environment, check=True)
        server = subprocess.Popen(
            [tools / "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"], cwd=ROOT, env=environment
        )
        try:
            _wait()
            _photograph(chromium)
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


def _photograph(chromium: str) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, (path, width, height) in PICTURES.items():
            context = browser.new_context(viewport={"width": width, "height": height}, locale="ja-JP")
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{PORT}{path}", wait_until="networkidle")
            page.screenshot(path=OUT / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
