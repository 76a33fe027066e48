"""Reporting an error in a public record, and the office's queue of such reports."""

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.accounts.throttle import REPORT, TooOften, count_try, network_of
from app.audit.looks import note_personal_look
from app.core.actor import Role
from app.core.errors import InvalidInput, NotFound
from app.core.kinds import Kind, PublicRecord
from app.core.paging import parse_page
from app.corrections import queries, service
from app.corrections.forms import AnswerForm, ReportForm
from app.corrections.states import ABOUT, CORRECTION, STATES, CorrectionState
from app.web.access import for_roles, public
from app.web.i18n import language
from app.web.identity import actor
from app.web.transaction import reads, writes

blueprint = Blueprint("corrections", __name__)
PER_PAGE = 30
_DESK = (Role.OFFICIAL, Role.CHIEF)


@blueprint.get("/corrections/new")
@public
@reads
def new(session: Session) -> ResponseReturnValue:
    """The form for one public record."""
    kind, record, title = _record(session, request.args.get("type", ""), request.args.get("id", ""))
    return render_template("corrections/new.html", form=ReportForm(), kind=kind, record=record, title=title)


@blueprint.post("/corrections/")
@public
@writes
def create(session: Session) -> ResponseReturnValue:
    """Take the report in."""
    kind, record, title = _record(session, request.form.get("type", ""), request.form.get("id", ""))
    form = ReportForm.from_request()
    if not form.validate():
        return render_template("corrections/new.html", form=form, kind=kind, record=record, title=title), 422
    if not count_try(session, REPORT, network_of(request.remote_addr)):
        raise TooOften("短い時間に多くの連絡がありました。1時間ほど待ってから、もう一度お送りください。")
    told = service.Report(
        kind=kind.name,
        subject_id=record.id,
        title=title,
        municipality=getattr(record, "municipality", None),
        about=form.about.data,
        text=form.text.data,
        email=form.email.data,
        language=language(),
    )
    service.report(session, told, actor())
    flash(_("お知らせいただき、ありがとうございます。担当の機関が確認します。"))
    return redirect(record.url, 303)


@blueprint.get("/admin/corrections/")
@for_roles(*_DESK)
@reads
def index(session: Session) -> ResponseReturnValue:
    """The queue."""
    state = request.args.get("state", CorrectionState.OPEN)
    if state not in STATES:
        state = CorrectionState.OPEN
    page = queries.list_corrections(session, actor(), state, parse_page(request.args.get("page")), PER_PAGE)
    return render_template(
        "corrections/index.html",
        page=page,
        state=state,
        states=STATES,
        counts=queries.count_by_state(session, actor()),
        about=ABOUT,
        kinds=current_app.extensions["kinds"],
    )


@blueprint.get("/admin/corrections/<string:correction_id>")
@for_roles(*_DESK)
@reads
def show(session: Session, correction_id: str) -> ResponseReturnValue:
    """One report beside its record."""
    return _page(session, correction_id, AnswerForm())


@blueprint.post("/admin/corrections/<string:correction_id>/<any(answer, reject):action>")
@for_roles(*_DESK)
@writes
def decide(session: Session, correction_id: str, action: str) -> ResponseReturnValue:
    """Answer it, or set it aside, with words to the reporter."""
    correction, form = queries.get_correction(session, correction_id, actor()), AnswerForm.from_request()
    if form.validate():
        try:
            service.decide(session, correction, action, form.answer.data, actor())
        except InvalidInput as refusal:
            form.refuse_all(refusal.fields)
        else:
            flash(_("回答を記録しました。返事の宛先があるときは、メールで伝えます。"))
            return redirect("/admin/corrections/", 303)
    return _page(session, correction_id, form), 422


@blueprint.post("/admin/corrections/<string:correction_id>/reopen")
@for_roles(*_DESK)
@writes
def reopen(session: Session, correction_id: str) -> ResponseReturnValue:
    """Take it up once more."""
    service.reopen(session, queries.get_correction(session, correction_id, actor()), actor())
    return redirect(f"/admin/corrections/{correction_id}", 303)


def _page(session: Session, correction_id: str, form: AnswerForm) -> str:
    correction = queries.get_correction(session, correction_id, actor())
    note_personal_look("correction.look", ("correction", correction.id))
    kinds = current_app.extensions["kinds"]
    kind = kinds[correction.kind]
    return render_template(
        "corrections/show.html",
        correction=correction,
        form=form,
        kind=kind,
        url=kind.address(correction.subject_id),
        is_there=bool(kind.records(session, [correction.subject_id])),
        states=STATES,
        about=ABOUT,
        actions={t.action for t in CORRECTION.actions(correction.state)},
    )


def _record(session: Session, name: str, id_: str) -> tuple[Kind, PublicRecord, str]:
    kinds = current_app.extensions["kinds"]
    if name not in kinds:
        raise NotFound("この記録は見つかりません。")
    kind: Kind = kinds[name]
    found = kind.records(session, [id_[:64]])
    if not found:
        raise NotFound("この記録は見つかりません。")
    record: PublicRecord = found[0]
    title = getattr(record, "title", None) or getattr(record, "name", None) or record.id
    return kind, record, str(title)
