"""Setting up, renewing and closing the second factor. Each needs the password; what is secret is shown once."""

from datetime import timedelta
from typing import Final

import segno
from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.forms import FirstCodeForm, ProofForm
from app.accounts.models import User
from app.accounts.service import second_factor as factor
from app.accounts.views import blueprint
from app.accounts.views.asking import is_proved
from app.core import clock
from app.web.access import signed_in
from app.web.identity import actor
from app.web.templating import site_name
from app.web.transaction import reading, writes, writing

_SETTING_UP: Final = timedelta(minutes=15)  # from the password on
_GROUP: Final = 4  # signs of the secret that are read together


@blueprint.get("/account/second-factor")
@signed_in
def second_factor() -> ResponseReturnValue:
    """Whether it is on, and what can be done; while it is set up, the secret as a picture and as text."""
    return _page()


@blueprint.post("/account/second-factor/start")
@signed_in
def start_second_factor() -> ResponseReturnValue:
    """Make a new secret."""
    form = ProofForm.from_request()
    return _start() if is_proved(form) else (_page(start=form), 422)


@writes
def _start(writer: Session) -> ResponseReturnValue:
    factor.start(writer, current_user.id)
    return redirect("/account/second-factor", 303)


@blueprint.post("/account/second-factor/confirm")
@signed_in
def confirm_second_factor() -> ResponseReturnValue:
    """Turn it on by a first code; the recovery codes are shown here and never again."""
    form = FirstCodeForm.from_request()
    if not _is_setting_up():
        flash(_("時間が過ぎました。はじめからやり直してください。"))
        return redirect("/account/second-factor", 303)
    if form.validate():
        with writing() as writer:
            codes = factor.turn_on(writer, current_user.id, form.code.data, current_user.session_id)
        if codes is not None:
            return render_template("accounts/recovery_codes.html", codes=codes, is_new=True)
        form.refuse("code", _("コードが違います。アプリに出ている新しいコードを入力してください。"))
    return _page(first=form), 422


@blueprint.post("/account/second-factor/close")
@signed_in
def close_second_factor() -> ResponseReturnValue:
    """Turn it off."""
    form = ProofForm.from_request()
    return _close() if is_proved(form) else (_page(close=form), 422)


@writes
def _close(writer: Session) -> ResponseReturnValue:
    factor.turn_off(writer, current_user.id, actor())
    flash(_("2段階認証を外しました。"))
    return redirect("/account/second-factor", 303)


@blueprint.post("/account/second-factor/renew-codes")
@signed_in
def renew_codes() -> ResponseReturnValue:
    """New recovery codes, shown here and never again; the old ones are void."""
    form = ProofForm.from_request()
    if not is_proved(form):
        return _page(renew=form), 422
    with writing() as writer:
        codes = factor.renew_codes(writer, current_user.id)
    return render_template("accounts/recovery_codes.html", codes=codes, is_new=False)


def _is_setting_up() -> bool:
    """Whether the password was typed in this session a moment ago: another session never sees the secret."""
    with reading() as reader:
        here = queries.get_live_session(reader, current_user.id, current_user.session_id)
        return clock.now() - here.step_up_at < _SETTING_UP


def _page(
    *,
    start: ProofForm | None = None,
    first: FirstCodeForm | None = None,
    close: ProofForm | None = None,
    renew: ProofForm | None = None,
) -> str:
    is_begun = start is None and _is_setting_up()
    with reading() as reader:
        user = queries.get_user(reader, current_user.id)
        left, since, secret = factor.count_codes_left(reader, user.id), user.totp_confirmed_at, user.totp_secret
        is_shown = bool(secret) and not since and is_begun
        picture = _picture(user) if is_shown else None
    return render_template(
        "accounts/second_factor.html",
        since=since,
        left=left,
        picture=picture,
        secret=_readable(secret) if is_shown else "",
        forms={
            "start": start or ProofForm(),
            "first": first or FirstCodeForm(),
            "renew": renew or ProofForm(),
            "close": _apart(close or ProofForm()),  # both stand on one page
        },
    )


def _apart(form: ProofForm) -> ProofForm:
    form.current_password.id = "close-password"
    return form


def _picture(user: User) -> Markup:
    """The QR code as SVG of attributes only: the page's policy allows no style of its own."""
    code = segno.make(factor.address_of(user, site_name()), error="m")
    title = _("2段階認証の設定に使うQRコード")
    return Markup(code.svg_inline(scale=5, border=4, light="#fff", title=title, omitsize=False))  # noqa: S704 - segno's own drawing


def _readable(secret: str) -> str:
    return " ".join(secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP))
