"""The forms of a claim: on a firm of the register, by a sole trader without a number, and mended after it came back.

A file is checked and kept before the transaction that submits the claim begins.
"""

from dataclasses import dataclass

from flask import current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.companies.claim_states import CERTIFICATE_MONTHS, ClaimState, Proof
from app.companies.forms.claims import ClaimForm, ProofForm, TraderForm
from app.companies.kind import address_of
from app.companies.models import Company, CompanyClaim
from app.companies.policy.claims import is_member
from app.companies.queries import claims as queries
from app.companies.queries import get_company
from app.companies.queries.claims import ClaimRow
from app.companies.service import claims as service
from app.companies.views.claims import blueprint
from app.core.errors import Conflict, InvalidInput
from app.files import intake
from app.files import queries as files
from app.files.intake import Prepared
from app.files.views import store
from app.offices.queries import list_by_kind
from app.offices.states import OfficeKind
from app.web.access import signed_in
from app.web.errors import words_of
from app.web.identity import actor
from app.web.transaction import reading, reads, writes
from app.web.uploads import takes_files

_SUPPORT = (OfficeKind.CHAMBER, OfficeKind.BANK, OfficeKind.UNIVERSITY)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A form that was read, with the file that came with it."""

    form: ProofForm
    document: Prepared | None


@blueprint.get("/new/<string:company_id>")
@signed_in
@reads
def new(session: Session, company_id: str) -> ResponseReturnValue:
    """The form for a firm of the register; leads on where the person has a claim on it already."""
    company = get_company(session, company_id)
    if open_claim := queries.find_open_of(session, actor().user_id or "", company.id):
        return redirect(f"/claims/{open_claim.id}", 303)
    if is_member(actor(), company.id):
        return redirect(f"/companies/{company.id}", 303)
    if company.closed_on:
        raise Conflict("この企業の登記は閉鎖されているため、自社として登録できません。")
    return _form_page(session, _offered(session, ClaimForm()), f"/claims/new/{company.id}", company)


@blueprint.post("/new/<string:company_id>")
@signed_in
@takes_files()
def create(company_id: str) -> ResponseReturnValue:
    """Submit the claim on a firm."""
    sent = _read_form(ClaimForm)
    if sent.form.problems:
        with reading() as session:
            company = get_company(session, company_id)
            return _form_page(session, sent.form, f"/claims/new/{company.id}", company), 422
    return _create(company_id, sent)


@writes
def _create(session: Session, company_id: str, sent: _Sent) -> ResponseReturnValue:
    company = get_company(session, company_id)
    return _thank(service.submit_claim(session, actor(), company, sent.form.answers(sent.document)))


@blueprint.get("/new/sole")
@signed_in
@reads
def new_sole(session: Session) -> ResponseReturnValue:
    """The form for a sole trader without a number."""
    return _form_page(session, _offered(session, TraderForm()), "/claims/new/sole")


@blueprint.post("/new/sole")
@signed_in
@takes_files()
def create_sole() -> ResponseReturnValue:
    """Submit the claim of a sole trader; or fill in the address of the postcode and show the form again."""
    if "fill" in request.form:
        return _filled("/claims/new/sole")
    sent = _read_form(TraderForm)
    if sent.form.problems:
        with reading() as session:
            return _form_page(session, sent.form, "/claims/new/sole"), 422
    return _create_sole(sent)


@writes
def _create_sole(session: Session, sent: _Sent) -> ResponseReturnValue:
    form = sent.form
    assert isinstance(form, TraderForm)
    return _thank(service.submit_trader(session, actor(), form.trader(), form.answers(sent.document)))


@blueprint.get("/<string:claim_id>/edit")
@signed_in
@reads
def edit(session: Session, claim_id: str) -> ResponseReturnValue:
    """A claim that came back, to be mended."""
    row = queries.get_own(session, actor(), claim_id)
    if row.claim.state != ClaimState.RETURNED:
        raise Conflict("この申請は、いま直すことができません。進み具合のページを確認してください。")
    has_document = bool(files.list_of(session, service.FILES, claim_id))
    form = _offered(session, _form_of(row), has_document=has_document)
    return _form_page(session, form, f"/claims/{claim_id}/submit", row.company, row.claim)


@blueprint.post("/<string:claim_id>/submit")
@signed_in
@takes_files()
def submit(claim_id: str) -> ResponseReturnValue:
    """Send a mended claim again."""
    action = f"/claims/{claim_id}/submit"
    with reading() as session:
        row = queries.get_own(session, actor(), claim_id)
        kind = TraderForm if row.trader else ClaimForm
        has_document = bool(files.list_of(session, service.FILES, claim_id))
    if kind is TraderForm and "fill" in request.form:
        return _filled(action, claim_id)
    sent = _read_form(kind, has_document=has_document)
    if sent.form.problems:
        with reading() as session:
            row = queries.get_own(session, actor(), claim_id)
            return _form_page(session, sent.form, action, row.company, row.claim), 422
    return _submit(claim_id, sent)


@writes
def _submit(session: Session, claim_id: str, sent: _Sent) -> ResponseReturnValue:
    claim = queries.get_own(session, actor(), claim_id).claim
    trader = sent.form.trader() if isinstance(sent.form, TraderForm) else None
    service.submit_again(session, actor(), claim, sent.form.answers(sent.document), trader)
    return _thank(claim)


def _offered(session: Session, form: ProofForm, *, has_document: bool = False) -> ProofForm:
    form.offer(list_by_kind(session, *_SUPPORT), has_document=has_document)
    return form


def _read_form(kind: type[ProofForm], *, has_document: bool = False) -> _Sent:
    """The form as it was sent, checked, and its file taken in; `problems` say what is to be mended."""
    form: ProofForm = kind.from_request()
    with reading() as session:
        _offered(session, form, has_document=has_document)
    document = None
    if form.validate() and form.proof.data == Proof.DOCUMENT and form.document.data is not None:
        try:
            scanner = current_app.config["SITE"].scanner_url
            document = intake.take_attachment(form.document.data, store(), scanner)
        except InvalidInput as refusal:
            form.refuse("document", words_of(refusal))
    return _Sent(form, document)


def _filled(action: str, claim_id: str | None = None) -> ResponseReturnValue:
    """The sole trader's form again, with the address of its postcode."""
    form: TraderForm = TraderForm.from_request()
    with reading() as session:
        claim = queries.get_own(session, actor(), claim_id).claim if claim_id else None
        has_document = claim is not None and bool(files.list_of(session, service.FILES, claim.id))
        _offered(session, form, has_document=has_document)
        form.fill_address()
        return _form_page(session, form, action, claim=claim)


