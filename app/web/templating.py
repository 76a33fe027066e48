"""Templates: where they are found, and the filters that turn facts into words of the person's language.

`companies/show.html` is `app/companies/templates/show.html`; what all pages share lives in `app/web/templates`.
"""

import hashlib
import secrets
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from flask import Flask, Response, current_app, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict

from app.core.clock import JAPAN
from app.core.eras import wareki
from app.core.labels import Label
from app.core.sections import Section
from app.web.forms import text_with_breaks
from app.web.i18n import language
from app.web.identity import actor
from app.web.transaction import database

OWN_NAME: Final = "むすび場"
_APP: Final = Path(__file__).resolve().parents[1]
_MAN: Final = 10_000
_OKU: Final = 100_000_000
_STATIC_AGE: Final = 31_536_000  # seconds


def init_app(app: Flask) -> None:
    """Set the loader, filters and what every template may use."""
    rooms = {
        folder.parent.name: FileSystemLoader(folder)
        for folder in sorted(_APP.glob("*/templates"))
        if folder.parent.name != "web"
    }
    app.jinja_loader = ChoiceLoader([PrefixLoader(rooms), FileSystemLoader(_APP / "web" / "templates")])
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=day, moment=moment, number=number, yen=yen, label=label, with_breaks=text_with_breaks
    )
    app.jinja_env.globals.update(
        language=language,
        render_section=render_section,
        site_name=site_name,
        static_url=static_url,
        with_query=with_query,
        once_key=once_key,
        actor=actor,
        unread_count=unread_count,
        kinds=app.extensions["kinds"],
        site=app.config["SITE"],
    )
    app.after_request(_keep_static)


def render_section(section: Section) -> Markup:
    """One room's part of a joined page."""
    return Markup(render_template(section.template, **section.data))  # noqa: S704 - our own template, escaped by Jinja


def day(value: date | datetime | None, weekday: bool = False) -> Markup:
    """A day as people read it: 令和8年11月24日 or 24 November 2026, inside a `time` element; empty for None."""
    if value is None:
        return Markup()
    on = value.astimezone(JAPAN).date() if isinstance(value, datetime) else value
    text = wareki(on, weekday=weekday) if language() == "ja" else f"{on.day} {on:%B %Y}"
    return Markup('<time datetime="{}">{}</time>').format(on.isoformat(), text)


def moment(value: datetime | None) -> Markup:
    """A day with its time in Japan: 令和8年11月24日 13:04, inside a `time` element; empty for None."""
    if value is None:
        return Markup()
    at = value.astimezone(JAPAN)
    text = f"{wareki(at.date())} {at:%H:%M}" if language() == "ja" else f"{at.day} {at:%B %Y, %H:%M}"
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(timespec="minutes"), text)


def once_key() -> str:
    """A random key for a form, by which it counts once."""
    return secrets.token_urlsafe(16)


def number(value: float) -> str:
    """1284 → 1,284; trailing zeros of a decimal are dropped."""
    return f"{value:,.10g}" if isinstance(value, float) and not value.is_integer() else f"{int(value):,}"


def yen(amount: int | None) -> str:
    """An amount in yen: 3,000万円, 1億2,000万円, 842,400円; ¥30,000,000 in English; empty for None."""
    if amount is None:
        return ""
    if language() == "en":
        return f"¥{amount:,}"
    if amount < _MAN or amount % _MAN:
        return f"{amount:,}円"
    oku, rest = divmod(amount, _OKU)
    return (f"{oku:,}億" if oku else "") + (f"{rest // _MAN:,}万" if rest else "") + "円"


def label(value: Label | None) -> str:
    """A label in the person's language; empty for None."""
    return value.text(language()) if value else ""


def site_name() -> str:
    """The site's name in the person's language; a name of one's own (SITE_NAME) is the same in both."""
    name: str = current_app.config["SITE"].site_name
    return str(_("むすび場")) if name == OWN_NAME else name


def unread_count() -> int:
    """How many notices the person has not opened; 0 for visitors, and where it can't be asked: no page fails for it."""
    if not current_user.is_authenticated:
        return 0
    try:
        with database().read() as session:
            count: int = current_app.extensions["unread_count"](session, current_user.id)
            return count
    except SQLAlchemyError:
        return 0


def with_query(**changes: Any) -> str:  # noqa: ANN401 - any value that an address can hold
    """The present address with some parameters changed; None removes one, a list repeats it."""
    arguments = MultiDict(request.args)
    for name, value in changes.items():
        arguments.poplist(name)
        if value is not None:
            arguments.setlist(name, value if isinstance(value, list) else [value])
    if request.endpoint is None:
        return "/"
    pairs = [(name, value) for name, values in arguments.lists() for value in values]
    query = urlencode(pairs)
    return request.path + (f"?{query}" if query else "")


@lru_cache(maxsize=64)
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def static_url(filename: str) -> str:
    """Address of a file of ours that changes when the file does, so that it may be kept for a year."""
    folder = Path(current_app.static_folder or "")
    return (
        f"{current_app.static_url_path}/{filename}?v={_digest(folder / filename)}"  # also where no address was routed
    )


def _keep_static(response: Response) -> Response:
    if request.endpoint == "static" and request.args.get("v") and response.status_code in (200, 304):
        response.headers["Cache-Control"] = f"public, max-age={_STATIC_AGE}, immutable"
    return response
