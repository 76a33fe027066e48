"""Pages about patents. Every notation of every number of an application leads to its one page."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.companies import queries as companies
from app.core import clock
from app.core.paging import parse_page
from app.core.publication import FRESH_FOR
from app.patents import queries
from app.patents.kind import document_of
from app.patents.models import Patent
from app.patents.numbers import from_key, parse_number
from app.patents.stages import PatentStage
from app.publishing.policy import can_edit
from app.publishing.queries.authorship import find_authorship
from app.web.access import public
from app.web.identity import actor
from app.web.transaction import reads

blueprint = Blueprint("patents", __name__, url_prefix="/patents")
PER_PAGE = 20


@blueprint.get("/")
@public
@reads
def index(session: Session) -> ResponseReturnValue:
    """Patents, last filed first."""
    licensable = request.args.get("licensable") == "1"
    page = queries.list_patents(session, parse_page(request.args.get("page")), PER_PAGE, licensable_only=licensable)
    return render_template("patents/index.html", page=page, licensable=licensable, stage_of=PatentStage)


@blueprint.get("/<path:id_>")
@public
@reads
def show(session: Session, id_: str) -> ResponseReturnValue:
    """One application; any of its numbers, in any notation, and the address of a merged record redirect to it."""
    key = id_ if from_key(id_) else (number.key if (number := parse_number(id_)) else id_)
    here = queries.find_id_by_number(session, key)
    if here and here != id_:
        return redirect(url_for("patents.show", id_=here), 301)
    patent = queries.get_patent(session, id_)
    return render_template(
        "patents/show.html",
        patent=patent,
        author=find_authorship(session, "licence", patent.id) if patent.licence else None,
        is_stale=patent.licence is not None and clock.today() - patent.licence.fresh_on > FRESH_FOR,
        may_edit=any(can_edit(actor(), applicant.company_id) for applicant in patent.applicants),
        numbers=[number for row in patent.numbers if (number := from_key(row.key))],
        owners=companies.list_names(session, [a.company_id for a in patent.applicants if a.company_id]),
        stage=PatentStage(patent.stage),
        sections=_sections(patent),
        related=current_app.extensions["search"].related(session, "patent", patent.id, document=document_of(patent)),
    )


def _sections(patent: Patent) -> list[tuple[str, list[str]]]:
    """FI and IPC symbols by scheme, each once."""
    schemes: dict[str, list[str]] = {}
    for row in patent.classifications:
        symbols = schemes.setdefault(row.scheme, [])
        if row.symbol not in symbols:
            symbols.append(row.symbol)
    return list(schemes.items())
