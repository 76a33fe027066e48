"""The support body's desk: claims that name it, to be confirmed by those who know the person."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.audit.looks import note_personal_look
from app.companies.claim_states import CLAIM, STANDINGS, ClaimState
from app.companies.forms.claims import DeclineForm, VouchForm
from app.companies.kind import address_of
from app.companies.policy.claims import can_vouch
from app.companies.queries import claims as queries
from app.companies.queries.claims import ClaimRow
from app.companies.service import claim_desk as service
from app.core.actor import Role
from app.core.paging import parse_page
from app.reference.municipalities import find_municipality
from app.web.access import for_roles
from app.web.identity import actor
from app.web.transaction import reads, writes

blueprint = Blueprint("vouchers", __name__, url_prefix="/admin/vouchers")
PER_PAGE = 30


@blueprint.get("/")
@for_roles(Role.SUPPORT)
@reads
def index(session: Session) -> ResponseReturnValue:
    """Claims that one's own body is asked about."""
    page = queries.list_vouchers(session, actor(), parse_page(request.args.get("page")), PER_PAGE)
    return render_template("companies/claims/vouchers.html", page=page)


@blueprint.get("/<string:claim_id>")
@for_roles(Role.SUPPORT)
@reads
def show(session: Session, claim_id: str) -> ResponseReturnValue:
    """One claim, with as much of it as is needed to recognise the person. The look is noted."""
    row = queries.get_voucher(session, actor(), claim_id)
    note_personal_look("claim.look", ("claim", claim_id))
    return _page(row, VouchForm(), DeclineForm())


@blueprint.post("/<string:claim_id>/confirm")
@for_roles(Role.SUPPORT)
@writes
def confirm(session: Session, claim_id: str) -> ResponseReturnValue:
    """The person is who they say."""
    row, form = queries.get_voucher(session, actor(), claim_id), VouchForm.from_request()
    if not form.validate():
        return _page(row, form, DeclineForm()), 422
    service.vouch(session, actor(), row.claim, form.note.data)
    flash(_("「%(title)s」の申請について、窓口に確認を伝えました。", title=row.title))
    return redirect("/admin/vouchers/", 303)


@blueprint.post("/<string:claim_id>/decline")
@for_roles(Role.SUPPORT)
@writes
def decline(session: Session, claim_id: str) -> ResponseReturnValue:
    """It can't be confirmed."""
    row, form = queries.get_voucher(session, actor(), claim_id), DeclineForm.from_request()
    if not form.validate():
        return _page(row, VouchForm(), form), 422
    service.decline_voucher(session, actor(), row.claim, form.reason.data)
    flash(_("「%(title)s」の申請について、確認できないことを伝えました。", title=row.title))
    return redirect("/admin/vouchers/", 303)


def _page(row: ClaimRow, vouch_form: VouchForm, decline_form: DeclineForm) -> str:
    return render_template(
        "companies/claims/voucher.html",
        row=row,
        claim=row.claim,
        address=address_of(row.company) if row.company else "",
        place=find_municipality(row.trader.municipality_code) if row.trader else None,
        is_open=row.claim.state == ClaimState.SUBMITTED and can_vouch(actor(), row.claim),
        vouch_form=vouch_form,
        decline_form=decline_form,
        sent=decline_form if decline_form.errors else vouch_form,
        workflow=CLAIM,
        standings=STANDINGS,
    )
