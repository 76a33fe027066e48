"""Pages for machines: whether the process lives, whether it can serve, and its figures."""

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.core.outbox import count_waiting, oldest_waiting_seconds
from app.web.access import machine, public
from app.web.transaction import database, reads

blueprint = Blueprint("health", __name__)
_OUTBOX_LIMIT = 300.0  # seconds that an event may wait before the site counts as not ready


@blueprint.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Database, index and outbox are in order; 503 and what is wrong if not."""
    try:
        with database().read() as session:
            schema = session.scalar(text("SELECT version_num FROM alembic_version"))
            waited = oldest_waiting_seconds(session)
    except SQLAlchemyError as error:
        return jsonify(status="unavailable", database=type(error).__name__), 503
    index = current_app.extensions["search"].status()
    is_ready = waited < _OUTBOX_LIMIT and not index.needs_rebuild
    state = {
        "status": "ok" if is_ready else "unavailable",
        "schema": schema,
        "outbox_seconds": round(waited, 1),
        "index": {
            "documents": index.engine.documents,
            "generation": index.engine.generation,
            "problem": index.engine.problem,
            "dictionary": index.has_dictionary,
        },
    }
    return jsonify(state), 200 if is_ready else 503


@blueprint.get("/metrics")
@machine
@reads
def metrics(session: Session) -> ResponseReturnValue:
    """Prometheus figures; loopback or bearer token only."""
    figures = generate_latest() + f"musubiba_outbox_waiting {count_waiting(session)}\n".encode()
    return figures, 200, {"Content-Type": CONTENT_TYPE_LATEST}
