"""Search over every kind, completions while typing, and records like one record."""

from typing import Final
from urllib.parse import urlencode

from flask import Response, abort, current_app, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.opendata import records
from app.opendata.schemas import (
    Facets,
    FoundRecord,
    Reason,
    RelatedAnswer,
    SearchAnswer,
    SuggestAnswer,
    Suggestion,
)
from app.opendata.views.answers import JSON, answer, digest, keepable
from app.opendata.views.blueprint import blueprint, kinds
from app.search.engine import Completion
from app.search.results import Result
from app.search.service import SearchService
from app.web.access import public
from app.web.i18n import language
from app.web.limits import searching, typing_ahead
from app.web.transaction import reads

RELATED: Final = 10
TYPED: Final = 100  # characters of what is being typed


@blueprint.get("/api/v1/search")
@public
@searching
@reads
def search(session: Session) -> Response:
    """One page of results with facets and reasons; 503 while there is no index, so that no client keeps "nothing"."""
    found = _service().search(session, _service().parse(request.args))
    if found.has_failed:
        abort(503)
    shown = SearchAnswer(
        query=found.query,
        total=found.total,
        page=found.request.page,
        per_page=found.request.per_page,
        took_ms=found.took_ms,
        suggestion=found.suggestion,
        facets=Facets(**{name: dict(found.facets.get(name, {})) for name in Facets.model_fields}),
        results=[_found(result) for result in found.results],
    )
    etag = digest(shown.model_copy(update={"took_ms": 0}).model_dump_json())
    return keepable(Response(shown.model_dump_json(), mimetype=JSON), etag, weak=True)


@blueprint.get("/api/v1/suggest")
@public
@typing_ahead
def suggest() -> Response:
    """Names, titles and keywords that begin as typed."""
    typed = request.args.get("q", "")[:TYPED]
    return answer(SuggestAnswer(query=typed, results=[_suggestion(one) for one in _service().suggest(typed)]))


@blueprint.get("/api/v1/<string:plural>/<string:id_>/related")
@public
@searching
@reads
def related(session: Session, plural: str, id_: str) -> Response:
    """Records like this one, with reasons; `type` narrows to kinds."""
    kind = records.find_kind(kinds(), plural)
    record = records.get_record(session, kind, id_)
    types = (
        _service().parse(MultiDict([("type", name) for name in request.args.getlist("type")])).facets.get("type", ())
    )
    near = _service().related(session, kind.name, record.id, types=types, limit=RELATED)
    return answer(RelatedAnswer(type=kind.name, id=record.id, total=len(near), results=[_found(one) for one in near]))


def _service() -> SearchService:
    found: SearchService = current_app.extensions["search"]
    return found


def _found(result: Result) -> FoundRecord:
    document = result.document
    return FoundRecord(
        type=document.kind,
        id=document.id,
        code=document.code,
        title=document.title,
        url=document.url,
        snippet=str(result.snippet),
        municipality=document.municipality,
        industry=result.industry,
        distance_km=result.distance_km,
        score=result.score,
        reasons=[Reason(kind=reason.kind, text=reason.text.text(language())) for reason in result.reasons],
    )


def _suggestion(completion: Completion) -> Suggestion:
    pairs = {"q": completion.text} | ({"type": completion.kind} if completion.kind else {})
    return Suggestion(
        text=completion.text,
        type=completion.kind or None,
        count=completion.documents,
        url=f"/search?{urlencode(pairs)}",
    )
