"""The inbox of whoever is signed in."""

from flask import current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app.core.paging import parse_page
from app.notices import queries, service
from app.notices.views import blueprint
from app.notices.wording import say
from app.web.access import signed_in
from app.web.i18n import language
from app.web.looks import note_look
from app.web.transaction import reads, writes

PER_PAGE = 20


@blueprint.get("/inbox/")
@signed_in
@reads
def inbox(session: Session) -> ResponseReturnValue:
    """One page of one's own notices, newest first."""
    unread = request.args.get("unread") == "1"
    number = parse_page(request.args.get("page"))
    page = queries.list_notices(session, current_user.id, unread=unread, page=number, per_page=PER_PAGE)
    return render_template(
        "notices/inbox.html",
        page=page,
        rows=[(notice, say(notice.subject, language())) for notice in page.items],
        unread=unread,
        count=queries.count_unread(session, current_user.id),
        newest=queries.find_newest(session, current_user.id),
        topics={topic.name: topic.label for topic in current_app.extensions["letterhead"].topics},
    )


@blueprint.post("/inbox/read-all")
@signed_in
@writes
def read_all(session: Session) -> ResponseReturnValue:
    """Everything that was on the page counts as read."""
    service.mark_all_read(session, current_user.id, request.form.get("newest", ""))
    flash(_("お知らせをすべて読んだことにしました。"))
    return redirect("/inbox/", 303)


@blueprint.get("/inbox/<string:notice_id>")
@signed_in
@reads
def notice(session: Session, notice_id: str) -> ResponseReturnValue:
    """One notice; it counts as read from now on."""
    found, user_id = queries.get_notice(session, notice_id, current_user.id), current_user.id
    if found.read_at is None:
        note_look(lambda writing: service.mark_read(writing, found.id, user_id))
    topic = current_app.extensions["letterhead"].find_topic(found.topic)
    return render_template(
        "notices/notice.html",
        notice=found,
        subject=say(found.subject, language()),
        lines=[say(line, language()) for line in found.lines],
        link_text=say(found.link_text, language()) or _("くわしい内容を開く"),
        topic=topic,
    )
