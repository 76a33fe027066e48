"""The import page: files of officials, what was found in them, the decision, and the report."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.accounts.queries import list_user_names
from app.core.errors import InvalidInput, NotFound
from app.core.paging import parse_page
from app.files.intake import clean_name
from app.imports import jobs, queries
from app.imports.formats import FORMATS
from app.imports.forms import ConfirmForm, UploadForm
from app.imports.models import ImportJob
from app.imports.policy import DESK
from app.imports.states import IMPORT_KINDS, IMPORT_STATES, IMPORT_WORKFLOW, STANDINGS, ImportState
from app.imports.store import JobStore
from app.web.access import for_roles
from app.web.identity import actor
from app.web.transaction import reading, reads, when_written, writes, writing
from app.web.uploads import takes_files

blueprint = Blueprint("imports", __name__, url_prefix="/admin/imports")
PER_PAGE = 20
MOST_BYTES = 200 * 1024 * 1024
_BESIDE = 1024 * 1024  # bytes of the form around the file
_PARTS = 20


def store() -> JobStore:
    """Where this site's files lie."""
    found: JobStore = current_app.extensions["import_files"]
    return found


@blueprint.get("/")
@for_roles(*DESK)
@reads
def index(session: Session) -> ResponseReturnValue:
    """Files that were sent, newest first."""
    queries.get_grant(session, actor())
    page = queries.list_jobs(session, parse_page(request.args.get("page")), PER_PAGE)
    people = list_user_names(session, {job.created_by for job in page.items})
    return render_template("imports/index.html", page=page, people=people, **_words())


@blueprint.get("/new")
@for_roles(*DESK)
@reads
def new(session: Session) -> ResponseReturnValue:
    """The form for a file."""
    queries.get_grant(session, actor())
    return render_template("imports/new.html", form=UploadForm())


@blueprint.post("/new")
@for_roles(*DESK)
@takes_files(MOST_BYTES + _BESIDE, parts=_PARTS)
def upload() -> ResponseReturnValue:
    """Keep a file for the worker. The same file again leads to the job that it has."""
    with reading() as session:
        grant = queries.get_grant(session, actor())
    form = UploadForm.from_request()
    if not form.validate() or not _is_size_right(form):
        return render_template("imports/new.html", form=form), 422
    kept, is_new = store().put(form.file.data.stream), False
    own = current_app.config["SITE"].prefecture_code if form.own_prefecture.data else None
    try:
        with writing() as session:
            job, is_new = jobs.submit_job(
                session,
                actor(),
                grant,
                kept,
                kind=form.kind.data,
                file_name=clean_name(form.file.data.filename),
                prefecture=own if form.kind.data == "companies" else None,
            )
    finally:
        if not is_new:
            store().delete(kept.place)
    flash(_sent(is_new=is_new))
    return redirect(f"/admin/imports/{job.id}", 303)


@blueprint.get("/<string:job_id>")
@for_roles(*DESK)
@reads
def show(session: Session, job_id: str) -> ResponseReturnValue:
    """One file: what was found in it, what can be done, what came of it."""
    return _page(session, _seen(session, job_id), ConfirmForm())


@blueprint.post("/<string:job_id>/confirm")
@for_roles(*DESK)
@writes
def confirm(session: Session, job_id: str) -> ResponseReturnValue:
    """Let the worker take it in."""
    job, form = _seen(session, job_id), ConfirmForm.from_request()
    form.validate()
    grant = queries.get_grant(session, actor())
    try:
        jobs.confirm_job(session, job, actor(), grant, skips_errors=form.skips_errors.data)
    except InvalidInput as refusal:
        form.refuse_all(refusal.fields)
        return _page(session, job, form), 422
    flash(_("取り込みを始めます。終わると、この画面に結果が出ます。"))
    return redirect(f"/admin/imports/{job.id}", 303)


@blueprint.post("/<string:job_id>/retry")
@for_roles(*DESK)
@writes
def retry(session: Session, job_id: str) -> ResponseReturnValue:
    """Take it in once more."""
    job = _seen(session, job_id)
    jobs.retry_job(session, job, actor(), queries.get_grant(session, actor()))
    flash(_("もう一度取り込みます。終わると、この画面に結果が出ます。"))
    return redirect(f"/admin/imports/{job.id}", 303)


@blueprint.post("/<string:job_id>/cancel")
@for_roles(*DESK)
@writes
def cancel(session: Session, job_id: str) -> ResponseReturnValue:
    """Leave it and delete the file."""
    job = _seen(session, job_id)
    place = jobs.cancel_job(session, job, actor(), queries.get_grant(session, actor()))
    if place:
        when_written(lambda: store().delete(place))
    flash(_("「%(name)s」の取り込みをやめ、ファイルを消しました。", name=job.file_name))
    return redirect("/admin/imports/", 303)


@blueprint.get("/<string:job_id>/report.csv")
@for_roles(*DESK)
@reads
def report(session: Session, job_id: str) -> ResponseReturnValue:
    """What is to be told of the file's rows, as a table."""
    job = _seen(session, job_id)
    path = store().path(job.report) if job.report else None
    if path is None or not path.exists():
        raise NotFound("この取り込みの報告はありません。")
    return send_file(path, mimetype="text/csv", as_attachment=True, download_name=f"import-{job.id}.csv", max_age=None)


def _seen(session: Session, job_id: str) -> ImportJob:
    queries.get_grant(session, actor())
    return queries.get_job(session, job_id)


def _is_size_right(form: UploadForm) -> bool:
    size: int = form.file.data.stream.seek(0, 2)
    form.file.data.stream.seek(0)
    if size == 0:
        form.refuse("file", _("ファイルの中身が空です。もう一度選んでください。"))
    elif size > MOST_BYTES:
        form.refuse("file", _("ファイルは200MBまでです。ZIPかGZで圧縮してお送りください。"))
    return 0 < size <= MOST_BYTES


def _sent(*, is_new: bool) -> str:
    if is_new:
        return str(_("ファイルを受け取りました。中身を確認しています。"))
    return str(_("同じファイルがすでに届いています。こちらがその取り込みです。"))


def _page(session: Session, job: ImportJob, form: ConfirmForm) -> str:
    refusal = job.refusal
    formats = {known.name: known.label for known in FORMATS[job.kind]}
    return render_template(
        "imports/show.html",
        job=job,
        form=form,
        people=list_user_names(session, {id_ for id_ in (job.created_by, job.confirmed_by) if id_}),
        format=formats.get(job.format),
        reason=_(refusal["message"], **refusal["values"]) if refusal else "",
        can_cancel=IMPORT_WORKFLOW.find("cancel", job.state) is not None,
        is_waiting=job.state in IMPORT_WORKFLOW.waits_for and job.state != ImportState.CHECKED,
        has_report=bool(job.report and job.place),
        **_words(),
    )


def _words() -> dict[str, object]:
    return {"kinds": IMPORT_KINDS, "states": IMPORT_STATES, "standings": STANDINGS}
