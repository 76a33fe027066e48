"""Headers on every answer, the hosts that we answer to, and a request id."""

import re
import uuid
from typing import Final

from flask import Flask, Response, current_app, g, request, session
from werkzeug.middleware.proxy_fix import ProxyFix

CSP: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; font-src 'none'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_REQUEST_ID: Final = re.compile(r"[0-9A-Za-z-]{8,64}")
_YEAR: Final = 31_536_000  # seconds


def init_app(app: Flask) -> None:
    """Register headers and, behind proxies, trust as many forwarding headers as TRUSTED_PROXIES says."""
    site = app.config["SITE"]
    if site.trusted_proxies:
        count = site.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # Flask's documented way
    app.config["TRUSTED_HOSTS"] = [site.host, "127.0.0.1", "localhost"] if not site.is_production else [site.host]
    app.before_request(_name_request)
    app.after_request(_add_headers)


def forget_pages(response: Response) -> Response:
    """Ask the browser to forget the pages and what scripts kept: the answer to someone who has left.

    The cookie stays, as it carries the word of goodbye; it is empty of the person by then.
    """
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _name_request() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)  # a file that people sent has a stricter one
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers["X-Request-ID"] = g.get("request_id", "-")
    is_signed_in = "_user_id" in session and request.endpoint != "static"
    if g.get("is_private"):  # whatever the view said: Werkzeug calls a file `no-cache`, and a browser would keep it
        headers["Cache-Control"] = "no-store"
    headers.setdefault("Cache-Control", "no-store" if is_signed_in else "no-cache")
    if request.is_secure or current_app.config["SITE"].is_production:
        headers["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"
    return response
