"""Changing one's own password."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.forms import PasswordForm
from app.accounts.service import changing_password
from app.accounts.views import blueprint
from app.accounts.views.asking import hasher, is_proved, is_staff
from app.web.access import signed_in
from app.web.transaction import writes


@blueprint.get("/account/password")
@signed_in
def password() -> ResponseReturnValue:
    """The form."""
    return render_template("accounts/password.html", form=_form(PasswordForm()))


@blueprint.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Set it; other sessions end."""
    form = _form(PasswordForm.from_request())
    if not is_proved(form):
        return render_template("accounts/password.html", form=form), 422
    return _change(hasher().hash(form.new_password.data))


@writes
def _change(writer: Session, password_hash: str) -> ResponseReturnValue:
    changing_password.change_password(writer, current_user.id, password_hash, current_user.session_id)
    flash(_("パスワードを変えました。ほかの端末では、もう一度サインインが必要です。"))
    return redirect("/account/", 303)


def _form(form: PasswordForm) -> PasswordForm:
    form.for_person(is_staff=is_staff(current_user.id), name=current_user.name, email=current_user.email)
    return form
