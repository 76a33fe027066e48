"""Signing in and out."""

from flask import flash, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from sqlalchemy.orm import Session

from app.accounts import sessions
from app.accounts.doors import own_path
from app.accounts.forms import LoginForm
from app.accounts.models import User
from app.accounts.service import proving, signing_in
from app.accounts.service.signing_in import NextStep
from app.accounts.states import SessionEnd
from app.accounts.views import blueprint
from app.accounts.views.asking import hasher, is_staff, network, place
from app.core import clock
from app.web.access import public, signed_in
from app.web.security import forget_pages
from app.web.transaction import database, writing

SECOND_STEP = "second_step"  # keys of the visitor's cookie, which is signed
TO_CONFIRM = "to_confirm"


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
    found = proving.find_credentials(database(), form.email.data, network())
    is_right = hasher().check(found.stored, form.password.data)
    if is_right and found.user_id and found.stored:
        renewed = hasher().hash(form.password.data) if hasher().is_old(found.stored) else None
        with writing() as writer:
            user, step = signing_in.accept_password(writer, found, form.email.data, network(), renewed)
            if user is not None:
                return _go_on(writer, user, step, wanted)
    form.refuse("password", _("メールアドレスかパスワードが違います。"))
    return render_template("accounts/login.html", form=form, next=wanted), 422


def _go_on(writer: Session, user: User, step: NextStep, wanted: str) -> ResponseReturnValue:
    if step is NextStep.IN:
        return let_in(writer, user, wanted)
    forget_visit(writer)
    if step is NextStep.CONFIRM:
        session[TO_CONFIRM] = user.id
        return redirect("/register/waiting", 303)
    begun = {"user": user.id, "next": wanted, "at": clock.now().timestamp(), "mark": signing_in.mark_of(user)}
    session[SECOND_STEP] = begun
    return redirect("/login/code", 303)


def let_in(writer: Session, user: User, wanted: str, *, second_factor: bool = False) -> ResponseReturnValue:
    """Start a session; nothing that was set before it survives."""
    forget_visit(writer)
    token = signing_in.sign_in(writer, user, place(), is_staff=is_staff(user.id), second_factor=second_factor)
    login_user(sessions.find(writer, token).person)
    return redirect(wanted, 303)


def forget_visit(writer: Session) -> None:
    """Empty the cookie; a session that it stood for is over."""
    if current_user.is_authenticated:
        sessions.end(writer, current_user.session_id, SessionEnd.SIGN_OUT)
    session.clear()


@blueprint.post("/logout")
@signed_in
def log_out() -> ResponseReturnValue:
    """End the session for good."""
    with writing() as writer:
        signing_in.sign_out(writer, current_user.id, current_user.session_id)
    logout_user()
    session.clear()
    flash(_("サインアウトしました。"))
    return forget_pages(make_response(redirect("/", 303)))
