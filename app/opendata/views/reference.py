"""Reference tables that the records' codes point into, and the OpenAPI document."""

import json

from flask import Response, request

from app.core.errors import InvalidRequest
from app.opendata.openapi import document
from app.opendata.reference_lists import industry_list, municipality_list
from app.opendata.views.answers import JSON, answer, digest, keepable
from app.opendata.views.blueprint import blueprint, kinds, site
from app.web.access import public
from app.web.i18n import language
from app.web.limits import searching


@blueprint.get("/api/v1/reference/municipalities")
@public
@searching
def municipalities() -> Response:
    """Municipalities of the site's prefecture, of another one or of all Japan."""
    former = request.args.get("former", "0")
    if former not in ("0", "1"):
        raise InvalidRequest("formerは1か0で指定してください。")
    prefecture = request.args.get("prefecture") or site().prefecture_code
    return answer(municipality_list(prefecture, former=former == "1"))


@blueprint.get("/api/v1/reference/industries")
@public
@searching
def industries() -> Response:
    """The Japan Standard Industrial Classification."""
    return answer(industry_list(request.args.get("level") or None))


@blueprint.get("/api/v1/openapi.json")
@public
@searching
def openapi() -> Response:
    """The OpenAPI 3.1 document of this API."""
    body = json.dumps(document(kinds(), site(), language()), ensure_ascii=False)
    return keepable(Response(body, mimetype=JSON), digest(body))
