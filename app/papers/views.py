"""Asking for a paper, the page that says how far it is, and the PDF itself."""

import hashlib

from flask import Blueprint, Response, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.audit.looks import note_personal_look
from app.core.errors import Conflict
from app.core.papers import PaperKind, PaperRegister
from app.files.queries import get_file
from app.files.views import send, store
from app.papers import queries, service
from app.papers.models import Paper
from app.papers.service import FILES, Wanted
from app.papers.sheets import MEDIA_TYPE
from app.papers.states import PAPER, Failure, PaperState
from app.web.access import public
from app.web.i18n import language, speaking
from app.web.identity import actor
from app.web.limits import asking_for_papers
from app.web.transaction import reading, reads, writing

blueprint = Blueprint("papers", __name__, url_prefix="/papers")
_LONGEST_ID = 64


@blueprint.get("/new")
@public
@reads
def new(session: Session) -> ResponseReturnValue:
    """What the paper is, and the button that asks for it."""
    name, subject_id = request.args.get("kind", ""), request.args.get("id", "")[:_LONGEST_ID]
    kind = queries.get_kind(session, _kinds(), actor(), name, subject_id)
    _keep_private(kind)
    return render_template(
        "papers/new.html", kind=kind, subject_id=subject_id, title=kind.draft(session, subject_id).title
    )


@blueprint.post("/")
@public
@asking_for_papers
def ask() -> ResponseReturnValue:
    """Lay the page out and hand it to the worker; the same content asked for twice is one paper."""
    name, subject_id = request.form.get("kind", ""), request.form.get("id", "")[:_LONGEST_ID]
    with reading() as session:
        kind = queries.get_kind(session, _kinds(), actor(), name, subject_id)
        _keep_private(kind)
        wanted, page = _lay_out(session, kind, subject_id)
        same = queries.find_same(session, name, subject_id, wanted.language, wanted.content)
        if same is not None and same.state == PaperState.MADE:
            return redirect(f"/papers/{same.id}", 303)
    store().put(page)
    with writing() as session:
        return redirect(f"/papers/{service.ask(session, actor(), wanted).id}", 303)


@blueprint.get("/<string:paper_id>")
@public
@reads
def show(session: Session, paper_id: str) -> ResponseReturnValue:
    """How far the paper is, and where to get it."""
    paper, kind = queries.get_paper(session, _kinds(), actor(), paper_id)
    _keep_private(kind)
    return render_template(
        "papers/show.html",
        paper=paper,
        kind=kind,
        states=PaperState,
        failures=Failure,
        state=PAPER.states[PaperState(paper.state)],
        file=get_file(session, paper.file_id, FILES, paper.id) if paper.file_id else None,
    )


@blueprint.get("/<string:paper_id>/file")
@public
@reads
def download(session: Session, paper_id: str) -> ResponseReturnValue:
    """The PDF. Opening a private one is noted where its kind says so."""
    paper, kind = queries.get_paper(session, _kinds(), actor(), paper_id)
    _keep_private(kind)
    file = get_file(session, _file_of(paper), FILES, paper.id)
    if kind.look:
        action, subject = kind.look
        note_personal_look(action, (subject, paper.subject_id))
    return send(file)


def send_sheet(content: bytes, name: str) -> Response:
    """A workbook of `sheets.xlsx` as a download called `name`."""
    return Response(content, mimetype=MEDIA_TYPE, headers={"Content-Disposition": f"attachment; filename={name}"})


def _lay_out(session: Session, kind: PaperKind, subject_id: str) -> tuple[Wanted, bytes]:
    with speaking(kind.language or language()) as spoken:
        draft = kind.draft(session, subject_id)
        page = render_template(kind.template, title=draft.title, **draft.data).encode()
    return Wanted(kind, subject_id, spoken, draft.title, hashlib.sha256(page).hexdigest()), page


def _kinds() -> PaperRegister:
    found: PaperRegister = current_app.extensions["papers"]
    return found


def _file_of(paper: Paper) -> str:
    if paper.file_id is None:
        raise Conflict("この書類はまだできていません。書類のページで、いまの状態を確認してください。")
    return paper.file_id


def _keep_private(kind: PaperKind) -> None:
    if not kind.is_public:
        g.is_private = True
