"""Who may, and what was done: the checks that every verb begins with, and the line of history that it ends with."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.core import clock
from app.core.actor import Actor, Grant
from app.core.errors import NotFound
from app.core.publication import Publisher, Revision
from app.publishing import policy
from app.publishing.errors import NOT_THERE, ReadOnly
from app.publishing.models import RevisionEvent
from app.publishing.states import EDITABLE


def require_editor(actor: Actor, firm_id: str | None) -> Grant:
    """The grant by which the actor edits for the firm. NotFound for strangers, ReadOnly for the firm's viewers."""
    if firm_id is None or not policy.is_of_firm(actor, firm_id):
        raise NotFound(NOT_THERE)
    grant = policy.editing_grant(actor, firm_id)
    if grant is None:
        raise ReadOnly("閲覧者は内容を変えられません。企業の責任者か編集者にお願いしてください。")
    return grant


def require_own(session: Session, publisher: Publisher, subject_id: str, firm_id: str) -> None:
    """NotFound if the thing is there and not this firm's."""
    firms = publisher.firms(session, subject_id)
    if firms is not None and firm_id not in firms:
        raise NotFound(NOT_THERE)


def note(
    session: Session,
    revision: Revision,
    actor: Actor,
    grant: Grant,
    action: str,
    *,
    notes: Mapping[str, Any] | None = None,
    fields: Mapping[str, Any] | None = None,
    changed: list[str] | None = None,
) -> None:
    """Add one line to the revision's history and to the audit chain. `changed`: names of fields, for the audit."""
    session.add(
        RevisionEvent(
            revision_id=revision.id,
            action=action,
            by=actor.user_id,
            role=grant.role,
            body_id=grant.body,
            on_behalf=grant.via,
            at=clock.now(),
            notes=dict(notes or {}),
            fields=dict(fields or {}),
        )
    )
    session.flush()
    details = {"kind": revision.kind, "subject": revision.subject_id, "state": revision.state}
    if changed:
        details["fields"] = ", ".join(sorted(changed))
    record(session, actor, f"revision.{action}", ("revision", str(revision.id)), grant=grant, details=details)


def note_edit(session: Session, revision: Revision, actor: Actor, grant: Grant, changed: list[str]) -> None:
    """The same for an edit: a run of saves by one person is one line."""
    last = session.scalars(
        select(RevisionEvent).where(RevisionEvent.revision_id == revision.id).order_by(RevisionEvent.id.desc()).limit(1)
    ).first()
    is_run = last is not None and (last.action, last.by, last.on_behalf) == ("edit", actor.user_id, grant.via)
    if not is_run:
        note(session, revision, actor, grant, "edit", changed=changed)


def is_editable(revision: Revision) -> bool:
    """Whether its words may be changed in its state."""
    return revision.state in EDITABLE
