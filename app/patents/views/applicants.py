"""Applicants that several companies could be: an official chooses, for one or for all of one name, and may take it back."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.accounts.queries import list_user_names
from app.core.errors import NotFound
from app.core.paging import parse_page
from app.patents import review
from app.patents.forms import NOBODY, SameNameForm
from app.patents.review import MOST_AT_ONCE, SameName
from app.patents.service.choosing import DESK, choose_company, choose_for_name, reopen_choice
from app.web.access import for_roles
from app.web.identity import actor
from app.web.transaction import reads, writes

blueprint = Blueprint("applicants", __name__, url_prefix="/admin/applicants")
PER_PAGE = 20
_LONGEST_NAME = 200


@blueprint.get("/")
@for_roles(*DESK)
@reads
def index(session: Session) -> ResponseReturnValue:
    """Applicants that wait for a choice, or those for which officials chose (`state=chosen`)."""
    name = request.args.get("q", "")[:_LONGEST_NAME].strip()
    number = parse_page(request.args.get("page"))
    if request.args.get("state") == "chosen":
        page = review.list_chosen(session, number, PER_PAGE, name)
        people = list_user_names(session, {row.decided_by for row in page.items})
        return render_template("patents/applicants/chosen.html", page=page, name=name, people=people)
    waiting = review.list_waiting(session, number, PER_PAGE, name)
    return render_template("patents/applicants/index.html", page=waiting, name=name)


@blueprint.post("/<string:patent_id>/<int:position>/approve")
@for_roles(*DESK)
@writes
def approve(session: Session, patent_id: str, position: int) -> ResponseReturnValue:
    """The applicant is this company."""
    name, company = request.form.get("name", ""), request.form.get("company", "")
    choose_company(session, actor(), patent_id, position, name, company or "-")
    flash(_("「%(name)s」を企業に結び付けました。", name=name))
    return redirect("/admin/applicants/", 303)


@blueprint.post("/<string:patent_id>/<int:position>/reject")
@for_roles(*DESK)
@writes
def reject(session: Session, patent_id: str, position: int) -> ResponseReturnValue:
    """The applicant is none of the companies with its name."""
    name = request.form.get("name", "")
    choose_company(session, actor(), patent_id, position, name, None)
    flash(_("「%(name)s」は、候補のどの企業でもないとしました。", name=name))
    return redirect("/admin/applicants/", 303)


@blueprint.post("/<string:patent_id>/<int:position>/reopen")
@for_roles(*DESK)
@writes
def reopen(session: Session, patent_id: str, position: int) -> ResponseReturnValue:
    """Take a choice back."""
    link = reopen_choice(session, actor(), patent_id, position)
    if link == "review":
        flash(_("選択を取り消しました。もう一度、一覧から選べます。"))
    else:
        flash(_("選択を取り消しました。同じ名前の企業がいまは複数ないため、一覧には出ません。"))
    return redirect("/admin/applicants/?state=chosen", 303)


@blueprint.get("/same")
@for_roles(*DESK)
@reads
def same(session: Session) -> ResponseReturnValue:
    """All that wait under one name, and the form of one choice for them."""
    name = request.args.get("name", "")
    found = _found(session, name)
    return _same_page(name, found, SameNameForm().offer(found.candidates))


@blueprint.post("/same")
@for_roles(*DESK)
@writes
def choose_same(session: Session) -> ResponseReturnValue:
    """One choice for exactly those that were shown."""
    name, seen = request.form.get("name", ""), request.form.get("seen", "")
    found = _found(session, name)
    form: SameNameForm = SameNameForm.from_request().offer(found.candidates)
    if not form.validate():
        return _same_page(name, found, form), 422
    company = None if form.company.data == NOBODY else form.company.data
    count = choose_for_name(session, actor(), name, company, seen)
    flash(_("「%(name)s」%(count)s件を、まとめて選びました。", name=name, count=f"{count:,}"))
    return redirect("/admin/applicants/", 303)


def _found(session: Session, name: str) -> SameName:
    found = review.list_same_name(session, name)
    if not found.rows:
        raise NotFound("この名前で選択を待つ出願人は、いまはありません。")
    return found


def _same_page(name: str, found: SameName, form: SameNameForm) -> str:
    return render_template("patents/applicants/same.html", name=name, found=found, form=form, most=MOST_AT_ONCE)
