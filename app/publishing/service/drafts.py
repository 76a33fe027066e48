"""Drafts: begun once for everyone of the firm, saved field by field, so that two editors at once lose nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from app.core import clock
from app.core.actor import Actor, Grant
from app.core.db import insert_ignoring
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.ids import new_id
from app.core.publication import Publisher, Revision, RevisionState
from app.files.queries import list_files
from app.files.service import set_references
from app.offices.queries import find_reviewing_office
from app.publishing.errors import NOT_THERE
from app.publishing.merging import Merged, merge_typed
from app.publishing.models import RevisionCover
from app.publishing.queries import find_open, last_hand
from app.publishing.service.bases import keep_title, last_number, last_published
from app.publishing.service.trail import is_editable, note, note_edit, require_editor, require_own

REVISION: Final = "revision"
"""The kind under which a version refers to its files."""
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Clash:
    """A field in which another value stands than the form had shown: nothing was written, both are shown."""

    mine: Any
    theirs: Any
    by_name: str  # who saved the draft last: a name, or the support body for entry on behalf
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save left: the fields that could not be written, and the row's version now."""

    conflicts: dict[str, Clash]
    version: int


def open_draft(session: Session, publisher: Publisher, subject_id: str, firm_id: str, actor: Actor) -> Revision:
    """The subject's open version, or a new draft of what is public now. Two at once get the same row.

    NotFound for strangers and for another firm's thing, ReadOnly for viewers, Conflict if another firm that shares the thing
    is editing it.
    """
    grant = require_editor(actor, firm_id)
    require_own(session, publisher, subject_id, firm_id)
    for _ in range(_TRIES):
        standing = find_open(session, publisher.kind, subject_id)
        if standing is not None:
            return _own(session, publisher, standing, firm_id)
        _refuse_strange(session, publisher, subject_id, firm_id)
        _begin(session, publisher, subject_id, firm_id, actor, grant)
    raise Conflict("ほかの人が同時に編集を始めました。もう一度お試しください。")


def _own(session: Session, publisher: Publisher, standing: Revision, firm_id: str) -> Revision:
    if standing.firm_id == firm_id:
        return standing
    if publisher.firms(session, standing.subject_id) is None:
        raise NotFound(NOT_THERE)
    raise Conflict("いっしょに権利を持つ企業が編集しています。その企業の編集が終わってから、お試しください。")


def _refuse_strange(session: Session, publisher: Publisher, subject_id: str, firm_id: str) -> None:
    """An id under which another firm had begun something is theirs, as long as nothing public says whose it is."""
    if publisher.firms(session, subject_id) is not None:
        return
    others = select(Revision.id).where(
        Revision.kind == publisher.kind, Revision.subject_id == subject_id, Revision.firm_id != firm_id
    )
    if session.scalars(others.limit(1)).first() is not None:
        raise NotFound(NOT_THERE)


def _begin(
    session: Session, publisher: Publisher, subject_id: str, firm_id: str, actor: Actor, grant: Grant
) -> Revision | None:
    live, now, key = publisher.live(session, subject_id) or {}, clock.now(), new_id()
    office = find_reviewing_office(session, publisher.municipality_of(session, subject_id, firm_id))
    row = {
        "key": key,
        "kind": publisher.kind,
        "subject_id": subject_id,
        "number": last_number(session, publisher.kind, subject_id) + 1,
        "base_number": last_published(session, publisher.kind, subject_id),
        "fields": live,
        "state": RevisionState.DRAFT.value,
        "notes": {},
        "by": actor.user_id,
        "on_behalf": grant.via,
        "firm_id": firm_id,
        "office_id": office.id if office else None,
        "version": 1,
        "created_at": now,
        "updated_at": None,
        "updated_by": None,
    }
    insert_ignoring(session, Revision, [row])
    draft = session.scalars(select(Revision).where(Revision.key == key)).one_or_none()
    if draft is None:  # someone was faster: theirs is the draft
        return None
    title = publisher.title(session, subject_id, live)
    session.add(RevisionCover(revision_id=draft.id, title=title, base=live))
    set_references(session, REVISION, str(draft.id), publisher.files(live))
    note(session, draft, actor, grant, "open")
    return draft


def save_draft(
    session: Session,
    publisher: Publisher,
    revision: Revision,
    actor: Actor,
    typed: Mapping[str, Any],
    seen: Mapping[str, str],
) -> Saved:
    """Write the fields that were changed in the form (`seen`: digest of what it showed), all but those of which someone
    else has changed the value meanwhile. A returned version stays returned. Conflict while it is being checked."""
    grant = require_editor(actor, revision.firm_id)
    known = {name: value for name, value in typed.items() if name in publisher.fields}
    for _ in range(_TRIES):
        _require_editable(revision)
        merged = merge_typed(revision.fields, known, seen)
        _refuse_foreign_files(session, publisher, revision, actor, merged)
        clashes = _clashes(session, revision, known, merged)  # before this save makes itself the last one
        if not merged.written or write_fields(session, publisher, revision, actor, grant, merged.written):
            return Saved(clashes, revision.version)
        session.refresh(revision)
    raise Conflict("ほかの人が同時に保存しました。もう一度保存してください。")


def write_fields(
    session: Session,
    publisher: Publisher,
    revision: Revision,
    actor: Actor,
    grant: Grant,
    written: Mapping[str, Any],
) -> bool:
    """One conditional UPDATE of the draft as it was read; False if someone was faster."""
    session.flush()
    done = session.execute(
        update(Revision)
        .where(Revision.id == revision.id, Revision.version == revision.version, Revision.state == revision.state)
        .values(
            fields={**revision.fields, **written},
            version=Revision.version + 1,
            updated_at=clock.now(),
            updated_by=actor.user_id,
        )
        .execution_options(synchronize_session=False)
    )
    assert isinstance(done, CursorResult)
    if done.rowcount != 1:
        return False
    session.refresh(revision)
    keep_title(session, publisher, revision)
    set_references(session, REVISION, str(revision.id), publisher.files(revision.fields))
    note_edit(session, revision, actor, grant, list(written))
    return True


def _require_editable(revision: Revision) -> None:
    if revision.state == RevisionState.SUBMITTED:
        raise Conflict("確認中です。直すには、まず取り下げてください。")
    if not is_editable(revision):
        raise Conflict("この下書きは、もう終わっています。新しい下書きを始めてください。")


def _refuse_foreign_files(
    session: Session, publisher: Publisher, revision: Revision, actor: Actor, merged: Merged
) -> None:
    """A draft shows files that it or the public page shows already, and those that its editor has just sent: no others."""
    wanted = set(publisher.files({**revision.fields, **merged.written})) - set(publisher.files(revision.fields))
    wanted -= set(publisher.files(publisher.live(session, revision.subject_id) or {})) if wanted else set()
    if not wanted:
        return
    sent = list_files(session, wanted)
    if any(id_ not in sent or sent[id_].created_by != actor.user_id for id_ in wanted):
        raise InvalidInput("このファイルは使えません。もう一度選んで送ってください。")


def _clashes(session: Session, revision: Revision, typed: Mapping[str, Any], merged: Merged) -> dict[str, Clash]:
    if not merged.clashing:
        return {}
    hand = last_hand(session, revision)
    return {
        name: Clash(typed[name], revision.fields.get(name), hand.name, revision.updated_at) for name in merged.clashing
    }
