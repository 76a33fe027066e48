"""Pages about technologies."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.companies import queries as companies
from app.core import clock
from app.core.paging import parse_page
from app.core.publication import FRESH_FOR
from app.publishing.policy import can_edit
from app.publishing.queries.authorship import find_authorship
from app.reference import jsic
from app.reference.municipalities import find_municipality
from app.technologies import queries
from app.technologies.kind import document_of
from app.technologies.states import STAGES
from app.web.access import public
from app.web.identity import actor
from app.web.transaction import reads

blueprint = Blueprint("technologies", __name__, url_prefix="/technologies")
PER_PAGE = 20


@blueprint.get("/")
@public
@reads
def index(session: Session) -> ResponseReturnValue:
    """Technologies, newest first."""
    it_only = request.args.get("it") == "1"
    page = queries.list_technologies(session, parse_page(request.args.get("page")), PER_PAGE, it_only=it_only)
    return render_template(
        "technologies/index.html", page=page, it_only=it_only, stages=STAGES, place_of=find_municipality
    )


@blueprint.get("/<string:id_>")
@public
@reads
def show(session: Session, id_: str) -> ResponseReturnValue:
    """One technology; an address with its code leads to it."""
    if by_code := queries.find_id_by_code(session, id_):
        return redirect(url_for("technologies.show", id_=by_code), 301)
    technology = queries.get_technology(session, id_)
    owner = technology.owner_number
    return render_template(
        "technologies/show.html",
        technology=technology,
        author=find_authorship(session, "technology", technology.id),
        is_stale=clock.today() - technology.fresh_on > FRESH_FOR,
        may_edit=can_edit(actor(), owner),
        owner_listed=bool(owner and companies.list_names(session, [owner])),
        industry=jsic.find_industry(technology.industry) if technology.industry else None,
        place=find_municipality(technology.municipality_code) if technology.municipality_code else None,
        stages=STAGES,
        related=current_app.extensions["search"].related(
            session, "technology", technology.id, document=document_of(technology)
        ),
    )
