"""The PDF itself: tagged, titled, in one embedded font, and nothing fetched for it."""

import http.server
import threading
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest

from app.papers.press import MISSING, Press, PressAway, only_printable
from tests.papers.conftest import STRENGTHS, Desk
from tests.papers.reading import fonts_of, reader, text_of

ONE_FONT = {("Musubiba-Mincho", True)}


@pytest.fixture(scope="module")
def press() -> Press:
    """One press for all pages: it keeps its font."""
    return Press()


@pytest.fixture
def hits() -> Iterator[tuple[str, list[str]]]:
    """A server of this machine that must not be asked for anything: its address, and what it was asked for."""
    asked: list[str] = []

    class Trap(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Trap)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def _page(body: str, head: str = "") -> str:
    style = '<style>html{font-family:"Musubiba Mincho"}</style>'
    return f'<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>試し</title>{style}{head}</head><body>{body}</body></html>'


def test_a_sheet_is_a_tagged_pdf_with_title_and_language(desk: Desk) -> None:
    pdf = desk.make(desk.visitor())
    root = reader(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ja"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader(pdf).metadata.title == "株式会社水戸試作"
    assert b"pdfuaid:part" in pdf or "pdfuaid" in reader(pdf).xmp_metadata.stream.get_data().decode()


def test_it_says_what_the_page_says(desk: Desk) -> None:
    text = text_of(desk.make(desk.visitor()))
    for words in ("株式会社水戸試作", "ミトシサク", STRENGTHS, "薄い板がゆがむ", "溶接", "茨城県水戸市三の丸１丁目"):
        assert words in text
    assert f"/companies/{desk.ids['firm']}" in text


def test_one_font_is_embedded_and_no_other(desk: Desk) -> None:
    desk.write(strengths=f"{STRENGTHS} 😀 \u202eabc é 한국어 \U00020bb7")
    pdf = desk.make(desk.visitor())
    assert fonts_of(pdf) == ONE_FONT
    assert MISSING in text_of(pdf)


def test_a_technology_has_a_sheet_in_english_too(desk: Desk) -> None:
    pdf = desk.make(desk.visitor(), "technology-sheet", desk.ids["technology"], "en")
    assert reader(pdf).trailer["/Root"]["/Lang"] == "en"
    assert "低温の接合" in text_of(pdf)
    assert "Proven in trials" in text_of(pdf)


@pytest.mark.parametrize("sign", ["髙", "﨑", "①", "㈱", "㎡", "～", "−", "ｱ", "é"])
def test_signs_that_names_are_written_with_are_there(sign: str) -> None:
    assert only_printable(sign) == sign


def test_what_the_font_lacks_is_shown_as_missing_and_what_is_invisible_goes() -> None:
    assert only_printable("a\u202eb\u200bc\ufe0fd") == "abcd"
    assert only_printable("☃") in ("☃", MISSING)
    assert only_printable("😀") == MISSING
    assert only_printable("辻\U000e0100") in ("辻\U000e0100", "辻")
    assert only_printable("plain <b>") == "plain <b>"


def test_nothing_is_fetched(press: Press, hits: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = hits
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET-OF-THE-SERVER")
    traps = [
        f'<img src="{address}/img.png" alt="a">',
        f'<img src="{secret.as_uri()}" alt="b"><object data="{secret.as_uri()}"></object>',
        f'<a rel="attachment" href="{secret.as_uri()}">c</a>',
        f'<div style="background:url({address}/bg.png)">d</div>',
    ]
    head = (
        f'<link rel="stylesheet" href="{address}/s.css"><link rel="attachment" href="{secret.as_uri()}">'
        f"<style>@import url({address}/i.css);@font-face{{font-family:x;src:url({address}/f.ttf)}}</style>"
    )
    pdf = press.print(_page("".join(traps), head))
    assert asked == []
    assert b"SECRET-OF-THE-SERVER" not in pdf
    assert "/EmbeddedFiles" not in str(reader(pdf).trailer["/Root"].get("/Names", {}))
    assert list(reader(pdf).attachments) == []


def test_hostile_words_of_a_profile_are_words(desk: Desk, hits: tuple[str, list[str]]) -> None:
    address, asked = hits
    words = (
        f'<img src="{address}/x"><link rel=attachment href="file:///etc/passwd"></style><script>1</script>{{{{7*7}}}}'
    )
    desk.write(summary=words, strengths="あ" * 5_000, problems=["い" * 5_000] * 30, website="javascript:alert(1)")
    pdf = desk.make(desk.visitor())
    assert asked == []
    assert "<img src=" in text_of(pdf)
    assert "{{7*7}}" in text_of(pdf)
    assert list(reader(pdf).attachments) == []
    assert b"javascript" not in pdf
    assert fonts_of(pdf) == ONE_FONT
    assert len(reader(pdf).pages) == 1


def test_the_same_page_gives_the_same_bytes(press: Press) -> None:
    page = _page(escape(STRENGTHS))
    assert press.print(page) == press.print(page)


def test_a_machine_without_the_libraries_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    with pytest.raises(PressAway):
        Press().print(_page("x"))
