"""Who may call a route: declared on the view, denied by default.

`@public` is for everyone, `@signed_in` for everyone with an account, `@for_roles(…)` for those who hold one of the roles (for
whatever body: the query asks for which), `@machine` for loopback or the bearer of METRICS_TOKEN. A route without a mark answers
404 and fails the house test, so that nobody forgets one. The guard also asks for the CSRF token, after it has asked who it is,
and lets files in where a view takes them.
"""

import hmac
from collections.abc import Callable
from typing import Final, TypeVar

from flask import Flask, abort, current_app, g, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import CSRFProtect

from app.core.actor import Role
from app.core.text import clean
from app.web.identity import SessionState, actor, session_state
from app.web.uploads import admit_files

View = TypeVar("View", bound=Callable[..., object])
_MARK: Final = "__access__"
PUBLIC: Final = "public"
MACHINE: Final = "machine"
SIGNED_IN: Final = "signed-in"
_LOOPBACK: Final = ("127.0.0.1", "::1")
_SAFE: Final = ("GET", "HEAD", "OPTIONS")

csrf: Final = CSRFProtect()


def public(view: View) -> View:
    """Open to every visitor."""
    setattr(view, _MARK, PUBLIC)
    return view


def machine(view: View) -> View:
    """Open to loopback and to the bearer of METRICS_TOKEN."""
    setattr(view, _MARK, MACHINE)
    return view


def signed_in(view: View) -> View:
    """Open to everyone with an account; what they may see there is the query's part."""
    setattr(view, _MARK, SIGNED_IN)
    return view


def for_roles(*roles: Role) -> Callable[[View], View]:
    """Open to those who hold one of `roles`; 403 for others who are signed in."""

    def mark(view: View) -> View:
        setattr(view, _MARK, "|".join(sorted(roles)))
        return view

    return mark


def access_of(view: object) -> str | None:
    """The mark of a view, None if nobody classified it."""
    mark = getattr(view, _MARK, None)
    return mark if isinstance(mark, str) else None


def init_app(app: Flask) -> None:
    """Guard every request before its view."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # the guard asks, after the sign-in
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a token lives as long as its session
    csrf.init_app(app)
    app.view_functions["static"] = public(app.view_functions["static"])
    app.before_request(_guard)


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:  # no such address: the error handler answers
        return None
    if any(isinstance(part, str) and clean(part) != part for part in (request.view_args or {}).values()):
        abort(404)  # NUL and control characters name nothing, and PostgreSQL refuses to be asked
    view = current_app.view_functions[request.endpoint]
    mark = access_of(view)
    if mark == PUBLIC:
        _guard_public(view)
        return None
    if mark == MACHINE and _is_machine():
        return None
    if mark is None or mark == MACHINE:
        abort(404)
    return _guard_private(view, mark)


def _guard_public(view: object) -> None:
    if request.path.startswith("/api/") or request.endpoint == "static":  # they read no cookie
        return
    is_dead = session_state() is SessionState.DEAD
    if request.method in _SAFE:
        if is_dead:  # so that whoever was signed out elsewhere can sign in again
            session.clear()
        return
    if is_dead:
        abort(400)
    admit_files(view)
    csrf.protect()


def _guard_private(view: object, mark: str) -> ResponseReturnValue | None:
    g.is_private = True
    if not current_user.is_authenticated:
        answer: ResponseReturnValue = current_app.extensions["signed_out"]()
        return answer
    is_allowed = mark == SIGNED_IN or actor().has_any(mark.split("|"))
    if request.method not in _SAFE:
        if is_allowed:  # nobody else makes us read a large body
            admit_files(view)
        csrf.protect()
    if wanted := current_app.extensions["before_work"]():  # a second factor that is still to be set up
        return wanted  # type: ignore[no-any-return]  # the accounts room's door
    if not is_allowed:
        abort(403)
    return None


def _is_machine() -> bool:
    token = current_app.config["SITE"].metrics_token
    bearer = request.authorization
    if token and bearer and bearer.type == "bearer" and bearer.token:
        return hmac.compare_digest(bearer.token, token)
    forwarded = request.headers.get("X-Forwarded-For")
    return request.remote_addr in _LOOPBACK and not forwarded
