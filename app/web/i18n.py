"""Languages: Japanese is the source, English the translation. `?lang`, then the cookie, then `Accept-Language`.

Catalogues are `.po` files read at start and compiled in memory: there is no generated file to forget.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel, Domain

from app.core.labels import LANGUAGES

_COOKIE: Final = "lang"
_CATALOGUES: Final = Path(__file__).resolve().parents[1] / "translations"
_YEAR: Final = 31_536_000  # seconds


class PoDomain(Domain):  # type: ignore[misc]  # the package has no types
    """A gettext domain whose catalogues are read from `.po` files."""

    def get_translations(self) -> NullTranslations:
        """The catalogue of the request's language."""
        return catalogue(language())


class _PoBabel(Babel):  # type: ignore[misc]  # the package has no types
    """Babel that asks our domain."""

    @property
    def domain_instance(self) -> PoDomain:
        """Our domain instead of the one for `.mo` files."""
        return PoDomain()


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(code: str) -> NullTranslations:
    """The compiled catalogue of `code`; Japanese has none, its msgids are the texts."""
    path = _CATALOGUES / code / "messages.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as source:
        messages = read_po(source, locale=code)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)


def language() -> str:
    """`ja` or `en`, as the person wants it."""
    if not has_request_context():
        return "ja"
    if "language" not in g:  # a page asks for it hundreds of times
        g.language = _wished()
    chosen: str = g.language
    return chosen


@contextmanager
def speaking(code: str) -> Iterator[str]:
    """Within the block this request speaks `code`: for a paper whose language is not the person's choice."""
    before = language()
    g.language = code
    try:
        yield code
    finally:
        g.language = before


def _wished() -> str:
    for wish in (request.args.get("lang"), request.cookies.get(_cookie())):
        if wish in LANGUAGES:
            return wish
    return request.accept_languages.best_match(LANGUAGES) or "ja"


def _cookie() -> str:
    """The cookie's name; in production with the prefix that binds it to this host and to TLS."""
    return f"__Host-{_COOKIE}" if current_app.config["SITE"].is_production else _COOKIE


def init_app(app: Flask) -> None:
    """Register Babel with our catalogues, and remember a chosen language."""
    _PoBabel(app, default_locale="ja", default_timezone="Asia/Tokyo", locale_selector=language)
    app.after_request(_remember)


def _remember(response: Response) -> Response:
    if request.path.startswith("/api/v1/"):  # machines get no cookie and one language by what they send
        response.vary.add("Accept-Language")
        return response
    response.vary.update(["Accept-Language", "Cookie"])
    wish = request.args.get("lang")
    if wish in LANGUAGES and wish != request.cookies.get(_cookie()):
        secure = current_app.config["SITE"].is_production
        response.set_cookie(_cookie(), wish, max_age=_YEAR, httponly=True, samesite="Lax", secure=secure)
    return response
