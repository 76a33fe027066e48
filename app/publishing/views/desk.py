"""The office's desk: what waits and how long, and the one page on which a version is decided."""

import csv
import io
from datetime import date, datetime
from typing import Final

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.actor import Role
from app.core.clock import JAPAN
from app.core.errors import InvalidInput, InvalidRequest
from app.core.paging import parse_page
from app.core.publication import Revision
from app.core.sheets import safe_cell
from app.core.text import clean, nfkc
from app.papers.sheets import Cell, Column, xlsx
from app.papers.views import send_sheet
from app.publishing import policy, queries, service
from app.publishing.errors import BaseMoved
from app.publishing.queries.desk import LATE_AFTER, TABS, Desk, Tab, Waiting, tabs_of
from app.publishing.states import GENERAL, STATES
from app.publishing.views.shared import (
    blueprint,
    body_names,
    moved_fields,
    publisher_of,
    publishers,
    seen_version,
    version_data,
)
from app.web.access import for_roles
from app.web.i18n import language
from app.web.identity import actor
from app.web.transaction import reading, reads, writes, writing

PER_PAGE: Final = 20
_MOST_ROWS: Final = 10_000
_LONGEST: Final = 100
_NOTE: Final = "note-"


@blueprint.get("/admin/publications/")
@for_roles(Role.OFFICIAL, Role.CHIEF, Role.AUDITOR)
@reads
def desk(session: Session) -> ResponseReturnValue:
    """Lists of what waits, was returned, and was published, at one's own offices."""
    wanted = _wanted(session)
    page = queries.list_desk(session, actor(), wanted, parse_page(request.args.get("page")), PER_PAGE)
    return render_template(
        "publishing/desk.html",
        page=page,
        desk=wanted,
        tabs=TABS,
        counts=queries.count_tabs(session, actor()),
        publishers=publishers(),
        names=body_names(session, (row.revision.firm_id for row in page.items)),
        late_after=LATE_AFTER,
    )


