"""Lists and single records of every registered kind."""

from flask import Response, request
from sqlalchemy.orm import Session

from app.core.kinds import PublicRecord
from app.core.paging import parse_page, parse_per_page
from app.opendata import records
from app.opendata.schemas import RecordPage
from app.opendata.views.answers import answer
from app.opendata.views.blueprint import blueprint, kinds
from app.web.access import public
from app.web.limits import searching
from app.web.transaction import reads


def selection() -> records.Selection:
    """What the address asks for; InvalidRequest if it has no meaning."""
    return records.Selection(
        updated_since=records.parse_updated_since(request.args.get("updated_since")),
        closed=records.parse_closed(request.args.get("closed")),
    )


@blueprint.get("/api/v1/<string:plural>")
@public
@searching
@reads
def list_of_kind(session: Session, plural: str) -> Response:
    """One page of a kind's public records."""
    kind = records.find_kind(kinds(), plural)
    number, per_page = parse_page(request.args.get("page")), parse_per_page(request.args.get("per_page"))
    page = records.list_records(session, kind, selection(), number, per_page)
    shown = RecordPage(total=page.total, page=number, per_page=per_page, results=list(page.items))
    return answer(shown, changed_at=records.last_change(page.items))


@blueprint.get("/api/v1/<string:plural>/<string:id_>")
@public
@searching
@reads
def one_of_kind(session: Session, plural: str, id_: str) -> Response:
    """One public record."""
    record: PublicRecord = records.get_record(session, records.find_kind(kinds(), plural), id_)
    return answer(record, changed_at=records.changed_at(record), is_one_record=True)
