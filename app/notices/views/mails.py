"""The log of mails, and events that were given up: for administrators. No page shows what a mail says."""

from flask import current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.audit.looks import note_personal_look
from app.audit.service import record
from app.core.actor import Role
from app.core.errors import Conflict, InvalidRequest
from app.core.outbox import list_dead, revive
from app.core.paging import parse_page
from app.notices import queries, service
from app.notices.states import MAIL_STATES, MAIL_WORKFLOW
from app.notices.views import blueprint
from app.web.access import for_roles
from app.web.identity import actor
from app.web.transaction import reads, writes

PER_PAGE = 50
_MOST_EVENTS = 50
_HIGHEST_ID = 2**63 - 1


@blueprint.get("/admin/mails/")
@for_roles(Role.ADMIN)
@reads
def mails(session: Session) -> ResponseReturnValue:
    """One page of the log, newest first; addresses are masked."""
    state = request.args.get("state", "")
    if state and state not in MAIL_STATES:
        raise InvalidRequest("この状態はありません。一覧の上のリンクから選んでください。")
    return render_template(
        "notices/mails.html",
        page=queries.list_mails(session, state, parse_page(request.args.get("page")), PER_PAGE),
        state=state,
        states=MAIL_STATES,
        counts=queries.count_mails(session),
        events=list_dead(session, _MOST_EVENTS),
        topics={topic.name: topic.label for topic in current_app.extensions["letterhead"].topics},
        masked=queries.masked,
    )


@blueprint.get("/admin/mails/<string:mail_id>")
@for_roles(Role.ADMIN)
@reads
def mail(session: Session, mail_id: str) -> ResponseReturnValue:
    """One mail: to whom, when, and what went wrong."""
    found = queries.get_mail(session, mail_id)
    note_personal_look("mail.look", ("mail", found.id))
    names = current_app.extensions["names"]["users"](session, [found.user_id] if found.user_id else [])
    return render_template(
        "notices/mail.html",
        mail=found,
        name=names.get(found.user_id or "", ""),
        states=MAIL_STATES,
        topic=current_app.extensions["letterhead"].find_topic(found.topic),
        may_resend=queries.may_resend(found),
        resend=MAIL_WORKFLOW.find("resend", found.state),
    )


@blueprint.post("/admin/mails/<string:mail_id>/resend")
@for_roles(Role.ADMIN)
@writes
def resend(session: Session, mail_id: str) -> ResponseReturnValue:
    """Send it again."""
    service.resend(session, queries.get_mail(session, mail_id), actor())
    flash(_("メールをもう一度送ります。結果は、しばらくしてからこの一覧で確認できます。"))
    return redirect("/admin/mails/", 303)


@blueprint.post("/admin/mails/events/<int:event_id>/retry")
@for_roles(Role.ADMIN)
@writes
def retry(session: Session, event_id: int) -> ResponseReturnValue:
    """Deliver an event again that was given up."""
    name = revive(session, event_id) if event_id <= _HIGHEST_ID else None
    if name is None:
        raise Conflict("この処理は、もうやり直しの対象ではありません。最新の一覧を確認してください。")
    grant = actor().grant_for([Role.ADMIN])
    record(session, actor(), "event.retry", ("event", str(event_id)), grant=grant, details={"name": name})
    flash(_("処理をもう一度始めます。結果は、しばらくしてからこの一覧で確認できます。"))
    return redirect("/admin/mails/", 303)