@blueprint.get("/admin/publications.csv")
@for_roles(Role.OFFICIAL, Role.CHIEF, Role.AUDITOR)
@reads
def desk_csv(session: Session) -> ResponseReturnValue:
    """The same list as a table for a spreadsheet, at most 10,000 rows."""
    page = queries.list_desk(session, actor(), _wanted(session), 1, _MOST_ROWS)
    names = body_names(session, (row.revision.firm_id for row in page.items))
    target = io.StringIO()
    table = csv.writer(target, lineterminator="\r\n")
    table.writerow([column.heading for column in _columns()])
    for row in page.items:
        table.writerow([safe_cell("" if cell is None else str(cell)) for cell in _cells(row, names)])
    answer = Response("\ufeff" + target.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=publications.csv"
    return answer


@blueprint.get("/admin/publications.xlsx")
@for_roles(Role.OFFICIAL, Role.CHIEF, Role.AUDITOR)
@reads
def desk_xlsx(session: Session) -> ResponseReturnValue:
    """The same table for Excel."""
    page = queries.list_desk(session, actor(), _wanted(session), 1, _MOST_ROWS)
    names = body_names(session, (row.revision.firm_id for row in page.items))
    rows = (_cells(row, names) for row in page.items)
    return send_sheet(xlsx(rows, _columns(), _("公開の申請")), "publications.xlsx")


def _columns() -> list[Column]:
    return [
        Column(_("番号"), 18),
        Column(_("種類"), 12),
        Column(_("名前"), 40),
        Column(_("企業"), 32),
        Column(_("状態"), 14),
        Column(_("申請した日"), 12),
        Column(_("待っている営業日"), 10),
        Column(_("決めた日"), 12),
    ]


def _cells(row: Waiting, names: dict[str, str]) -> list[Cell]:
    revision = row.revision
    kind = publishers().get(revision.kind)
    state = next(label for name, label in STATES.items() if name == revision.state)
    return [
        revision.key,
        kind.label.text(language()) if kind else revision.kind,
        row.title,
        names.get(revision.firm_id or "", revision.firm_id or ""),
        state.text(language()),
        _day(revision.submitted_at),
        row.days,
        _day(revision.decided_at),
    ]


def _day(at: datetime | None) -> date | None:
    return at.astimezone(JAPAN).date() if at else None


def _wanted(session: Session) -> Desk:
    tabs = tabs_of(actor())
    tab = request.args.get("tab") or tabs[0]
    kind = request.args.get("kind") or None
    if tab not in tabs or (kind and kind not in publishers()):
        raise InvalidRequest("この一覧はありません。画面のリンクから選んでください。")
    text = nfkc(clean(request.args.get("q") or ""))[:_LONGEST]
    return Desk(Tab(tab), kind, text, _firms_called(session, Tab(tab), text) if text else ())


def _firms_called(session: Session, tab: Tab, text: str) -> tuple[str, ...]:
    names = body_names(session, queries.list_desk_firms(session, actor(), tab))
    return tuple(id_ for id_, name in names.items() if text.casefold() in nfkc(name).casefold())


@blueprint.get("/admin/publications/<string:key>")
@for_roles(Role.OFFICIAL, Role.CHIEF, Role.AUDITOR)
@reads
def decide(session: Session, key: str) -> ResponseReturnValue:
    """One page to decide: who wants what, the register's facts, what changes, notes a field, and the history."""
    return _page(session, queries.get_at_office(session, actor(), key))


def _page(
    session: Session,
    revision: Revision,
    typed: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    publisher, hands = publisher_of(revision), queries.list_hands(session, revision)
    is_decider = policy.is_decider(actor(), revision)
    page = render_template(
        "publishing/decide.html",
        is_waiting=revision.state == "submitted",
        may_decide=policy.can_decide(actor(), revision, hands),
        is_partial=is_decider and policy.is_partial(actor(), revision, hands),
        typed=typed or {},
        problems={name: _(text) for name, text in (problems or {}).items()},
        address=publisher.address(revision.subject_id),
        versions=queries.list_history(session, publisher, revision.subject_id, actor()),
        **version_data(session, publisher, revision, for_office=True),
    )
    return page, status


@blueprint.post("/admin/publications/<string:key>/publish")
@for_roles(Role.OFFICIAL, Role.CHIEF)
def publish(key: str) -> ResponseReturnValue:
    """Publish. If the public page changed meanwhile in the same fields, the version goes back to the firm instead."""
    try:
        return _publish(key)
    except BaseMoved:
        return _sent_back(key)


@writes
def _publish(session: Session, key: str) -> ResponseReturnValue:
    revision = queries.get_at_office(session, actor(), key)
    service.publish(session, publisher_of(revision), revision, actor(), seen_version())
    flash(_("公開しました。企業の担当者にお知らせが届きます。"))
    return redirect(f"/admin/publications/{key}", 303)


def _sent_back(key: str) -> ResponseReturnValue:
    with writing() as session:
        revision = queries.get_at_office(session, actor(), key)
        service.send_back(session, publisher_of(revision), revision, actor(), seen_version())
    with reading() as session:
        revision = queries.get_at_office(session, actor(), key)
        publisher = publisher_of(revision)
        moved = moved_fields(session, publisher, revision)
        data = version_data(session, publisher, revision, for_office=True)
        return render_template("publishing/moved.html", moved=moved, **data), 409


@blueprint.post("/admin/publications/<string:key>/return")
@for_roles(Role.OFFICIAL, Role.CHIEF)
@writes
def send_back(session: Session, key: str) -> ResponseReturnValue:
    """Return with notes; without any, or with too long ones, the page comes back with what was typed."""
    revision = queries.get_at_office(session, actor(), key)
    publisher = publisher_of(revision)
    typed = {name: request.form.get(_NOTE + name, "") for name in (GENERAL, *publisher.fields)}
    try:
        service.return_(session, publisher, revision, actor(), typed, seen_version())
    except InvalidInput as refusal:
        return _page(session, revision, typed, refusal.fields, 422)
    flash(_("差し戻しました。企業の担当者にお知らせが届きます。"))
    return redirect(f"/admin/publications/{key}", 303)
