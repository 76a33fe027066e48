"""What the guard asks of accounts: what the session cookie is worth, where to send who is signed out, what comes before work.

Registered by the roof in `app.extensions`. A POST of a session that ran out is kept for its person; nothing typed is lost.
"""

from typing import Final
from urllib.parse import quote

from flask import abort, current_app, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user

from app.accounts import sessions
from app.accounts.service.keeping import keep_post
from app.accounts.sessions import Found, SignedIn
from app.core.text import clean
from app.core.unit_of_work import unit_of_work
from app.web.access import csrf
from app.web.errors import answer, is_api
from app.web.identity import SessionState
from app.web.looks import note_look
from app.web.transaction import ONCE, database
from app.web.uploads import admit_files

_COOKIE_USER: Final = "_user_id"  # Flask-Login's key
_NEVER_KEPT: Final = ("csrf_token", ONCE, "token")
_SECRET: Final = ("password", "secret")  # parts of names of fields that are never kept
_LONGEST_NEXT: Final = 2_000
_OWN_PAGES: Final = ("/account/", "/logout")  # open before the second factor is set up


def load_person(token: str) -> SignedIn | None:
    """Flask-Login's user loader: the person of a live session. Its `seen_at` is renewed at most once a minute."""
    found = _found(token)
    person = found.person
    if person and not person.is_seen_lately:
        note_look(lambda writing: sessions.mark_seen(writing, person.session_id))
    return person


def session_state() -> SessionState:
    """What this request's cookie is worth."""
    token = session.get(_COOKIE_USER)
    return _found(token).state if token else SessionState.NONE


def _found(token: str) -> Found:
    if "session_found" not in g:
        with database().read() as reader:
            g.session_found = sessions.find(reader, token)
    found: Found = g.session_found
    return found


def signed_out() -> ResponseReturnValue:
    """The answer to someone who is not signed in, on a page for those who are."""
    if is_api():
        return answer(401)
    if request.method in ("GET", "HEAD"):
        return redirect(login_address(request.full_path.rstrip("?")), 303)
    state = session_state()
    if state is SessionState.DEAD:
        abort(400)
    if state is SessionState.EXPIRED and request.endpoint:
        admit_files(current_app.view_functions[request.endpoint])  # so that the words beside a large file are kept
    csrf.protect()
    if state is not SessionState.EXPIRED:
        return redirect(login_address("/dashboard"), 303)
    return redirect(login_address(_keep()), 303)


def login_address(wanted: str) -> str:
    """The sign-in page that leads on to `wanted`."""
    return f"/login?next={quote(wanted, safe='/')}"


def own_path(wanted: str | None, default: str = "/dashboard") -> str:
    """`wanted` if it is a path of this site, else `default`: no way leads from here to another site."""
    text = clean(wanted or "").strip()
    is_path = text.startswith("/") and not text.startswith(("//", "/\\"))
    is_plain = not any(c in text for c in "\\\n\t") and len(text) <= _LONGEST_NEXT
    return text if is_path and is_plain else default


def is_kept(name: str, path: str) -> bool:
    """Whether what was typed into the field `name` may be kept: never a password, a token, or a code that proves something."""
    if name == "code":
        return path.startswith("/admin/")  # there it is what a body is called
    return name not in _NEVER_KEPT and not any(part in name.lower() for part in _SECRET)


def _keep() -> str:
    """Keep this POST for its person; the address where they find it after signing in."""
    values = {name: values for name, values in request.form.lists() if is_kept(name, request.path)}
    user_id = _found(session[_COOKIE_USER]).user_id or ""
    had_files = any(file.filename for file in request.files.values())
    with unit_of_work(database()) as writing:
        kept_id = keep_post(writing, user_id, request.path, values, had_files=had_files)
    return f"/account/kept/{kept_id}"


def before_work() -> ResponseReturnValue | None:
    """Staff set up their second factor first, where the site asks for it."""
    is_asked = current_app.config["SITE"].second_factor == "staff" and current_user.is_staff
    if not is_asked or current_user.has_second_factor or request.path.startswith(_OWN_PAGES):
        return None
    return redirect("/account/second-factor", 303)


def bind(manager: LoginManager) -> None:
    """Register the user loader."""
    manager.user_loader(load_person)
