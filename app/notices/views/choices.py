"""How a person wants to hear of each topic: the page of one's account, and the page behind the link at the foot of a mail."""

from flask import current_app, flash, g, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core.errors import NotFound
from app.core.letters import Topic
from app.notices import queries, service
from app.notices.forms import choices_form, chosen, field_name
from app.notices.letterhead import Letterhead
from app.notices.states import Choice
from app.notices.views import blueprint
from app.web.access import public, signed_in
from app.web.forms import Form
from app.web.identity import actor
from app.web.transaction import reads, writes


@blueprint.get("/account/notices")
@signed_in
@reads
def settings(session: Session) -> ResponseReturnValue:
    """The choice of each topic, as it holds now."""
    usual = queries.usual_choice(session, current_user.id)
    known = queries.choices_of(session, current_user.id)
    now = {field_name(topic): known.get(topic.name, usual).value for topic in _head().topics}
    return _page(choices_form(_head().topics)(data=now))


@blueprint.post("/account/notices")
@signed_in
@writes
def choose(session: Session) -> ResponseReturnValue:
    """Keep the choices."""
    form = choices_form(_head().topics).from_request()
    if not form.validate():
        return _page(form), 422
    service.choose(session, current_user.id, chosen(form, _head().topics), actor())
    flash(_("お知らせの受け取り方を保存しました。"))
    return redirect("/account/notices", 303)


@blueprint.get("/notices/stop/<string:token>")
@public
@reads
def stopping(session: Session, token: str) -> ResponseReturnValue:
    """What the link at the foot of a mail would stop; also shown once it has been stopped."""
    user_id, topic = _read(session, token)
    is_stopped = queries.choices_of(session, user_id).get(topic.name) is Choice.OFF
    return render_template("notices/stop.html", token=token, topic=topic, is_stopped=is_stopped)


@blueprint.post("/notices/stop/<string:token>")
@public
@writes
def stop(session: Session, token: str) -> ResponseReturnValue:
    """Stop the mails of that topic."""
    user_id, topic = _read(session, token)
    service.stop_topic(session, user_id, topic.name)
    return redirect(f"/notices/stop/{token}", 303)


def _head() -> Letterhead:
    head: Letterhead = current_app.extensions["letterhead"]
    return head


def _page(form: Form) -> str:
    firm = [topic for topic in _head().topics if topic.is_firm]
    return render_template("notices/settings.html", form=form, firm=firm)


def _read(session: Session, token: str) -> tuple[str, Topic]:
    """Whom and what a link names. NotFound for one that we didn't write, or whose account is closed."""
    g.is_private = True  # the address is a person's own
    found = _head().read_stop_token(token)
    user = session.get(User, found[0]) if found else None
    if found is None or user is None or user.closed_at:
        raise NotFound("このリンクは使えません。サインインして、お知らせの設定のページから変えてください。")
    return found
