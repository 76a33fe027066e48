"""One thing on its firm's edit page: what the page shows of it, and what a press on a button does with what was typed.

Rooms bring a form that tells its fields as JSON values (`Typed`) and a function that renders their page; everything that is the
same for all things (who may, the draft, two editors at once, the submission) is done here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.publication import Publisher, Revision, RevisionState
from app.publishing import policy, queries
from app.publishing.editing import autosave_answer, read_seen, saved_by
from app.publishing.errors import NOT_THERE, BaseMoved
from app.publishing.merging import digest_of_value
from app.publishing.service.drafts import Clash, open_draft, save_draft
from app.publishing.service.sending import submit
from app.publishing.service.trail import require_editor
from app.web.errors import answer, words_of
from app.web.identity import actor
from app.web.transaction import kept

SUBMIT: Final = "submit"


class Typed(Protocol):
    """A form of an edit page."""

    def validate(self) -> bool:
        """Whether everything that was typed has the shape of its field."""

    def values(self) -> dict[str, Any]:
        """The well-formed fields as a revision keeps them."""

    def refuse_all(self, problems: dict[str, str]) -> None:
        """Put errors (field → msgid) beside their fields."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A thing on its edit page. `fields`: the open draft's, else the live ones, else empty."""

    publisher: Publisher
    subject_id: str
    firm_id: str
    revision: Revision | None
    fields: Mapping[str, Any]
    is_public: bool
    may_edit: bool
    saved_by: str
    offers: Sequence[Revision]
    seen: Mapping[str, str] = field(default_factory=dict)  # field → digest, of what the form had shown
    clashes: Mapping[str, Clash] = field(default_factory=dict)

    @property
    def is_locked(self) -> bool:
        """Whether an office looks at it, so that nobody writes."""
        return self.revision is not None and self.revision.state == RevisionState.SUBMITTED

    def digests(self, names: Sequence[str]) -> dict[str, str]:
        """Field → digest that the form carries: what it shows; where somebody else was faster, what stands there now."""
        shown = {name: digest_of_value(self.fields.get(name)) for name in names}
        return shown | {name: self.seen[name] for name in names if name in self.seen and name not in self.clashes}


Render = Callable[[Sheet], str]


def open_sheet(session: Session, publisher: Publisher, subject_id: str, firm_id: str | None) -> Sheet:
    """The thing for its firm's people. NotFound for everyone else, and for what is another firm's."""
    if firm_id is None or not policy.is_of_firm(actor(), firm_id):
        raise NotFound(NOT_THERE)
    firms = publisher.firms(session, subject_id)
    if firms is not None and firm_id not in firms:
        raise NotFound(NOT_THERE)
    revision = queries.find_open(session, publisher.kind, subject_id)
    if revision is not None and revision.firm_id != firm_id:
        if firms is None:
            raise NotFound(NOT_THERE)
        revision = None  # of another firm that shares the thing; opening a draft says so
    live = publisher.live(session, subject_id)
    return Sheet(
        publisher=publisher,
        subject_id=subject_id,
        firm_id=firm_id,
        revision=revision,
        fields=dict(revision.fields) if revision else live or {},
        is_public=live is not None,
        may_edit=policy.can_edit(actor(), firm_id),
        saved_by=saved_by(session, revision),
        offers=queries.list_offers(session, publisher.kind, subject_id),
    )


def require_writable(sheet: Sheet) -> None:
    """ReadOnly for viewers."""
    require_editor(actor(), sheet.firm_id)


def save_sheet(
    session: Session, sheet: Sheet, form: Typed, render: Render, address: str, *, with_submit: bool = True
) -> ResponseReturnValue:
    """Save what was typed and, if that button was pressed, hand it in; on to `address`, or the page again with 422.

    Errors of shape and clashes keep nothing; a refused submission keeps the draft.
    """
    require_writable(sheet)
    sheet = replace(sheet, seen=read_seen(request.form))
    if not form.validate():
        return render(sheet), 422
    draft = open_draft(session, sheet.publisher, sheet.subject_id, sheet.firm_id, actor())
    saved = save_draft(session, sheet.publisher, draft, actor(), form.values(), sheet.seen)
    if saved.conflicts:
        return render(replace(sheet, clashes=saved.conflicts, fields=dict(draft.fields), revision=draft)), 422
    if with_submit and request.form.get("do") == SUBMIT:
        return _submit(session, replace(sheet, revision=draft, fields=dict(draft.fields), seen={}), form, render)
    flash(_("下書きを保存しました。"))
    return redirect(address, 303)


def _submit(session: Session, sheet: Sheet, form: Typed, render: Render) -> ResponseReturnValue:
    assert sheet.revision is not None
    try:
        submit(session, sheet.publisher, sheet.revision, actor())
    except InvalidInput as refusal:
        form.refuse_all(refusal.fields)
        return kept((render(sheet), 422))
    except BaseMoved as refusal:
        flash(words_of(refusal))
        return redirect(f"/publications/{sheet.revision.key}", 303)
    except Conflict as refusal:
        return kept(answer(refusal.status, words_of(refusal)))
    flash(_("公開を申請しました。窓口の確認が終わると、お知らせが届きます。"))
    return redirect(f"/publications/{sheet.revision.key}", 303)


def autosave_sheet(session: Session, sheet: Sheet, form: Typed) -> ResponseReturnValue:
    """Save the fields that are well-formed; the others stay on the page."""
    require_writable(sheet)
    form.validate()
    draft = open_draft(session, sheet.publisher, sheet.subject_id, sheet.firm_id, actor())
    saved = save_draft(session, sheet.publisher, draft, actor(), form.values(), read_seen(request.form))
    return autosave_answer(sheet.publisher, draft, saved)
