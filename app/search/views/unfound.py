"""「見つからなかったことば」: what people look for and do not find, and how often that happens, for the offices."""

from typing import Final

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.paging import parse_page
from app.offices.queries import list_by_kind
from app.offices.states import OfficeKind
from app.search import queries
from app.search.figures import figures_of
from app.search.policy import KEEPERS, keeping_grant
from app.search.service import SearchService
from app.search.states import ENOUGH, KEPT_DAYS, OUTCOMES, UNFOUND, Outcome
from app.search.unfound import dismiss_unfound
from app.web.access import for_roles
from app.web.identity import actor
from app.web.transaction import reads, writes

blueprint = Blueprint("unfound", __name__, url_prefix="/admin/unfound")
PER_PAGE: Final = 20


@blueprint.get("/")
@for_roles(*KEEPERS)
@reads
def index(session: Session) -> ResponseReturnValue:
    """The words, most sought first, with what each finds now."""
    kind = request.args.get("kind", "")
    outcomes = (Outcome(kind),) if kind in UNFOUND else UNFOUND
    page = queries.list_unfound(session, parse_page(request.args.get("page")), PER_PAGE, outcomes)
    search: SearchService = current_app.extensions["search"]
    prefecture = [office.id for office in list_by_kind(session, OfficeKind.PREFECTURE)]
    return render_template(
        "search/unfound.html",
        page=page,
        kind=kind if kind in UNFOUND else "",
        kinds_of_outcome={outcome: OUTCOMES[outcome] for outcome in UNFOUND},
        now={word.words: search.count(word.shown) for word in page.items},
        may_edit=keeping_grant(actor(), prefecture) is not None,
        enough=ENOUGH,
        days=KEPT_DAYS,
    )


@blueprint.get("/figures")
@for_roles(*KEEPERS)
@reads
def figures(session: Session) -> ResponseReturnValue:
    """How many searches a day, and which share of them found nothing."""
    return render_template("search/figures.html", figures=figures_of(queries.list_days(session)))


@blueprint.post("/<string:key>/dismiss")
@for_roles(*KEEPERS)
@writes
def dismiss(session: Session, key: str) -> ResponseReturnValue:
    """Someone has dealt with the word."""
    found = dismiss_unfound(session, key, actor())
    flash(_("「%(word)s」を一覧から片づけました。また探されるようになったら、もう一度ここに出ます。", word=found.shown))
    return redirect("/admin/unfound/", 303)
