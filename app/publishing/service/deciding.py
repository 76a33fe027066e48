"""What the office does with a version that was handed in: publish it, or send it back with notes beside the fields."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.queries import list_user_names
from app.core import clock
from app.core.actor import Actor, Grant
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.events import announce
from app.core.letters import msgid
from app.core.publication import Publisher, Revision, RevisionState
from app.core.text import clean
from app.core.workflow import WrongState, move
from app.files.service import set_references
from app.publishing import policy
from app.publishing.errors import NOT_THERE, BaseMoved, ReadOnly, SeenAnother
from app.publishing.events import RevisionPublished, RevisionReturned
from app.publishing.queries import is_visible, list_hands
from app.publishing.service.bases import keep_base, keep_title, last_number, last_published, over_live
from app.publishing.service.sending import require_arrow
from app.publishing.service.trail import note
from app.publishing.states import DECIDED, GENERAL, PUBLISHING, STATES

LONGEST_NOTE: Final = 1_000
_TOO_LONG: Final = msgid("1,000文字までにしてください。").message
# Stands among the office's own words in the row, so it is Japanese as they are.
_MOVED: Final = "確認のあいだに、公開中の内容がここで変わりました。両方を見比べて、直してください。"


def require_decider(session: Session, revision: Revision, actor: Actor) -> Grant:
    """The grant by which the actor decides. NotFound for those who may not see the version, ReadOnly for other offices,
    Conflict for whoever is of the firm or typed it."""
    grant = policy.deciding_grant(actor, revision)
    if grant is None:
        if not is_visible(session, actor, revision):
            raise NotFound(NOT_THERE)
        raise ReadOnly("決めるのは、この申請を受け付けた窓口の職員です。")
    if policy.is_partial(actor, revision, list_hands(session, revision)):
        raise Conflict(
            "自分の企業の内容と、自分が入力した内容は、自分では決められません。ほかの職員にお願いしてください。"
        )
    return grant


def publish(session: Session, publisher: Publisher, revision: Revision, actor: Actor, seen_version: int) -> None:
    """Copy the version into the live row, in one transaction with audit and event.

    Conflict if it is no longer what the official saw; BaseMoved if the public page changed meanwhile in the same fields
    (then `send_back` is the way); what the draft left alone follows the public page.
    """
    grant = _begin(session, revision, actor, "publish", seen_version)
    live = publisher.live(session, revision.subject_id)
    rebased = over_live(session, publisher, revision, live or {})
    if rebased.clashing:
        raise BaseMoved(
            "申請のあとに、公開中の内容が同じところで変わりました。公開せず、企業に差し戻しました。", rebased.clashing
        )
    if problems := publisher.problems(rebased.fields):
        raise InvalidInput("このままでは公開できません。直すところを書いて、差し戻してください。", problems)
    now, before = clock.now(), last_published(session, revision.kind, revision.subject_id)
    changes: dict[str, Any] = {
        "fields": dict(rebased.fields),
        "base_number": before,
        "number": _number(session, revision, before),
        "decided_at": now,
        "decided_by": actor.user_id,
        "published_at": now,
    }
    _move(session, revision, "publish", changes)
    keep_base(session, revision, live or {})
    publisher.apply(session, revision.subject_id, revision.firm_id or "", revision.fields)
    keep_title(session, publisher, revision)
    set_references(session, publisher.kind, revision.subject_id, publisher.files(revision.fields))
    session.flush()
    if last_published(session, revision.kind, revision.subject_id, without=revision.id) != before:
        raise WrongState("取り込みが同時に公開中の内容を変えました。もう一度、確かめてから公開してください。")
    note(session, revision, actor, grant, "publish")
    announce(session, RevisionPublished(revision.id, revision.version))


def return_(
    session: Session,
    publisher: Publisher,
    revision: Revision,
    actor: Actor,
    notes: Mapping[str, str],
    seen_version: int,
) -> None:
    """Send the version back with `notes` (field → what to mend; "" → about the whole). InvalidInput without any."""
    grant = _begin(session, revision, actor, "return", seen_version)
    _send_back(session, revision, actor, grant, _cleaned(publisher, notes))


def send_back(session: Session, publisher: Publisher, revision: Revision, actor: Actor, seen_version: int) -> list[str]:
    """Send a version back because the public page changed under it, with a note beside each field concerned; their names."""
    grant = _begin(session, revision, actor, "return", seen_version)
    live = publisher.live(session, revision.subject_id) or {}
    clashing = over_live(session, publisher, revision, live).clashing
    if not clashing:
        raise WrongState("公開中の内容がもう一度変わりました。最新の内容を確認してください。")
    _send_back(session, revision, actor, grant, dict.fromkeys(clashing, _MOVED))
    return list(clashing)


def _begin(session: Session, revision: Revision, actor: Actor, action: str, seen_version: int) -> Grant:
    grant = require_decider(session, revision, actor)
    if revision.state in DECIDED and revision.decided_by:
        names = list_user_names(session, [revision.decided_by])
        raise WrongState(
            "この申請は、%(name)sさんが先に決めました（%(state)s）。最新の内容を確認してください。",
            name=names.get(revision.decided_by, ""),
            state=STATES[RevisionState(revision.state)].ja,
        )
    require_arrow(revision, action)
    if revision.version != seen_version:
        raise SeenAnother("ページを開いたあとに、申請の内容が変わりました。いまの内容を見てから、決めてください。")
    return grant


def _number(session: Session, revision: Revision, before: int | None) -> int:
    """Numbers follow the order of publication: one that was overtaken by an import takes the next."""
    if before is None or before < revision.number:
        return revision.number
    return last_number(session, revision.kind, revision.subject_id) + 1


def _move(session: Session, revision: Revision, action: str, changes: Mapping[str, Any]) -> None:
    try:
        with session.begin_nested():
            move(session, PUBLISHING, revision, action, **changes)
    except IntegrityError as error:  # an import took the number in this moment
        raise WrongState("ほかの人が先に操作しました。最新の内容を確認してください。") from error


def _send_back(session: Session, revision: Revision, actor: Actor, grant: Grant, notes: Mapping[str, str]) -> None:
    changes: dict[str, Any] = {"notes": dict(notes), "decided_at": clock.now(), "decided_by": actor.user_id}
    move(session, PUBLISHING, revision, "return", **changes)
    note(session, revision, actor, grant, "return", notes=notes)
    announce(session, RevisionReturned(revision.id, revision.version))


def _cleaned(publisher: Publisher, notes: Mapping[str, str]) -> dict[str, str]:
    known = [GENERAL, *publisher.fields]
    texts = {name: clean(notes.get(name, "")).strip() for name in known}
    kept = {name: text for name, text in texts.items() if text}
    if not kept:
        raise InvalidInput(
            "どこをどう直すか、1つ以上書いてください。", {GENERAL: "どこをどう直すか、1つ以上書いてください。"}
        )
    long = {name: _TOO_LONG for name, text in kept.items() if len(text) > LONGEST_NOTE}
    if long:
        raise InvalidInput("差し戻しの理由が長すぎます。1つ1,000文字までにしてください。", long)
    return kept
