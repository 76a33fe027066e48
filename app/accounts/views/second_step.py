"""The second step of signing in: a code of the telephone, or a recovery code. Five minutes from the password on."""

from typing import Any, Final

from flask import flash, redirect, render_template, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.doors import own_path
from app.accounts.forms import CodeForm
from app.accounts.models import User
from app.accounts.service import second_factor, signing_in
from app.accounts.service.proving import get_held
from app.accounts.states import AccountState, state_of
from app.accounts.views import blueprint
from app.accounts.views.asking import never_kept
from app.accounts.views.sign_in import SECOND_STEP, let_in
from app.core import clock
from app.web.access import public
from app.web.transaction import writing

_LONGEST: Final = 300  # seconds


@blueprint.get("/login/code")
@public
@never_kept
def second_step() -> ResponseReturnValue:
    """The page that asks for the code."""
    if _begun() is None:
        return _over()
    return render_template("accounts/second_step.html", form=CodeForm())


@blueprint.post("/login/code")
@public
@never_kept
def take_second_step() -> ResponseReturnValue:
    """Check the code and start a session."""
    begun, form = _begun(), CodeForm.from_request()
    if begun is None:
        return _over()
    if form.validate():
        with writing() as writer:  # counted first, in a transaction of its own: a wrong code rolls nothing back
            second_factor.count_code(writer, begun["user"])
        with writing() as writer:
            user = get_held(writer, begun["user"])
            if not _is_good(user, begun):
                return _over()
            if second_factor.check_code(writer, user, form.code.data):
                return let_in(writer, user, own_path(begun["next"]), second_factor=True)
        form.refuse("code", _("コードが違うか、もう使われています。新しいコードを入力してください。"))
    return render_template("accounts/second_step.html", form=form), 422


def _begun() -> dict[str, Any] | None:
    """What the password step left in the cookie, if it was less than five minutes ago."""
    begun: dict[str, Any] | None = session.get(SECOND_STEP)
    is_fresh = begun is not None and 0 <= clock.now().timestamp() - begun["at"] < _LONGEST
    return begun if is_fresh else None


def _is_good(user: User, begun: dict[str, Any]) -> bool:
    """Whether nothing has changed since the password was typed."""
    is_same = signing_in.mark_of(user) == begun["mark"]
    return is_same and state_of(user) is AccountState.ACTIVE and user.totp_confirmed_at is not None


def _over() -> ResponseReturnValue:
    session.pop(SECOND_STEP, None)
    flash(_("時間が過ぎました。もう一度、パスワードから入力してください。"))
    return redirect("/login", 303)
