"""Pages of the person who claims a firm: finding it, and one's own claims with what is to be done next."""

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.accounts.throttle import TooOften, count_try, give_back
from app.companies.claim_states import CLAIM, PROOFS, STANDINGS
from app.companies.forms.claims import CodeForm
from app.companies.kind import address_of
from app.companies.queries import claims as queries
from app.companies.queries.claims import ClaimRow
from app.companies.queries.lookup import Found, look_up
from app.companies.service import claims as service
from app.core import clock
from app.core.errors import InvalidInput
from app.core.paging import parse_page
from app.files import queries as files
from app.files.views import send
from app.offices.queries import get_office, list_office_names
from app.reference.municipalities import find_municipality
from app.web.access import signed_in
from app.web.errors import words_of
from app.web.identity import actor
from app.web.transaction import reads, writes, writing

blueprint = Blueprint("claims", __name__, url_prefix="/claims")
PER_PAGE = 20
_LONGEST = 200  # characters of what is looked up


@blueprint.get("/")
@signed_in
@reads
def index(session: Session) -> ResponseReturnValue:
    """One's own claims."""
    page = queries.list_own(session, actor(), parse_page(request.args.get("page")), PER_PAGE)
    offices = list_office_names(session, [row.claim.office_id for row in page.items])
    return render_template(
        "companies/claims/index.html", page=page, offices=offices, states=CLAIM.states, standings=STANDINGS
    )


@blueprint.get("/new")
@signed_in
@reads
def find(session: Session) -> ResponseReturnValue:
    """Finding the firm, by its number or name."""
    typed = request.args.get("q")
    found = look_up(session, typed[:_LONGEST]) if typed is not None else Found()
    problem = _(found.problem.message, **found.problem.values) if found.problem else None
    return render_template(
        "companies/claims/find.html",
        typed=(typed or "")[:_LONGEST],
        found=found,
        problem=problem,
        address_of=address_of,
    )


@blueprint.get("/<string:claim_id>")
@signed_in
@reads
def show(session: Session, claim_id: str) -> ResponseReturnValue:
    """One's own claim: where it stands, what is next, what was sent."""
    return _claim_page(session, queries.get_own(session, actor(), claim_id), CodeForm())


@blueprint.post("/<string:claim_id>/confirm")
@signed_in
def confirm(claim_id: str) -> ResponseReturnValue:
    """The code of the letter. A try counts before it is made, whatever comes of it."""
    with writing() as session:
        claim = queries.get_own(session, actor(), claim_id).claim
        if not count_try(session, service.CODE_TRIES, claim.id):
            raise TooOften("確認コードの入力が多すぎます。1時間ほど待ってから、もう一度お試しください。")
    return _confirm(claim_id)


@writes
def _confirm(session: Session, claim_id: str) -> ResponseReturnValue:
    row, form = queries.get_own(session, actor(), claim_id), CodeForm.from_request()
    if form.validate():
        try:
            key = current_app.config["SITE"].secret_key
            service.confirm_code(session, actor(), row.claim, form.code.data, key)
        except InvalidInput as refusal:
            form.refuse("code", words_of(refusal))
        else:
            give_back(session, service.CODE_TRIES, row.claim.id)
            flash(_("確認コードを受け付けました。窓口の判断をお待ちください。"))
            return redirect(f"/claims/{claim_id}", 303)
    return _claim_page(session, row, form), 422


@blueprint.post("/<string:claim_id>/withdraw")
@signed_in
@writes
def withdraw(session: Session, claim_id: str) -> ResponseReturnValue:
    """Give the claim up."""
    service.withdraw_claim(session, actor(), queries.get_own(session, actor(), claim_id).claim)
    flash(_("申請を取り下げました。"))
    return redirect(f"/claims/{claim_id}", 303)


@blueprint.get("/<string:claim_id>/files/<string:file_id>")
@signed_in
@reads
def download(session: Session, claim_id: str, file_id: str) -> ResponseReturnValue:
    """The claimant's own paper."""
    claim = queries.get_own(session, actor(), claim_id).claim
    return send(files.get_file(session, file_id, service.FILES, claim.id))


def _claim_page(session: Session, row: ClaimRow, form: CodeForm) -> str:
    claim = row.claim
    return render_template(
        "companies/claims/show.html",
        row=row,
        claim=claim,
        form=form,
        office=get_office(session, claim.office_id),
        support=list_office_names(session, [claim.support_office_id or ""]).get(claim.support_office_id or ""),
        steps=queries.list_steps(session, claim.id),
        documents=files.list_of(session, service.FILES, claim.id),
        address=address_of(row.company) if row.company else "",
        place=find_municipality(row.trader.municipality_code) if row.trader else None,
        workflow=CLAIM,
        standings=STANDINGS,
        proofs=PROOFS,
        now=clock.now(),
    )
