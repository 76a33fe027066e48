"""Licence cards for the people of a patent's applicants: their patents, the form, and taking a card away."""

from typing import Final

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.paging import parse_page
from app.patents import queries
from app.patents.forms import LicenceForm
from app.patents.publisher import LicencePublisher
from app.patents.queries import LICENCE
from app.patents.service.licences import may_withdraw, withdraw_card
from app.publishing.edit_pages import Sheet, autosave_sheet, open_sheet, require_writable, save_sheet
from app.publishing.editing import autosaves
from app.publishing.policy import EDITORS, MEMBERS
from app.publishing.service import confirm_fresh
from app.publishing.service.offers import firm_for
from app.web.access import signed_in
from app.web.identity import actor
from app.web.transaction import reads, writes
from app.web.uploads import takes_long_texts

blueprint: Final = Blueprint("licences", __name__, url_prefix="/licences")
PER_PAGE: Final = 20


def publisher() -> LicencePublisher:
    """The publisher of licence cards."""
    found: LicencePublisher = current_app.extensions["publishers"][LICENCE]
    return found


@blueprint.get("/mine")
@signed_in
@reads
def mine(session: Session) -> ResponseReturnValue:
    """The patents of the firms for which the person acts, with and without a card."""
    firms = sorted(actor().bodies(*MEMBERS))
    page = queries.list_of_firms(session, firms, parse_page(request.args.get("page")), PER_PAGE)
    return render_template(
        "patents/mine.html",
        page=page,
        versions=queries.list_open_versions(session, [patent.id for patent in page.items]),
        editable=actor().bodies(*EDITORS),
    )


@blueprint.get("/<string:patent_id>/edit")
@signed_in
@reads
def edit(session: Session, patent_id: str) -> ResponseReturnValue:
    """The form with the draft, or with the card while there is none."""
    sheet = _sheet(session, patent_id)
    require_writable(sheet)
    return _page(session, sheet, LicenceForm(data=LicenceForm.shown(sheet.fields)))


@blueprint.post("/<string:patent_id>/edit")
@signed_in
@takes_long_texts
@writes
def save(session: Session, patent_id: str) -> ResponseReturnValue:
    """Save the draft; with do=submit hand it in."""
    sheet, form = _sheet(session, patent_id), LicenceForm.from_request()

    def render(shown: Sheet) -> str:
        return _page(session, shown, form)

    return save_sheet(session, sheet, form, render, f"/licences/{patent_id}/edit")


@blueprint.post("/<string:patent_id>/edit/autosave")
@signed_in
@takes_long_texts
@autosaves
@writes
def autosave(session: Session, patent_id: str) -> ResponseReturnValue:
    """Save what is well-formed while the person goes on typing."""
    return autosave_sheet(session, _sheet(session, patent_id), LicenceForm.from_request())


@blueprint.post("/<string:patent_id>/confirm")
@signed_in
@writes
def confirm(session: Session, patent_id: str) -> ResponseReturnValue:
    """「この内容は正しい」: today is the card's day."""
    confirm_fresh(session, publisher(), patent_id, _sheet(session, patent_id).firm_id, actor())
    flash(_("公開中の内容を、今日の日付で確認しました。"))
    return redirect(f"/patents/{patent_id}", 303)


@blueprint.post("/<string:patent_id>/withdraw")
@signed_in
@writes
def withdraw(session: Session, patent_id: str) -> ResponseReturnValue:
    """Take the card off the patent's page."""
    sheet = _sheet(session, patent_id)
    withdraw_card(session, queries.get_patent(session, patent_id), sheet.firm_id, actor())
    flash(_("この特許の使い方の条件の公開をやめました。"))
    return redirect("/licences/mine", 303)


def _sheet(session: Session, patent_id: str) -> Sheet:
    """The card for the people of an applicant; NotFound for everyone else."""
    return open_sheet(session, publisher(), patent_id, firm_for(session, publisher(), patent_id, actor()))


def _page(session: Session, sheet: Sheet, form: LicenceForm) -> str:
    return render_template(
        "patents/licence_edit.html",
        sheet=sheet,
        form=form,
        patent=queries.get_patent(session, sheet.subject_id),
        may_withdraw=may_withdraw(sheet.firm_id, actor()),
        names=LicenceForm.names(),
    )
