"""The press: a page as HTML becomes a tagged PDF (PDF/UA-1) with one font, that of this folder, on every machine the same.

The only module that knows WeasyPrint, which takes two seconds and 60 MB to load and needs the system's Pango: it is imported
when the first page is printed, by the worker, never in a request. Nothing is fetched for a page but what stands in it (`data:`).
"""

import re
import threading
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

FONT: Final = Path(__file__).parent / "fonts" / "BIZUDMincho-Regular.ttf"
FAMILY: Final = "Musubiba Mincho"  # as papers/paper.html calls it
MISSING: Final = "〓"  # geta: what printers set for a character that they do not have
_VARIANT: Final = "pdf/ua-1"
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_IDEOGRAPHIC_VARIANTS: Final = range(0xE0100, 0xE01F0)


class PressAway(Exception):
    """WeasyPrint or the libraries that it needs are not on this machine."""


class Press:
    """Prints pages one at a time; keeps the font ready between them, as loading it takes a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tools: tuple[Any, ...] | None = None

    def print(self, page: str) -> bytes:
        """The PDF of a whole HTML page. PressAway if this machine can't make any."""
        with self._lock:
            html, fetcher, fonts, face = self._tools = self._tools or _load()
            document = html(string=only_printable(page), url_fetcher=fetcher)
            made: bytes = document.write_pdf(pdf_variant=_VARIANT, font_config=fonts, stylesheets=[face])
            return made


def _load() -> tuple[Any, ...]:
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:  # OSError: Pango's libraries are not there
        raise PressAway(str(error)) from error
    fonts = FontConfiguration()
    face = CSS(
        string=f'@font-face {{ font-family: "{FAMILY}"; src: url("{FONT.as_uri()}") }}',
        font_config=fonts,
        url_fetcher=URLFetcher(allowed_protocols={"file"}),  # for this sheet of our own; pages get the other one
    )
    return HTML, URLFetcher(allowed_protocols={"data"}, allow_redirects=False), fonts, face


def only_printable(text: str) -> str:
    """`text` as the font can print it: invisible marks go, a character that it lacks becomes 〓.

    Else Pango would take it from whatever font the machine has, and the same page would look different elsewhere.
    """
    letters, variants = _coverage()

    def shown(found: re.Match[str]) -> str:
        sign, code = found[0], ord(found[0])
        if code in _IDEOGRAPHIC_VARIANTS:
            before = text[found.start() - 1 : found.start()]
            return sign if before and (ord(before), code) in variants else ""
        if unicodedata.category(sign) in ("Cf", "Cc", "Mn", "Me"):
            return sign if code in letters and unicodedata.category(sign) != "Cf" else ""
        return sign if code in letters else " " if sign.isspace() else MISSING

    return _BEYOND_ASCII.sub(shown, text)


@lru_cache(maxsize=1)
def _coverage() -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    """Code points of the font, and pairs of character and ideographic variant."""
    from fontTools.ttLib import TTFont

    with TTFont(FONT, lazy=True) as font:
        letters = frozenset(font.getBestCmap())
        tables = [table for table in font["cmap"].tables if table.format == 14]
        variants = frozenset(
            (base, selector) for table in tables for selector, pairs in table.uvsDict.items() for base, _glyph in pairs
        )
    return letters, variants
