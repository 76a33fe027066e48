"""Closing one's own account."""

from flask import current_app, flash, make_response, redirect, render_template, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from sqlalchemy.orm import Session

from app.accounts.forms import ProofForm
from app.accounts.service import own
from app.accounts.views import blueprint
from app.accounts.views.asking import is_proved, say
from app.web.access import signed_in
from app.web.security import forget_pages
from app.web.transaction import reading, writes


@blueprint.get("/account/close")
@signed_in
def closing() -> ResponseReturnValue:
    """What closing means, and what stands against it."""
    return _page(ProofForm())


@blueprint.post("/account/close")
@signed_in
def close() -> ResponseReturnValue:
    """Close it."""
    form = ProofForm.from_request()
    return _close(form) if is_proved(form) else (_page(form), 422)


@writes
def _close(writer: Session, form: ProofForm) -> ResponseReturnValue:
    known = current_app.extensions
    if own.close_account(writer, current_user.id, known["closing_obstacles"], known["closing_steps"]):
        return _page(form), 409
    logout_user()
    session.clear()
    flash(_("退会の手続きが終わりました。ご利用ありがとうございました。"))
    return forget_pages(make_response(redirect("/", 303)))


def _page(form: ProofForm) -> str:
    with reading() as reader:
        reasons = own.list_obstacles(reader, current_user.id, current_app.extensions["closing_obstacles"])
    return render_template("accounts/close.html", form=form, reasons=[say(reason) for reason in reasons])
