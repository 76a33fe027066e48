"""A forgotten password: asking for a link, and setting a new one by it."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.accounts.forms import AskResetForm, ResetForm
from app.accounts.service import changing_password, tokens
from app.accounts.service.tokens import LinkIsOver, Purpose
from app.accounts.views import blueprint
from app.accounts.views.asking import hasher, is_staff, network, never_kept
from app.web.access import public
from app.web.transaction import reading, writes


@blueprint.get("/password/reset")
@public
def forgotten() -> ResponseReturnValue:
    """Whose password is it?"""
    return render_template("accounts/reset_ask.html", form=AskResetForm())


@blueprint.post("/password/reset")
@public
@writes
def ask_reset(writer: Session) -> ResponseReturnValue:
    """Send a link if there is someone; the answer is the same."""
    form = AskResetForm.from_request()
    if not form.validate():
        return render_template("accounts/reset_ask.html", form=form), 422
    changing_password.ask_reset(writer, form.email.data, network())
    return redirect("/password/reset/sent", 303)


@blueprint.get("/password/reset/sent")
@public
def reset_sent() -> ResponseReturnValue:
    """Look into your letter box."""
    return render_template("accounts/reset_sent.html")


@blueprint.get("/password/reset/<string:token>")
@public
@never_kept
def resetting(token: str) -> ResponseReturnValue:
    """The form for the new password; looking uses nothing up."""
    form = _form(token, ResetForm())
    if form is None:
        return _is_over()
    return render_template("accounts/reset.html", form=form, token=token)


@blueprint.post("/password/reset/<string:token>")
@public
@never_kept
def reset(token: str) -> ResponseReturnValue:
    """Set it."""
    form = _form(token, ResetForm.from_request())
    if form is None:
        return _is_over()
    if not form.validate():
        return render_template("accounts/reset.html", form=form, token=token), 422
    return _set(token, hasher().hash(form.new_password.data))


@writes
def _set(writer: Session, token: str, password_hash: str) -> ResponseReturnValue:
    try:
        changing_password.reset_password(writer, token, password_hash)
    except LinkIsOver:
        return _is_over()
    flash(_("新しいパスワードにしました。サインインできます。"))
    return redirect("/login", 303)


def _form(token: str, form: ResetForm) -> ResetForm | None:
    """The form with the rules of the link's person; None if the link is over."""
    try:
        with reading() as reader:
            _link, user = tokens.look_at(reader, token, Purpose.RESET)
            id_, name, email = user.id, user.name, user.email or ""
    except LinkIsOver:
        return None
    form.for_person(is_staff=is_staff(id_), name=name, email=email)
    return form


def _is_over() -> ResponseReturnValue:
    return render_template("accounts/link_over.html", kind="reset"), LinkIsOver.status
