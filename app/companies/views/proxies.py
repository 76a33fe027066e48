"""Pages about entry on behalf: the firm's side (who may type for us), and the support body's (our clients)."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.companies.forms.members import ProxyForm
from app.companies.kind import address_of
from app.companies.member_states import CONSENTS, PROXY, PROXY_STANDINGS
from app.companies.models import Company
from app.companies.policy.members import can_answer_proxies, proxy_actions
from app.companies.queries import proxies as queries
from app.companies.queries.lookup import Found, look_up
from app.companies.queries.members import get_firm, has_owner
from app.companies.service import proxies as service
from app.core.actor import Role
from app.core.errors import InvalidInput, NotFound
from app.core.paging import parse_page
from app.offices.queries import list_office_names
from app.web.access import for_roles, signed_in
from app.web.identity import actor
from app.web.transaction import reads, writes

blueprint = Blueprint("proxies", __name__)
PER_PAGE = 30
_LONGEST = 200  # characters of what is looked up


@blueprint.get("/companies/<string:company_id>/proxies/")
@signed_in
@reads
def of_firm(session: Session, company_id: str) -> ResponseReturnValue:
    """Who may type for the firm, who asks to, and who did."""
    company = get_firm(session, actor(), company_id)
    found = queries.list_of_firm(session, company.id)
    return render_template(
        "companies/proxies/of_firm.html",
        company=company,
        proxies=found,
        actions={proxy.id: proxy_actions(actor(), proxy) for proxy, _name in found},
        is_owner=can_answer_proxies(actor(), company.id),
        states=PROXY.states,
        standings=PROXY_STANDINGS,
        consents=CONSENTS,
    )


@blueprint.post("/companies/<string:company_id>/proxies/<string:proxy_id>/accept")
@signed_in
@writes
def accept(session: Session, company_id: str, proxy_id: str) -> ResponseReturnValue:
    """The owner agrees."""
    return _answer(session, company_id, proxy_id, "accept", _("代行入力を認めました。いつでも終わりにできます。"))


@blueprint.post("/companies/<string:company_id>/proxies/<string:proxy_id>/decline")
@signed_in
@writes
def decline(session: Session, company_id: str, proxy_id: str) -> ResponseReturnValue:
    """The owner says no."""
    return _answer(session, company_id, proxy_id, "decline", _("代行入力を断りました。機関にお知らせを送ります。"))


@blueprint.post("/companies/<string:company_id>/proxies/<string:proxy_id>/end")
@signed_in
@writes
def end(session: Session, company_id: str, proxy_id: str) -> ResponseReturnValue:
    """The owner takes the consent back."""
    company = get_firm(session, actor(), company_id)
    service.end_by_firm(session, queries.get_of_firm(session, company.id, proxy_id), actor())
    flash(_("代行入力を終わりにしました。下書きは企業に残っています。"))
    return redirect(f"/companies/{company.id}/proxies/", 303)


def _answer(session: Session, company_id: str, proxy_id: str, action: str, told: str) -> ResponseReturnValue:
    company = get_firm(session, actor(), company_id)
    service.answer_proxy(session, queries.get_of_firm(session, company.id, proxy_id), action, actor())
    flash(told)
    return redirect(f"/companies/{company.id}/proxies/", 303)


@blueprint.get("/clients/")
@for_roles(Role.SUPPORT)
@reads
def clients(session: Session) -> ResponseReturnValue:
    """The firms for which my body types."""
    ended, offices = request.args.get("ended") == "1", actor().bodies(Role.SUPPORT)
    page = queries.list_clients(session, offices, parse_page(request.args.get("page")), PER_PAGE, ended=ended)
    return render_template(
        "companies/proxies/clients.html",
        page=page,
        ended=ended,
        has_offices=len(offices) > 1,
        actions={one.proxy.id: proxy_actions(actor(), one.proxy) for one in page.items},
        states=PROXY.states,
        standings=PROXY_STANDINGS,
        consents=CONSENTS,
    )


@blueprint.get("/clients/new")
@for_roles(Role.SUPPORT)
@reads
def find_client(session: Session) -> ResponseReturnValue:
    """Finding the firm; with exactly one, how it consents."""
    if company_id := request.args.get("company"):
        return _client_form(session, _company(session, company_id), ProxyForm())
    typed = request.args.get("q")
    found = look_up(session, typed[:_LONGEST]) if typed is not None else Found()
    if len(found.companies) == 1:
        return _client_form(session, found.companies[0], ProxyForm())
    problem = _(found.problem.message, **found.problem.values) if found.problem else None
    return render_template(
        "companies/proxies/find.html",
        typed=(typed or "")[:_LONGEST],
        found=found,
        problem=problem,
        address_of=address_of,
    )


@blueprint.post("/clients/new")
@for_roles(Role.SUPPORT)
@writes
def start(session: Session) -> ResponseReturnValue:
    """Ask the firm's owners, or begin by a consent on paper."""
    company = _company(session, request.form.get("company", ""))
    form = ProxyForm.from_request().offer(_offices(session))
    if form.validate():
        try:
            proxy = service.start_proxy(session, company, form.office.data, form.paper(), actor())
        except InvalidInput as refusal:
            form.refuse_all(refusal.fields)
        else:
            asked = _("企業の責任者に、代行入力を認めるかたずねました。返事が来たらお知らせします。")
            flash(_("代行入力を始めました。紹介を入力できます。") if proxy.started_at else asked)
            return redirect("/clients/", 303)
    return _client_form(session, company, form), 422


@blueprint.post("/clients/<string:proxy_id>/withdraw")
@for_roles(Role.SUPPORT)
@writes
def withdraw(session: Session, proxy_id: str) -> ResponseReturnValue:
    """Take the request back."""
    return _end_by_office(session, proxy_id, "withdraw", _("代行入力の依頼を取り下げました。"))


@blueprint.post("/clients/<string:proxy_id>/end")
@for_roles(Role.SUPPORT)
@writes
def end_client(session: Session, proxy_id: str) -> ResponseReturnValue:
    """Type for the firm no longer."""
    return _end_by_office(session, proxy_id, "end", _("代行入力を終わりにしました。下書きは企業に残っています。"))


def _end_by_office(session: Session, proxy_id: str, action: str, told: str) -> ResponseReturnValue:
    proxy = queries.get_of_offices(session, actor().bodies(Role.SUPPORT), proxy_id)
    service.end_by_office(session, proxy, action, actor())
    flash(told)
    return redirect("/clients/", 303)


def _company(session: Session, company_id: str) -> Company:
    company = session.get(Company, company_id)
    if company is None or company.removed_on:
        raise NotFound("この番号の企業は見つかりません。法人番号は13桁の数字です。")
    return company


def _offices(session: Session) -> dict[str, str]:
    return list_office_names(session, actor().bodies(Role.SUPPORT))


def _client_form(session: Session, company: Company, form: ProxyForm) -> str:
    form.offer(_offices(session))
    standing = {id_ for id_, _name in form.office.choices if queries.find_standing(session, company.id, id_)}
    is_asked = has_owner(session, company.id)
    if not is_asked:
        form.need_paper()
    return render_template(
        "companies/proxies/new.html",
        company=company,
        address=address_of(company),
        form=form,
        is_asked=is_asked,
        is_standing=len(standing) == len(form.office.choices),
    )
