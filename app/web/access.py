"""Who may call a route: declared on the view, denied by default.

`@public` is for everyone; `@machine` for loopback or the bearer of METRICS_TOKEN. A route without a mark answers 404 and fails
the house test, so that nobody forgets one.
"""

import hmac
from collections.abc import Callable
from typing import Final, TypeVar

from flask import Flask, abort, current_app, request

from app.core.text import clean

View = TypeVar("View", bound=Callable[..., object])
_MARK: Final = "__access__"
PUBLIC: Final = "public"
MACHINE: Final = "machine"
_LOOPBACK: Final = ("127.0.0.1", "::1")


def public(view: View) -> View:
    """Open to every visitor."""
    setattr(view, _MARK, PUBLIC)
    return view


def machine(view: View) -> View:
    """Open to loopback and to the bearer of METRICS_TOKEN."""
    setattr(view, _MARK, MACHINE)
    return view


def access_of(view: object) -> str | None:
    """The mark of a view, None if nobody classified it."""
    mark = getattr(view, _MARK, None)
    return mark if isinstance(mark, str) else None


def init_app(app: Flask) -> None:
    """Guard every request before its view."""
    app.view_functions["static"] = public(app.view_functions["static"])
    app.before_request(_guard)


def _guard() -> None:
    if request.endpoint is None:  # no such address: the error handler answers
        return
    if any(isinstance(part, str) and clean(part) != part for part in (request.view_args or {}).values()):
        abort(404)  # NUL and control characters name nothing, and PostgreSQL refuses to be asked
    mark = access_of(current_app.view_functions[request.endpoint])
    if mark == PUBLIC or (mark == MACHINE and _is_machine()):
        return
    abort(404)


def _is_machine() -> bool:
    token = current_app.config["SITE"].metrics_token
    bearer = request.authorization
    if token and bearer and bearer.type == "bearer" and bearer.token:
        return hmac.compare_digest(bearer.token, token)
    forwarded = request.headers.get("X-Forwarded-For")
    return request.remote_addr in _LOOPBACK and not forwarded
