"""The front page and the page about the site."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.companies import queries as companies
from app.core import clock
from app.pages import queries
from app.reference.municipalities import list_areas, list_municipalities
from app.technologies import queries as technologies
from app.web.access import public
from app.web.transaction import reads

blueprint = Blueprint("pages", __name__)
NEWEST = 5


@blueprint.get("/")
@public
@reads
def front(session: Session) -> ResponseReturnValue:
    """One box, what can be found with it, what is new, and the numbers."""
    kinds = current_app.extensions["kinds"]
    by_place = companies.count_by_municipality(session)
    return render_template(
        "pages/front.html",
        counts=[(kinds[name], count) for name, count in queries.count_kinds(session, kinds)],
        newest=technologies.list_technologies(session, 1, NEWEST).items,
        areas=[
            (area, sum(by_place.get(m.code6, 0) for m in list_municipalities() if m.area == area))
            for area in list_areas()
        ],
        today=clock.today(),
    )


@blueprint.get("/about")
@public
@reads
def about(session: Session) -> ResponseReturnValue:
    """What the site is, what the register holds and lacks, sources with their terms."""
    return render_template("pages/about.html", facts=queries.register_facts(session))
