"""Logs: one JSON line a request with its id, route (not address) and time. No query, no e-mail, no name."""

import logging
import sys
import time
from typing import Final

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("web")
_QUIET: Final = ("health.alive", "static")


def init_app(app: Flask) -> None:
    """Set up structlog on stderr and log each request."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    if request.endpoint not in _QUIET and response.status_code >= 500:
        milliseconds = round((time.perf_counter() - g.get("started", 0.0)) * 1000, 1)
        log.warning(
            "request",
            request_id=g.get("request_id"),
            route=request.url_rule.rule if request.url_rule else None,
            method=request.method,
            status=response.status_code,
            ms=milliseconds,
        )
    return response
