"""The record of who did what, for auditors and administrators: with filters, and as a table to take along."""

import csv
import io
import json
from collections.abc import Iterator

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.audit import queries
from app.audit.models import AuditEntry
from app.audit.queries import AuditFilter
from app.core.actor import FIRM_ROLES, ROLES, Role
from app.core.clock import JAPAN
from app.core.db import Database
from app.core.paging import parse_page
from app.core.sheets import safe_cell
from app.web.access import for_roles
from app.web.forms import ChoiceField, DateField, Form, TextField
from app.web.transaction import database, reads

blueprint = Blueprint("audit", __name__, url_prefix="/admin/audit")
PER_PAGE = 50
_COLUMNS = ("seq", "at", "actor", "role", "body", "action", "subject_kind", "subject", "details", "request_id")


class AuditFilterForm(Form):
    """Filters of the list."""

    actor_id = TextField(_l("人（識別子）"), width="20")
    action = ChoiceField(_l("操作"))
    subject_id = TextField(_l("対象（識別子）"), width="20")
    since_on = DateField(_l("この日から"))
    until_on = DateField(_l("この日まで"))


@blueprint.get("/")
@for_roles(Role.AUDITOR, Role.ADMIN)
@reads
def index(session: Session) -> ResponseReturnValue:
    """One page of the chain."""
    form = _form(session)
    page = queries.list_entries(session, _wanted(form), parse_page(request.args.get("page")), PER_PAGE)
    names = current_app.extensions["names"]
    return render_template(
        "audit/index.html",
        form=form,
        page=page,
        people=names["users"](session, {entry.actor_id for entry in page.items}),
        bodies=names["bodies"](session, {entry.body_id for entry in page.items}),
        roles={**ROLES, **FIRM_ROLES},
        query=request.query_string.decode("ascii", "ignore"),
    )


@blueprint.get("/entries.csv")
@for_roles(Role.AUDITOR, Role.ADMIN)
@reads
def export(session: Session) -> ResponseReturnValue:
    """All entries that the filters leave, as a table: ids only, as they stand in the chain."""
    wanted = _wanted(_form(session))
    answer = Response(_lines(database(), wanted), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


def _form(session: Session) -> AuditFilterForm:
    form = AuditFilterForm(request.args)
    form.action.choices = [("", _l("すべて")), *((action, action) for action in queries.list_actions(session))]
    form.validate()
    return form


def _wanted(form: AuditFilterForm) -> AuditFilter:
    return AuditFilter(
        actor_id=form.actor_id.data or "",
        action=form.action.data or "",
        subject_id=form.subject_id.data or "",
        since_on=form.since_on.data,
        until_on=form.until_on.data,
    )


def _lines(database_: Database, wanted: AuditFilter) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    with database_.read() as session:
        for number, entry in enumerate(queries.stream_entries(session, wanted)):
            writer.writerow([safe_cell(str(value)) for value in _row(entry)])
            if number % 500 == 0:
                yield ("\ufeff" if number == 0 else "") + buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
            session.expunge(entry)
    yield buffer.getvalue()


def _row(entry: AuditEntry) -> tuple[object, ...]:
    return (
        entry.seq,
        entry.at.astimezone(JAPAN).isoformat(timespec="seconds"),
        entry.actor_id or "",
        entry.role,
        entry.body_id or "",
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        json.dumps(entry.details, ensure_ascii=False, sort_keys=True),
        entry.request_id,
    )
