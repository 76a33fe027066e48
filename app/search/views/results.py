"""The search page and its twins: an Atom feed and a CSV table of the same address."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core.paging import Page
from app.reference.municipalities import find_municipality, list_areas, list_municipalities
from app.search.facets import chips_of, facets_of
from app.search.looks import note_search
from app.search.parameters import SearchRequest
from app.search.results import Result, SearchResponse
from app.search.service import SearchService
from app.search.twins import atom, csv_rows
from app.web.access import public
from app.web.i18n import language
from app.web.limits import searching
from app.web.transaction import reads

blueprint = Blueprint("search", __name__)
_FACET_FIELDS = (
    "type",
    "area",
    "municipality",
    "process",
    "material",
    "lot",
    "industry",
    "licensable",
    "stage",
    "certificate",
    "ipc",
)


@blueprint.get("/search")
@public
@searching
@reads
def results(session: Session) -> ResponseReturnValue:
    """Results with facets, reasons and ways out."""
    found = _search(session, per_page=20)
    asked, kinds, labels = found.request, current_app.extensions["kinds"], current_app.extensions["facet_labels"]
    page: Page[Result] = Page(found.results, asked.page, asked.per_page, found.total)
    answer = render_template(
        "search/results.html",
        found=found,
        asked=asked,
        page=page,
        facets=facets_of(found, kinds, labels),
        chips=[(chip.label, address(chip.request)) for chip in chips_of(asked, kinds, labels)],
        offers=[(offer, address(offer.request)) for offer in found.offers],
        wider=[(offer, address(offer.request)) for offer in found.wider],
        kept=_fields(asked, leave=("q", "page")),
        kept_for_sort=_fields(asked, leave=("sort", "page")),
        kept_for_facets=_fields(asked, leave=(*_FACET_FIELDS, "near", "within", "closed", "page")),
        without_filters=address(asked.without_filters()),
        twins={kind: address(asked, kind) for kind in ("atom", "csv")},
        kinds=kinds,
        place_of=find_municipality,
        areas=[(area, [m for m in list_municipalities() if m.area == area]) for area in list_areas()],
    )
    note_search(found)
    return answer


@blueprint.get("/search.atom")
@public
@searching
@reads
def feed(session: Session) -> ResponseReturnValue:
    """The newest results as an Atom feed."""
    found = _search(session, per_page=50)
    site = current_app.config["SITE"]
    return Response(atom(found, site.base_url, site.site_name, language()), mimetype="application/atom+xml")


@blueprint.get("/search.csv")
@public
@searching
@reads
def table(session: Session) -> ResponseReturnValue:
    """The first hundred results from the asked page on, as a table for a spreadsheet."""
    found = _search(session, per_page=100)
    site = current_app.config["SITE"]
    answer = Response(csv_rows(found, site.base_url, language()), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="search.csv"'
    return answer


def address(asked: SearchRequest, twin: str | None = None) -> str:
    """The address of a search, or of its twin."""
    query = urlencode(asked.arguments())
    path = f"/search.{twin}" if twin else "/search"
    return f"{path}?{query}" if query else path


def _search(session: Session, per_page: int) -> SearchResponse:
    service: SearchService = current_app.extensions["search"]
    return service.search(session, replace(service.parse(request.args), per_page=per_page))


def _fields(asked: SearchRequest, leave: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in asked.arguments() if name not in leave]
