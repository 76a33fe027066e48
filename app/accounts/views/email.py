"""Changing one's own address: asked with the password, agreed to on both sides."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.forms import EmailForm
from app.accounts.service import changing_email, tokens
from app.accounts.service.tokens import LinkIsOver, Purpose
from app.accounts.views import blueprint
from app.accounts.views.asking import is_proved, never_kept
from app.core.errors import InvalidInput
from app.web.access import public, signed_in
from app.web.transaction import reading, reads, writes


@blueprint.get("/account/email")
@signed_in
def email() -> ResponseReturnValue:
    """The form."""
    return _page(EmailForm())


@blueprint.post("/account/email")
@signed_in
def ask_email() -> ResponseReturnValue:
    """Send a link to both addresses."""
    form = EmailForm.from_request()
    return _ask(form) if is_proved(form) else (_page(form), 422)


@writes
def _ask(writer: Session, form: EmailForm) -> ResponseReturnValue:
    try:
        changing_email.ask_email(writer, current_user.id, form.email.data)
    except InvalidInput as refusal:
        form.refuse_all(refusal.fields)
        return _page(form), 422
    flash(_("新しいアドレスと、いまのアドレスの両方に、確認のメールを送ります。"))
    return redirect("/account/email", 303)


@blueprint.post("/account/email/withdraw")
@signed_in
@writes
def withdraw_email(writer: Session) -> ResponseReturnValue:
    """Leave the address as it is."""
    changing_email.withdraw_email(writer, current_user.id)
    flash(_("メールアドレスの変更を取りやめました。"))
    return redirect("/account/email", 303)


@blueprint.get("/account/email/confirm/<string:token>")
@public
@never_kept
@reads
def confirming_email(reader: Session, token: str) -> ResponseReturnValue:
    """One button; looking changes nothing."""
    try:
        link, _user = tokens.look_at(reader, token, Purpose.EMAIL_NEW, Purpose.EMAIL_OLD)
    except LinkIsOver as over:
        return render_template("accounts/link_over.html", kind="email"), over.status
    return render_template("accounts/email_confirm.html", token=token, is_new=link.purpose == Purpose.EMAIL_NEW)


@blueprint.post("/account/email/confirm/<string:token>")
@public
@never_kept
@writes
def confirm_email(writer: Session, token: str) -> ResponseReturnValue:
    """One side agrees; the second one makes the change."""
    try:
        is_done = changing_email.confirm_email(writer, token)
    except LinkIsOver as over:
        return render_template("accounts/link_over.html", kind="email"), over.status
    return redirect("/account/email/done" if is_done else "/account/email/half", 303)


@blueprint.get("/account/email/done")
@public
def email_done() -> ResponseReturnValue:
    """Both sides agreed."""
    return render_template("accounts/email_done.html", is_done=True)


@blueprint.get("/account/email/half")
@public
def email_half() -> ResponseReturnValue:
    """One side agreed, the other is still to."""
    return render_template("accounts/email_done.html", is_done=False)


def _page(form: EmailForm) -> str:
    with reading() as reader:
        waiting = changing_email.find_waiting(reader, current_user.id)
    return render_template("accounts/email.html", form=form, waiting=waiting, present=current_user.email)
