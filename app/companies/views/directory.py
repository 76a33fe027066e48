"""Pages about companies: the list in kana order and the page that joins what the site knows under one 法人番号."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.companies import queries
from app.companies.capabilities import materials, processes
from app.companies.kind import address_of, document_of
from app.companies.numbers import parse_corporate_number
from app.companies.queries import KANA_ROWS, CompanyFilter
from app.companies.states import CLOSE_CAUSES, CORPORATE_KINDS, LANGUAGES, PROCESSES
from app.companies.views.firm_actions import firm_actions
from app.core import clock
from app.core.actor import VISITOR
from app.core.errors import InvalidRequest
from app.core.paging import parse_page
from app.core.publication import FRESH_FOR
from app.publishing.queries.authorship import find_authorship
from app.reference import jsic
from app.reference.municipalities import find_municipality, list_areas, list_municipalities
from app.search.looks import note_opened
from app.web.access import public
from app.web.identity import actor
from app.web.transaction import reads

blueprint = Blueprint("companies", __name__, url_prefix="/companies")
PER_PAGE = 30


@blueprint.get("/")
@public
@reads
def index(session: Session) -> ResponseReturnValue:
    """Companies in kana order, by municipality and by the first kana."""
    wanted = _filter()
    page = queries.list_companies(session, wanted, parse_page(request.args.get("page")), PER_PAGE)
    return render_template(
        "companies/index.html",
        page=page,
        wanted=wanted,
        kana_rows=list(KANA_ROWS),
        areas=[(area, [m for m in list_municipalities() if m.area == area]) for area in list_areas()],
        place=find_municipality(wanted.municipality) if wanted.municipality else None,
        kinds=CORPORATE_KINDS,
    )


@blueprint.get("/<string:id_>")
@public
@reads
def show(session: Session, id_: str) -> ResponseReturnValue:
    """Everything that the site knows under one number."""
    number = parse_corporate_number(id_)
    if number and number != id_:
        return redirect(url_for("companies.show", id_=number), 301)
    company = queries.get_company(session, id_)
    note_opened(company.id)
    successor = company.successor_number
    names = queries.list_names(session, [successor]) if successor else {}
    return render_template(
        "companies/show.html",
        company=company,
        firm=firm_actions(session, company, actor()),
        profile=company.profile,
        author=find_authorship(session, "company", company.id) if company.profile else None,
        is_stale=company.profile is not None and clock.today() - company.profile.fresh_on > FRESH_FOR,
        picture_base=f"/companies/{company.id}/pictures/",
        address=address_of(company),
        successor_name=names.get(successor or ""),
        predecessors=queries.list_predecessors(session, company.id),
        changes=queries.list_changes(session, company.id),
        orders=queries.list_orders(session, company.id),
        sections=current_app.extensions["sections"].for_company(session, company.id, VISITOR),
        related=current_app.extensions["search"].related(session, "company", company.id, document=document_of(company)),
        kinds=CORPORATE_KINDS,
        causes=CLOSE_CAUSES,
        processes_of_register=PROCESSES,
        processes=processes(),
        materials=materials(),
        languages=LANGUAGES,
        industry_of=jsic.find_industry,
        today=clock.today(),
    )


def _filter() -> CompanyFilter:
    municipality = request.args.get("municipality") or None
    if municipality and not find_municipality(municipality):
        raise InvalidRequest(
            "市町村のコード %(code)s はありません。6桁のコードを指定してください。", code=municipality[:20]
        )
    kana_row = request.args.get("kana") or None
    if kana_row and kana_row not in KANA_ROWS:
        raise InvalidRequest("五十音の行は ア カ サ タ ナ ハ マ ヤ ラ ワ から選んでください。")
    return CompanyFilter(
        municipality=municipality,
        kana_row=kana_row,
        with_profile=request.args.get("profile") == "1",
        closed=request.args.get("closed") == "1",
    )
