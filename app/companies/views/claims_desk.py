"""The office's desk for claims: what waits and how long, one page to decide, the letter to print."""

import csv
from io import StringIO
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.accounts.queries import get_user, list_user_names
from app.audit.looks import note_personal_look
from app.companies.claim_address import claim_address, claim_postcode
from app.companies.claim_checks import Facts, checks_of
from app.companies.claim_codes import letter_code
from app.companies.claim_states import CLAIM, DECIDE_WITHIN, PROOFS, STANDINGS, ClaimState, Proof
from app.companies.forms.claims import ApproveForm, RejectForm, ReturnForm
from app.companies.kind import address_of
from app.companies.models import CompanyProfile
from app.companies.policy.claims import actions_at_desk, can_decide
from app.companies.queries import claims as queries
from app.companies.queries import list_changes
from app.companies.queries.claims import TABS, ClaimRow, DeskFilter
from app.companies.service import claim_desk as service
from app.companies.service.claims import FILES
from app.companies.states import CORPORATE_KINDS, PROCESSES
from app.core.actor import Role
from app.core.clock import JAPAN
from app.core.errors import Conflict, InvalidRequest
from app.core.paging import parse_page
from app.core.sheets import safe_cell
from app.files import queries as files
from app.files.views import send
from app.offices.queries import get_office, list_office_names
from app.papers.sheets import Cell, Column, xlsx
from app.papers.views import send_sheet
from app.web.access import for_roles
from app.web.i18n import language
from app.web.identity import actor
from app.web.transaction import reads, writes

blueprint = Blueprint("claims_desk", __name__, url_prefix="/admin")
PER_PAGE = 30
_MOST_ROWS = 5_000  # of the table for spreadsheets
_DESK = for_roles(Role.OFFICIAL, Role.CHIEF)


@blueprint.get("/claims/")
@_DESK
@reads
def index(session: Session) -> ResponseReturnValue:
    """The claims of one's own offices."""
    wanted = _filter()
    return render_template(
        "companies/claims/desk.html",
        page=queries.list_at_desk(session, actor(), wanted, parse_page(request.args.get("page")), PER_PAGE),
        wanted=wanted,
        counts=queries.count_at_desk(session, actor()),
        late=queries.count_late(session, actor()),
        proofs=PROOFS,
        states=CLAIM.states,
        standings=STANDINGS,
        within=DECIDE_WITHIN,
    )


@blueprint.get("/claims.csv")
@_DESK
@reads
def table(session: Session) -> ResponseReturnValue:
    """The same list for a spreadsheet, without anything of the claimants but what the list shows."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.heading for column in _columns()])
    writer.writerows([safe_cell(str(cell)) for cell in row] for row in _table_rows(session))
    headers = {"Content-Disposition": "attachment; filename=claims.csv"}
    return Response("\ufeff" + text.getvalue(), mimetype="text/csv", headers=headers)


@blueprint.get("/claims.xlsx")
@_DESK
@reads
def workbook(session: Session) -> ResponseReturnValue:
    """The same table for Excel."""
    return send_sheet(xlsx(_table_rows(session), _columns(), _("自社の登録の申請")), "claims.xlsx")


@blueprint.get("/claims/<string:claim_id>")
@_DESK
@reads
def show(session: Session, claim_id: str) -> ResponseReturnValue:
    """One claim beside what the register says, with all that is needed to decide. The look is noted."""
    row = queries.get_at_desk(session, actor(), claim_id)
    note_personal_look("claim.look", ("claim", claim_id))
    return _page(session, row)


@blueprint.post("/claims/<string:claim_id>/send")
@_DESK
@writes
def send_letter(session: Session, claim_id: str) -> ResponseReturnValue:
    """Make the letter; its page is the next one."""
    service.send_letter(session, actor(), queries.get_at_desk(session, actor(), claim_id).claim)
    return redirect(f"/admin/claims/{claim_id}/letter", 303)


@blueprint.get("/claims/<string:claim_id>/letter")
@_DESK
@reads
def letter(session: Session, claim_id: str) -> ResponseReturnValue:
    """The letter with its code, to print. Only while it may be typed, and never for those who may not decide."""
    row = queries.get_at_desk(session, actor(), claim_id)
    claim = row.claim
    if claim.state != ClaimState.LETTER_SENT or not can_decide(actor(), claim):
        raise Conflict("いま印刷できる手紙はありません。申請のページを確認してください。")
    note_personal_look("claim.print-letter", ("claim", claim_id))
    site = current_app.config["SITE"]
    return render_template(
        "companies/claims/letter.html",
        row=row,
        claim=claim,
        code=letter_code(site.secret_key, claim.id, claim.letter_number),
        office=get_office(session, claim.office_id),
        postcode=claim_postcode(row),
        address=claim_address(row),
        typed_at=f"{site.base_url}/claims/{claim.id}",
    )


@blueprint.post("/claims/<string:claim_id>/approve")
@_DESK
@writes
def approve(session: Session, claim_id: str) -> ResponseReturnValue:
    """The claimant becomes an owner."""
    row, form = queries.get_at_desk(session, actor(), claim_id), ApproveForm.from_request()
    form.offer()
    if not form.validate():
        return _page(session, row, approve=form), 422
    service.approve_claim(session, actor(), row.claim, Proof(form.checked.data), form.how.data)
    flash(_("「%(title)s」の申請を承認しました。申請した人は責任者になりました。", title=row.title))
    return redirect(f"/admin/claims/{claim_id}", 303)


@blueprint.post("/claims/<string:claim_id>/return")
@_DESK
@writes
def give_back(session: Session, claim_id: str) -> ResponseReturnValue:
    """The claimant has to mend it."""
    row, form = queries.get_at_desk(session, actor(), claim_id), ReturnForm.from_request()
    if not form.validate():
        return _page(session, row, give_back=form), 422
    service.return_claim(session, actor(), row.claim, form.reason.data)
    flash(_("「%(title)s」の申請を差し戻しました。", title=row.title))
    return redirect("/admin/claims/", 303)


@blueprint.post("/claims/<string:claim_id>/reject")
@_DESK
@writes
def reject(session: Session, claim_id: str) -> ResponseReturnValue:
    """Refuse it."""
    row, form = queries.get_at_desk(session, actor(), claim_id), RejectForm.from_request()
    if not form.validate():
        return _page(session, row, reject=form), 422
    service.reject_claim(session, actor(), row.claim, form.reason.data)
    flash(_("「%(title)s」の申請を却下しました。", title=row.title))
    return redirect("/admin/claims/", 303)


@blueprint.get("/claims/<string:claim_id>/files/<string:file_id>")
@_DESK
@reads
def download(session: Session, claim_id: str, file_id: str) -> ResponseReturnValue:
    """The claimant's paper. The look is noted."""
    claim = queries.get_at_desk(session, actor(), claim_id).claim
    file = files.get_file(session, file_id, FILES, claim.id)
    note_personal_look("claim.download", ("claim", claim_id))
    return send(file)


