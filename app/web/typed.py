"""What a person had typed into a form whose action could not be done: the error page shows it, so that nothing is lost.

Never a password, a code or a token; and only where the form was one of our own pages', so that no other site can put its words on a
page of ours.
"""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from flask import g, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

_NEVER: Final = re.compile(r"csrf|once|token|password|secret|^code$|^seen-|^next$", re.IGNORECASE)
_MACHINE_MADE: Final = re.compile(r"[A-Za-z0-9_-]{0,2}")  # ticks, versions, choices of one letter


def typed_rows() -> list[tuple[str, str]]:
    """(name of the field, text) of all that was typed, in the order of the form; empty where nothing may or can be shown."""
    if request.method != "POST" or not _is_from_here():
        return []
    try:
        sent = [(name, value) for name, values in request.form.lists() for value in values]
    except (HTTPException, OSError):  # too large, or the line broke
        return []
    labels = _labels()
    kept = [(name, value) for name, value in sent if not _NEVER.search(name) and not _MACHINE_MADE.fullmatch(value)]
    if labels:
        return [(labels[name], value) for name, value in kept if name in labels]
    return [(_("%(number)sつ目の欄", number=number), value) for number, (_name, value) in enumerate(kept, 1)]


def came_from() -> str | None:
    """The page of ours whose form was sent; None where the browser does not say or it was another site's."""
    page = urlsplit(request.referrer or "")
    if page.netloc != request.host or not page.path.startswith("/") or page.path.startswith("//"):
        return None
    return page.path + (f"?{page.query}" if page.query else "")


def _is_from_here() -> bool:
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    return urlsplit(origin).netloc == request.host


def _labels() -> dict[str, str]:
    """Names of the fields as the page showed them; empty where the view had not come to its form yet."""
    form: Any = g.get("typed_form")
    if form is None:
        return {}
    return {
        field.name: str(field.label.text) for field in form if getattr(field, "kind", "") not in ("password", "file")
    }
