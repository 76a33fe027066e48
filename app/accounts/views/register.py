"""Registering, and confirming the address."""

from flask import redirect, render_template, session
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.forms import RegisterForm
from app.accounts.service import registering, tokens
from app.accounts.service.tokens import LinkIsOver, Purpose
from app.accounts.views import blueprint
from app.accounts.views.asking import hasher, network, never_kept
from app.accounts.views.sign_in import TO_CONFIRM
from app.web.access import public
from app.web.i18n import language
from app.web.transaction import reads, writes


@blueprint.get("/register")
@public
def register() -> ResponseReturnValue:
    """The form."""
    return render_template("accounts/register.html", form=RegisterForm())


@blueprint.post("/register")
@public
def create() -> ResponseReturnValue:
    """Take a registration; the same answer in the same time for an address that has an account."""
    form = RegisterForm.from_request()
    if not form.validate():
        return render_template("accounts/register.html", form=form), 422
    return _create(form, hasher().hash(form.password.data))


@writes
def _create(writer: Session, form: RegisterForm, password_hash: str) -> ResponseReturnValue:
    registering.register(
        writer,
        name=form.name.data,
        email=form.email.data,
        password_hash=password_hash,
        language=language(),
        network=network(),
    )
    return redirect("/register/sent", 303)


@blueprint.get("/register/sent")
@public
def registered() -> ResponseReturnValue:
    """Look into your letter box."""
    return render_template("accounts/register_sent.html")


@blueprint.get("/register/waiting")
@public
@never_kept
def waiting() -> ResponseReturnValue:
    """Someone with the right password whose address is not confirmed yet."""
    if TO_CONFIRM not in session:
        return redirect("/login", 303)
    return render_template("accounts/register_waiting.html")


@blueprint.post("/register/again")
@public
@writes
def send_again(writer: Session) -> ResponseReturnValue:
    """Send the letter again to someone who has shown the password."""
    if TO_CONFIRM not in session:
        return redirect("/login", 303)
    registering.ask_again(writer, session[TO_CONFIRM])
    return redirect("/register/sent", 303)


@blueprint.get("/register/confirm/<string:token>")
@public
@never_kept
@reads
def confirming(reader: Session, token: str) -> ResponseReturnValue:
    """One button; looking changes nothing, so that scanners of mails confirm nobody."""
    try:
        tokens.look_at(reader, token, Purpose.CONFIRM)
    except LinkIsOver as over:
        return _is_over(over)
    return render_template("accounts/register_confirm.html", token=token)


@blueprint.post("/register/confirm/<string:token>")
@public
@never_kept
@writes
def confirm(writer: Session, token: str) -> ResponseReturnValue:
    """The address is the person's."""
    try:
        registering.confirm(writer, token)
    except LinkIsOver as over:
        return _is_over(over)
    return redirect("/register/done", 303)


@blueprint.get("/register/done")
@public
def confirmed() -> ResponseReturnValue:
    """Now sign in."""
    return render_template("accounts/register_done.html")


def _is_over(over: LinkIsOver) -> ResponseReturnValue:
    return render_template("accounts/link_over.html", kind="confirm"), over.status