def _columns() -> list[Column]:
    return [
        Column(_("会社"), 32),
        Column(_("法人番号")),
        Column(_("申請した人")),
        Column(_("確認の方法"), 32),
        Column(_("状態")),
        Column(_("申請日"), 12),
        Column(_("いまの状態になった日"), 12),
        Column(_("経過した営業日"), 10),
    ]


def _table_rows(session: Session) -> list[list[Cell]]:
    rows = queries.list_at_desk(session, actor(), _filter(), 1, _MOST_ROWS).items
    return [
        [
            row.title,
            row.company.corporate_number or "" if row.company else "",
            row.claimant,
            PROOFS[Proof(row.claim.proof)].text(language()),
            CLAIM.states[row.claim.state].text(language()),
            row.claim.submitted_at.astimezone(JAPAN).date(),
            row.claim.state_at.astimezone(JAPAN).date(),
            row.days,
        ]
        for row in rows
    ]


def _filter() -> DeskFilter:
    tab = request.args.get("tab") or "waiting"
    proof = request.args.get("proof") or None
    if tab not in TABS or (proof and proof not in list(Proof)):
        raise InvalidRequest("この条件では表示できません。画面のリンクから選んでください。")
    return DeskFilter(tab, proof, request.args.get("late") == "1", request.args.get("q", "")[:100])


def _page(session: Session, row: ClaimRow, **forms: Any) -> str:  # noqa: ANN401 - the form that came back, by name
    claim, company = row.claim, row.company
    claimant = get_user(session, claim.user_id)
    profile = session.get(CompanyProfile, company.id) if company else None
    documents = files.list_of(session, FILES, claim.id)
    owners, others = queries.list_owners(session, claim.company_id), queries.list_others_on(session, claim)
    steps = queries.list_steps(session, claim.id)
    offices = list_office_names(session, [claim.office_id, claim.support_office_id or ""])
    support = offices.get(claim.support_office_id or "", "")
    facts = Facts(
        claim=claim,
        company=company,
        address=address_of(company) if company else "",
        website=profile.website if profile else "",
        email=claimant.email or "",
        scans=tuple(file.scan for file in documents),
        owners=len(owners),
        others=len(others),
        support_office=support,
    )
    checks = [(check.fits, _(check.text.message, **check.text.values)) for check in checks_of(facts)]
    return render_template(
        "companies/claims/decide.html",
        row=row,
        claim=claim,
        company=company,
        claimant=claimant,
        address=claim_address(row),
        changes=list_changes(session, company.id)[:10] if company else [],
        checks=checks,
        documents=documents,
        owners=owners,
        others=others,
        steps=steps,
        names=list_user_names(session, [*(step.by for step in steps), claim.vouched_by or "", claim.decided_by or ""]),
        office=offices.get(claim.office_id, ""),
        support=support,
        actions=actions_at_desk(actor(), claim),
        forms=_forms(forms),
        workflow=CLAIM,
        proofs=PROOFS,
        standings=STANDINGS,
        kinds_of_firm=CORPORATE_KINDS,
        processes_of_register=PROCESSES,
    )


def _forms(given: dict[str, Any]) -> dict[str, Any]:
    approve_form = given.get("approve") or ApproveForm()
    approve_form.offer()
    return {
        "approve": approve_form,
        "give_back": given.get("give_back") or ReturnForm(),
        "reject": given.get("reject") or RejectForm(),
        "sent": next(iter(given.values()), None),
    }
