"""Where one is signed in, and ending it there."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.service import own
from app.accounts.views import blueprint
from app.web.access import signed_in
from app.web.transaction import reads, writes


@blueprint.get("/account/sessions")
@signed_in
@reads
def sessions(reader: Session) -> ResponseReturnValue:
    """The list, this one marked."""
    found = queries.list_live_sessions(reader, current_user.id)
    return render_template("accounts/sessions.html", sessions=found, here=current_user.session_id)


@blueprint.post("/account/sessions/<string:session_id>/close")
@signed_in
@writes
def close_session(writer: Session, session_id: str) -> ResponseReturnValue:
    """End one of one's own."""
    own.close_session(writer, current_user.id, session_id)
    flash(_("サインインを1つ終わらせました。"))
    return redirect("/" if session_id == current_user.session_id else "/account/sessions", 303)


@blueprint.post("/account/sessions/close-others")
@signed_in
@writes
def close_other_sessions(writer: Session) -> ResponseReturnValue:
    """End all but this one."""
    count = own.close_other_sessions(writer, current_user.id, current_user.session_id)
    flash(_("ほかの%(count)s件のサインインを終わらせました。", count=count))
    return redirect("/account/sessions", 303)
