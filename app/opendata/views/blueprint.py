"""The blueprint itself, and the headers that every answer of the API carries."""

from typing import Final

from flask import Blueprint, Response, current_app, request

from app.core.kinds import KindRegister
from config import Config

blueprint = Blueprint("opendata", __name__)
_API: Final = "/api/v1/"
_AGE: Final = 60  # seconds
_FOR_ALL: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since, X-Request-ID",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Retry-After, X-Request-ID",
}


def kinds() -> KindRegister:
    """The register of the running app."""
    found: KindRegister = current_app.extensions["kinds"]
    return found


def site() -> Config:
    """The settings of the running app."""
    found: Config = current_app.config["SITE"]
    return found


@blueprint.after_request
def _open_to_all(response: Response) -> Response:
    if request.path.startswith(_API):
        response.headers.update(_FOR_ALL)
        if request.method in ("GET", "HEAD") and response.status_code in (200, 304):
            response.headers["Cache-Control"] = f"public, max-age={_AGE}"
    return response
