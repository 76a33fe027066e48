"""What the guard asks of accounts: what the session cookie is worth, where to send who is signed out, what comes before work.

Registered by the roof in `app.extensions`. A POST of a session that ran out is kept for its person; nothing typed is lost.
"""

from typing import Final
from urllib.parse import quote, urlsplit

from flask import abort, current_app, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user

from app.accounts import sessions
from app.accounts.models import KeptPost
from app.accounts.sessions import Found, SignedIn
from app.core import clock
from app.core.ids import new_id
from app.core.text import clean
from app.core.unit_of_work import unit_of_work
from app.web.access import csrf
from app.web.errors import answer, is_api
from app.web.identity import SessionState
from app.web.looks import note_look
from app.web.transaction import ONCE, database

_COOKIE_USER: Final = "_user_id"  # Flask-Login's key
_NEVER_KEPT: Final = ("csrf_token", ONCE, "password", "new_password", "code", "current_password")
_LONGEST_NEXT: Final = 2_000


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
    parts = urlsplit(text)
    is_ours = text.startswith("/") and not text.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    is_plain = "\\" not in text and "\n" not in text and "\t" not in text and len(text) <= _LONGEST_NEXT
    return text if is_ours and is_plain else default


def _keep() -> str:
    """Keep this POST for its person; the address where they find it after signing in."""
    fields = {name: values for name, values in request.form.lists() if name not in _NEVER_KEPT}
    kept = KeptPost(
        id=new_id(),
        user_id=_found(session[_COOKIE_USER]).user_id or "",
        path=request.path,
        fields=fields,
        had_files=any(file.filename for file in request.files.values()),
        created_at=clock.now(),
    )
    with unit_of_work(database()) as writing:
        writing.add(kept)
    return f"/account/kept/{kept.id}"


def before_work() -> ResponseReturnValue | None:
    """Staff set up their second factor first, where the site asks for it."""
    is_asked = current_app.config["SITE"].second_factor == "staff" and current_user.is_staff
    if not is_asked or current_user.has_second_factor or request.path.startswith(("/account/", "/logout")):
        return None
    return redirect("/account/second-factor", 303)


def bind(manager: LoginManager) -> None:
    """Register the user loader."""
    manager.user_loader(load_person)