def _form_page(
    session: Session, form: ProofForm, action: str, company: Company | None = None, claim: CompanyClaim | None = None
) -> str:
    return render_template(
        "companies/claims/form.html",
        form=form,
        action=action,
        company=company,
        address=address_of(company) if company else "",
        owners=len(queries.list_owners(session, company.id)) if company else 0,
        claim=claim,
        months=CERTIFICATE_MONTHS,
        is_trader=isinstance(form, TraderForm),
    )


def _form_of(row: ClaimRow) -> ProofForm:
    """The form with what the claim holds now; consent is asked anew."""
    claim, trader = row.claim, row.trader
    shared = {
        "position": claim.position,
        "phone": claim.phone,
        "proof": claim.proof,
        "issued_on": claim.issued_on,
        "support_office": claim.support_office_id or "",
    }
    if trader is None:
        return ClaimForm(data={**shared, "firm_name": claim.firm_name, "firm_address": claim.firm_address})
    described = {
        "name": trader.name,
        "kana": trader.kana,
        "postcode": trader.postcode,
        "municipality": trader.municipality_code,
        "street": trader.street,
    }
    return TraderForm(data={**shared, **described})


def _thank(claim: CompanyClaim) -> ResponseReturnValue:
    flash(_("申請を受け付けました。進み具合は、このページで確認できます。"))
    return redirect(f"/claims/{claim.id}", 303)
