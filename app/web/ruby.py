"""Furigana (ふりがな) on Japanese pages: `?ruby=1` turns it on, `?ruby=0` off; a cookie remembers it.

One pass over the finished page covers headings, navigation, labels, errors and what people wrote alike, so that no template and no
text needs to think of it. It runs only where somebody asked. It changes text nodes alone: tags, attributes, scripts, boxes that are
typed into, choices of a select, code, drawings, hidden words, text of another language and what carries ruby already pass
unchanged, letter by letter. The readings come from a room above, registered in `app.extensions["readings"]`; None where there is
no dictionary, and then the site offers no furigana.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from flask import Flask, Response, current_app, request
from markupsafe import Markup, escape

from app.core.text import COMPANY_FORMS
from app.web.i18n import language

Readings = Callable[[str], list[tuple[str, str]]]

_COOKIE: Final = "ruby"
_YEAR: Final = 31_536_000  # seconds
_KANJI: Final = re.compile("[一-鿿㐀-䶿豈-﫿々〆]")
_LONGEST_KEPT: Final = 60  # characters; longer texts are somebody's words and not worth remembering
_FORM_AROUND: Final = re.compile(rf"^(\s*(?:{COMPANY_FORMS})\s*)?(.*?)(\s*(?:{COMPANY_FORMS})\s*)?$", re.DOTALL)
_TO_HIRAGANA: Final = {ord("ァ") + i: ord("ぁ") + i for i in range(0x56)}

# Our own pages are valid HTML (a house test), so these few shapes are all that there is.
_MARKUP: Final = re.compile(
    r"(<!--.*?-->|<(script|style|textarea|title)\b.*?</\2\s*>|<[!/a-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>)",
    re.DOTALL | re.IGNORECASE,
)
_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_ENTITY: Final = re.compile(r"(&[#\w]+;)")
_LEFT_ALONE: Final = frozenset({"ruby", "select", "datalist", "code", "pre", "kbd", "samp", "svg", "math"})
_QUIET: Final = re.compile(r"""\slang=["'](?!ja)|\sclass=["'][^"']*\bmb-vh\b|\stranslate=["']?no""")
_PASSED: Final = frozenset(  # what has no end, what was matched with its end, and the page itself
    {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
    | {"script", "style", "textarea", "title", "html"}
)


def init_app(app: Flask) -> None:
    """Add furigana to pages of those who want it, and remember the wish."""
    app.after_request(_remember)
    app.after_request(_annotate)
    app.jinja_env.globals["ruby_state"] = ruby_state
    app.jinja_env.filters["with_kana"] = with_kana


def ruby_state() -> str:
    """ "on" or "off" on a Japanese page; "" where furigana is not offered (English, or no dictionary)."""
    if language() != "ja" or current_app.extensions.get("readings") is None:
        return ""
    wish = request.args.get("ruby") or request.cookies.get(_cookie())
    return "on" if wish == "1" else "off"


def with_kana(name: str, kana: str | None) -> str | Markup:
    """A firm's name with the reading of the registry above it, without its legal form; the plain name where it is not wanted."""
    if not kana or ruby_state() != "on":
        return name
    found = _FORM_AROUND.match(name)
    before, core, after = found.groups(default="") if found else ("", name, "")
    if not _KANJI.search(core):
        return name
    reading = kana.translate(_TO_HIRAGANA)
    return Markup("{}<ruby>{}<rt>{}</rt></ruby>{}").format(before, core, reading, after)


def annotate(page: str, readings: Readings) -> str:
    """`page` (a whole HTML page) with furigana; without what stands in `rt`, its text is that of `page`."""
    result: list[str] = []
    inside, depth = "", 0  # the element that is left alone at present
    start = 0
    for markup in _MARKUP.finditer(page):
        text = page[start : markup.start()]
        result += [text if inside else _with_ruby(text, readings), markup[0]]
        start = markup.end()
        inside, depth = _step(markup[0], inside, depth)
    result.append(page[start:] if inside else _with_ruby(page[start:], readings))
    return "".join(result)


def _step(markup: str, inside: str, depth: int) -> tuple[str, int]:
    """Where the walk stands after one piece of markup."""
    tag = _TAG.match(markup)
    if tag is None or markup.endswith("/>"):
        return inside, depth
    name = tag[2].lower()
    if inside:
        depth += (-1 if tag[1] else 1) if name == inside else 0
        return (inside, depth) if depth else ("", 0)
    if tag[1] or name in _PASSED:
        return "", 0
    return (name, 1) if name in _LEFT_ALONE or _QUIET.search(markup) else ("", 0)


def _with_ruby(text: str, readings: Readings) -> str:
    if not _KANJI.search(text):
        return text
    marked = "".join(
        part if part.startswith("&") or not _KANJI.search(part) else _ruby_of(part, readings)
        for part in _ENTITY.split(text)
    )
    # One box for the whole text: in a flex container (a button, a tag) each ruby would stand by itself.
    return f"<span>{marked}</span>" if "<ruby>" in marked else marked


def _ruby_of(text: str, readings: Readings) -> str:
    return _kept(text, readings) if len(text) <= _LONGEST_KEPT else _mark(text, readings)


def _mark(text: str, readings: Readings) -> str:
    return "".join(
        f"<ruby>{word}<rt>{escape(reading)}</rt></ruby>" if reading else word for word, reading in readings(text)
    )


_kept = lru_cache(maxsize=4096)(_mark)


def _annotate(response: Response) -> Response:
    if response.mimetype != "text/html" or response.is_streamed or response.direct_passthrough:
        return response
    if ruby_state() != "on":
        return response
    response.set_data(annotate(response.get_data(as_text=True), current_app.extensions["readings"]))
    return response


def _cookie() -> str:
    """The cookie's name; in production with the prefix that binds it to this host and to TLS."""
    return f"__Host-{_COOKIE}" if current_app.config["SITE"].is_production else _COOKIE


def _remember(response: Response) -> Response:
    wish = request.args.get("ruby")
    if wish not in ("0", "1") or request.path.startswith("/api/") or response.mimetype != "text/html":
        return response
    known = request.cookies.get(_cookie())
    secure = current_app.config["SITE"].is_production
    if wish == "1" and known != "1":
        response.set_cookie(_cookie(), "1", max_age=_YEAR, httponly=True, samesite="Lax", secure=secure)
    elif wish == "0" and known:
        response.delete_cookie(_cookie(), httponly=True, samesite="Lax", secure=secure)
    return response
