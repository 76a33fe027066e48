"""What the firm does with its draft: hand it in, take it back, give it up, bring it up to date with the public page."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, InvalidInput
from app.core.events import announce
from app.core.publication import Publisher, Revision, RevisionState
from app.core.workflow import WrongState, move
from app.files.service import set_references
from app.offices.queries import find_reviewing_office
from app.publishing.errors import BaseMoved
from app.publishing.events import RevisionSubmitted
from app.publishing.merging import Rebased, is_same
from app.publishing.service.bases import keep_base, keep_title, last_published, over_live
from app.publishing.service.drafts import REVISION, write_fields
from app.publishing.service.trail import is_editable, note, require_editor, require_own
from app.publishing.states import PUBLISHING, STATES


def require_arrow(revision: Revision, action: str) -> None:
    """WrongState if the table has no such arrow from where the version stands."""
    if PUBLISHING.find(action, revision.state) is None:
        state = STATES[RevisionState(revision.state)].ja
        raise WrongState(
            "この操作は、いまの状態（%(state)s）ではできません。最新の内容を確認してください。", state=state
        )


def submit(session: Session, publisher: Publisher, revision: Revision, actor: Actor) -> None:
    """Hand the draft to the office. InvalidInput with what must be mended; BaseMoved if the public page changed in the same
    fields; Conflict if it says nothing new. The office's earlier notes go from the row, and stay in the history."""
    grant = require_editor(actor, revision.firm_id)
    require_arrow(revision, "submit")
    firm_id = revision.firm_id or ""
    require_own(session, publisher, revision.subject_id, firm_id)
    live = publisher.live(session, revision.subject_id)
    rebased = over_live(session, publisher, revision, live or {})
    _require_complete(publisher, rebased.fields)
    _require_sense(publisher, rebased, live)
    office = find_reviewing_office(session, publisher.municipality_of(session, revision.subject_id, firm_id))
    if office is None:
        raise Conflict("確認する窓口がまだ登録されていません。県の窓口へお電話ください。")
    changes: dict[str, Any] = {
        "fields": dict(rebased.fields),
        "base_number": last_published(session, revision.kind, revision.subject_id),
        "office_id": office.id,
        "submitted_at": clock.now(),
        "submitted_by": actor.user_id,
        "notes": {},
        "decided_at": None,
        "decided_by": None,
    }
    move(session, PUBLISHING, revision, "submit", **changes)
    keep_base(session, revision, live or {})
    keep_title(session, publisher, revision)
    note(session, revision, actor, grant, "submit", fields=revision.fields)
    announce(session, RevisionSubmitted(revision.id, revision.version))


def _require_complete(publisher: Publisher, fields: Mapping[str, Any]) -> None:
    problems = publisher.problems(fields)
    if problems:
        raise InvalidInput(
            "公開を申請する前に、%(count)sつ直すところがあります。下書きは保存してあります。",
            problems,
            count=len(problems),
        )


def _require_sense(publisher: Publisher, rebased: Rebased, live: Mapping[str, Any] | None) -> None:
    if rebased.clashing:
        raise BaseMoved(
            "下書きを始めたあとに、公開中の内容が変わりました。「最新の内容に合わせる」で比べてから、申請してください。",
            rebased.clashing,
        )
    if live is not None and all(is_same(rebased.fields.get(name), live.get(name)) for name in publisher.fields):
        raise Conflict("公開中の内容と同じです。変えるところがなければ、申請はいりません。")


def withdraw(session: Session, revision: Revision, actor: Actor) -> None:
    """Take the version back from the office; it is a draft again."""
    grant = require_editor(actor, revision.firm_id)
    move(session, PUBLISHING, revision, "withdraw", submitted_at=None, submitted_by=None)
    note(session, revision, actor, grant, "withdraw")


def discard(session: Session, revision: Revision, actor: Actor) -> None:
    """Give the draft up. The public page stays as it is; what was typed stays in the history of the firm."""
    grant = require_editor(actor, revision.firm_id)
    move(session, PUBLISHING, revision, "discard")
    set_references(session, REVISION, str(revision.id), ())
    note(session, revision, actor, grant, "discard")


def rebase(
    session: Session, publisher: Publisher, revision: Revision, actor: Actor, take: Collection[str] = ()
) -> tuple[str, ...]:
    """Bring the draft up to date: fields that it left alone, and those of `take`, follow the public page; in all others its
    own value stands. The names of the fields in which both sides had changed."""
    grant = require_editor(actor, revision.firm_id)
    if not is_editable(revision):
        raise Conflict("確認中です。直すには、まず取り下げてください。")
    live = publisher.live(session, revision.subject_id) or {}
    rebased = over_live(session, publisher, revision, live)
    fields = {name: live.get(name) if name in take else value for name, value in rebased.fields.items()}
    if not write_fields(session, publisher, revision, actor, grant, fields):
        raise WrongState("ほかの人が先に操作しました。最新の内容を確認してください。")
    revision.base_number = last_published(session, revision.kind, revision.subject_id)
    keep_base(session, revision, live)
    note(session, revision, actor, grant, "rebase", changed=list(take))
    return rebased.clashing
