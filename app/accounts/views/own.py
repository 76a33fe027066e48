"""One's own account: overview, name and telephone, and one's own data to take along."""

import json

from flask import Response, current_app, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.forms import LANGUAGE_NAMES, ProfileForm
from app.accounts.service import own
from app.accounts.service.changing_email import find_waiting
from app.accounts.service.own import OwnFacts
from app.accounts.views import blueprint
from app.core import clock
from app.core.actor import FIRM_ROLES, ROLES
from app.web.access import signed_in
from app.web.identity import actor
from app.web.transaction import reads, writes


@blueprint.get("/account/")
@signed_in
@reads
def overview(reader: Session) -> ResponseReturnValue:
    """What this account is, and where each part is changed."""
    grants = sorted(actor().grants, key=lambda grant: (grant.role, grant.body or ""))
    bodies = current_app.extensions["names"]["bodies"](reader, {grant.body for grant in grants if grant.body})
    return render_template(
        "accounts/overview.html",
        user=queries.get_user(reader, current_user.id),
        waiting=find_waiting(reader, current_user.id),
        kept=queries.list_kept(reader, current_user.id),
        session_count=queries.count_live_sessions(reader, current_user.id),
        grants=grants,
        bodies=bodies,
        roles={**ROLES, **FIRM_ROLES},
        languages=dict(LANGUAGE_NAMES),
    )


@blueprint.get("/account/profile")
@signed_in
@reads
def profile(reader: Session) -> ResponseReturnValue:
    """The form for name, telephone and language."""
    user = queries.get_user(reader, current_user.id)
    form = ProfileForm(data={"name": user.name, "phone": user.phone, "language": user.language})
    return render_template("accounts/profile.html", form=form)


@blueprint.post("/account/profile")
@signed_in
@writes
def change_profile(writer: Session) -> ResponseReturnValue:
    """Change them."""
    form = ProfileForm.from_request()
    if not form.validate():
        return render_template("accounts/profile.html", form=form), 422
    facts = OwnFacts(name=form.name.data, phone=form.phone.data, language=form.language.data)
    own.change_profile(writer, current_user.id, facts)
    flash(_("お名前などを保存しました。"))
    return redirect("/account/", 303)


@blueprint.get("/account/data")
@signed_in
def data() -> ResponseReturnValue:
    """What the download holds."""
    return render_template("accounts/data.html")


@blueprint.get("/account/data.json")
@signed_in
@reads
def download_data(reader: Session) -> ResponseReturnValue:
    """All of it as one file."""
    parts = current_app.extensions["sections"].data_of(reader, current_user.id)
    made_at = clock.now().astimezone(clock.JAPAN).isoformat(timespec="seconds")
    text = json.dumps({"made_at": made_at, **parts}, ensure_ascii=False, indent=2, default=str)
    answer = Response(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer
