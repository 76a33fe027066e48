"""The page for people at `/api/`: what there is, one worked example each, terms and sources."""

from typing import Final
from urllib.parse import quote

from flask import Response, render_template
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.core.actor import VISITOR
from app.core.kinds import Kind
from app.opendata.routes import OPERATIONS, Operation
from app.opendata.views.blueprint import blueprint, kinds, site
from app.web.access import public
from app.web.transaction import reads

Row = tuple[Operation, str]  # the operation and a working example
_READABLE: Final = "/?=&{}"


@blueprint.get("/api/")
@public
@reads
def api(session: Session) -> Response:
    """What there is, one worked example each, terms and sources."""
    counted = [(kind, kind.count(session, VISITOR)) for kind in kinds()]
    page = render_template(
        "opendata/api.html",
        kinds=counted,
        general=[_row(one) for one in OPERATIONS if not one.is_of_kind],
        of_kinds=_rows_of_kind(session, counted[0][0]) if counted else [],
        base=site().base_url,
    )
    return Response(page, mimetype="text/html")


def _rows_of_kind(session: Session, kind: Kind) -> list[Row]:
    """What exists once a kind, with the examples of this one."""
    id_ = _first_id(session, kind)
    return [_row(one, kind.plural, id_) for one in OPERATIONS if one.is_of_kind]


def _first_id(session: Session, kind: Kind) -> str:
    """The id of a record for the examples; a placeholder on an empty site."""
    first: Select[str] = kind.visible(VISITOR).limit(1)
    return session.scalar(first) or "{id}"


def _row(operation: Operation, plural: str = "", id_: str = "") -> Row:
    example = operation.example.replace("{plural}", plural).replace("{id}", id_)
    return operation, quote(example, safe=_READABLE)
