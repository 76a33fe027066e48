"""Pages for the firm's people: their drafts and versions, and what they do with one."""

from typing import Final

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.errors import InvalidInput, NotFound
from app.core.paging import parse_page
from app.core.publication import Revision
from app.publishing import policy, queries, service
from app.publishing.errors import NOT_THERE, BaseMoved
from app.publishing.service.offers import firm_for
from app.publishing.states import OPEN_FIRST, STATES
from app.publishing.views.shared import (
    blueprint,
    body_names,
    moved_fields,
    publisher_of,
    publishers,
    version_data,
)
from app.web.access import signed_in
from app.web.identity import actor
from app.web.transaction import reads, writes

PER_PAGE: Final = 20


@blueprint.get("/publications/")
@signed_in
@reads
def own_list(session: Session) -> ResponseReturnValue:
    """Drafts and versions of the firms for which the person acts."""
    firms = actor().bodies(*policy.MEMBERS)
    firm_id = request.args.get("firm") or None
    if firm_id is not None and firm_id not in firms:
        raise NotFound(NOT_THERE)
    state = request.args.get("state") or ""
    states = (state,) if state in OPEN_FIRST else OPEN_FIRST
    page = queries.page_of_firms(session, actor(), firm_id, states, parse_page(request.args.get("page")), PER_PAGE)
    return render_template(
        "publishing/own_list.html",
        page=page,
        firm_id=firm_id,
        state=state if state in OPEN_FIRST else "",
        states={name: STATES[name] for name in OPEN_FIRST},
        titles=queries.list_titles(session, page.items),
        names=body_names(session, firms),
        publishers=publishers(),
    )


@blueprint.get("/publications/<string:key>")
@signed_in
@reads
def own(session: Session, key: str) -> ResponseReturnValue:
    """One version of one's own firm: its state, what it changes, the office's notes, and what can be done now."""
    return _page(session, _load(session, key))


def _page(
    session: Session, revision: Revision, problems: dict[str, str] | None = None, status: int = 200
) -> tuple[str, int]:
    publisher = publisher_of(revision)
    firm_id = revision.firm_id or firm_for(session, publisher, revision.subject_id, actor())
    page = render_template(
        "publishing/own.html",
        may_edit=policy.can_edit(actor(), firm_id),
        moved=moved_fields(session, publisher, revision) if revision.state in ("draft", "returned") else [],
        edit_address=publisher.edit_address(revision.subject_id, firm_id or ""),
        firm_id=firm_id,
        problems={
            publisher.fields[name]: _(text) for name, text in (problems or {}).items() if name in publisher.fields
        },
        versions=queries.list_history(session, publisher, revision.subject_id, actor()),
        **version_data(session, publisher, revision, for_office=False),
    )
    return page, status


@blueprint.post("/publications/<string:key>/submit")
@signed_in
@writes
def submit_own(session: Session, key: str) -> ResponseReturnValue:
    """Hand it to the office; what must be mended first is shown on the same page."""
    revision = _load(session, key)
    try:
        service.submit(session, publisher_of(revision), revision, actor())
    except InvalidInput as refusal:
        return _page(session, revision, refusal.fields, 422)
    except BaseMoved:
        return _page(session, revision, status=409)
    flash(_("公開を申請しました。窓口で確かめたあと、結果をお知らせします。"))
    return redirect(f"/publications/{key}", 303)


@blueprint.post("/publications/<string:key>/withdraw")
@signed_in
@writes
def withdraw_own(session: Session, key: str) -> ResponseReturnValue:
    """Take it back from the office."""
    service.withdraw(session, _load(session, key), actor())
    flash(_("申請を取り下げました。下書きとして直せます。"))
    return redirect(f"/publications/{key}", 303)


@blueprint.post("/publications/<string:key>/discard")
@signed_in
@writes
def discard_own(session: Session, key: str) -> ResponseReturnValue:
    """Give the draft up."""
    service.discard(session, _load(session, key), actor())
    flash(_("下書きを捨てました。公開中の内容は変わりません。"))
    return redirect(f"/publications/{key}", 303)


@blueprint.post("/publications/<string:key>/rebase")
@signed_in
@writes
def rebase_own(session: Session, key: str) -> ResponseReturnValue:
    """Bring the draft up to date with what is public; the chosen fields follow the public page."""
    revision = _load(session, key)
    service.rebase(session, publisher_of(revision), revision, actor(), request.form.getlist("take"))
    flash(_("下書きを、公開中の最新の内容に合わせました。確かめてから、申請してください。"))
    return redirect(f"/publications/{key}", 303)


@blueprint.post("/publications/<string:key>/take")
@signed_in
@writes
def take_own(session: Session, key: str) -> ResponseReturnValue:
    """Put the chosen values of an import into the draft."""
    offer = _load(session, key)
    draft = service.take_offer(session, publisher_of(offer), offer.id, actor(), request.form.getlist("take"))
    flash(_("選んだ値を下書きに入れました。確かめてから、公開を申請してください。"))
    return redirect(f"/publications/{draft.key}", 303)


@blueprint.post("/publications/<string:key>/decline")
@signed_in
@writes
def decline_own(session: Session, key: str) -> ResponseReturnValue:
    """Turn an import's values down."""
    offer = _load(session, key)
    service.decline_offer(session, publisher_of(offer), offer.id, actor())
    flash(_("取り込みの値は使わないことにしました。いまの内容のままです。"))
    return redirect("/publications/", 303)


def _load(session: Session, key: str) -> Revision:
    """A version of one's own firm, or an import's offer for something of theirs; NotFound for all else."""
    offer = queries.find_offer(session, key)
    if offer is None:
        return queries.get_of_firm(session, actor(), key)
    if firm_for(session, publisher_of(offer), offer.subject_id, actor()) is None:
        raise NotFound(NOT_THERE)
    return offer
