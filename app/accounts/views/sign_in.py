"""Signing in and out."""

from flask import current_app, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from app.accounts import sessions
from app.accounts.doors import own_path
from app.accounts.forms import LoginForm
from app.accounts.queries import get_user
from app.accounts.service import signing_in
from app.accounts.throttle import network_of
from app.accounts.views import blueprint
from app.core.actor import STAFF
from app.web.access import public, signed_in
from app.web.transaction import database, writing


@blueprint.get("/login")
@public
def login() -> ResponseReturnValue:
    """The sign-in page."""
    if current_user.is_authenticated:
        return redirect(own_path(request.args.get("next")), 303)
    return render_template("accounts/login.html", form=LoginForm(), next=own_path(request.args.get("next")))


@blueprint.post("/login")
@public
def log_in() -> ResponseReturnValue:
    """Check and start a session; the same words and the same time whether the account exists or not."""
    form, wanted = LoginForm.from_request(), own_path(request.form.get("next"))
    if not form.validate():
        return render_template("accounts/login.html", form=form, next=wanted), 422
    network = network_of(request.remote_addr)
    found = signing_in.find_credentials(database(), form.email.data, network)
    is_right = current_app.extensions["hasher"].check(found.stored, form.password.data)
    if not is_right or found.user_id is None:
        form.refuse("password", _("メールアドレスかパスワードが違います。"))
        return render_template("accounts/login.html", form=form, next=wanted), 422
    return _let_in(found.user_id, network, wanted)


def _let_in(user_id: str, network: str, wanted: str) -> ResponseReturnValue:
    with writing() as writer:
        user = get_user(writer, user_id)
        if user.totp_confirmed_at:
            session.clear()
            session["second_step"] = {"user": user_id, "next": wanted}
            return redirect("/login/code", 303)
        token = signing_in.sign_in(writer, user, is_staff=is_staff(user_id), network=network, device=device())
        found = sessions.find(writer, token)
    session.clear()  # nothing set before the sign-in survives it
    login_user(found.person)
    return redirect(wanted, 303)


@blueprint.post("/logout")
@signed_in
def log_out() -> ResponseReturnValue:
    """End the session for good."""
    with writing() as writer:
        signing_in.sign_out(writer, current_user.id, current_user.session_id)
    logout_user()
    session.clear()
    flash(_("サインアウトしました。"))
    return redirect("/", 303)


def is_staff(user_id: str) -> bool:
    """Whether the person holds a role of staff anywhere."""
    with database().read() as reader:
        loaders = current_app.extensions["grant_loaders"]
        return any(grant.role in STAFF for loader in loaders for grant in loader(reader, user_id))


def device() -> str:
    """Browser and system in two words, for the list of sessions."""
    agent = request.user_agent.string
    browser = next((name for name in ("Edg", "Firefox", "Chrome", "Safari") if name in agent), "")
    system = next((name for name in ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux") if name in agent), "")
    return f"{browser.replace('Edg', 'Edge')} {system}".strip()
