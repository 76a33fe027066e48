"""Values that an import may not overwrite: the firm takes them into its draft, or turns them down."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from app.audit.service import record
from app.core.actor import Actor, Grant
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.publication import Publisher, Revision, RevisionState
from app.core.workflow import WrongState, move
from app.publishing import policy
from app.publishing.errors import NOT_THERE
from app.publishing.service.drafts import open_draft, write_fields
from app.publishing.service.trail import is_editable, note, require_editor
from app.publishing.states import PUBLISHING


def take_offer(
    session: Session, publisher: Publisher, revision_id: int, actor: Actor, fields: Collection[str]
) -> Revision:
    """Put the chosen `fields` of the offer into the firm's open draft, which is returned; the offer is closed."""
    offer, firm_id, grant = _load(session, publisher, revision_id, actor)
    chosen = {name: offer.fields[name] for name in publisher.fields if name in fields and name in offer.fields}
    if not chosen:
        raise InvalidInput("下書きに入れる項目を、1つ以上選んでください。")
    draft = open_draft(session, publisher, offer.subject_id, firm_id, actor)
    if not is_editable(draft):
        raise Conflict("確認中です。直すには、まず取り下げてください。")
    _close(session, offer, actor, grant, "take")
    if not write_fields(session, publisher, draft, actor, grant, chosen):
        raise WrongState("ほかの人が先に操作しました。最新の内容を確認してください。")
    note(session, draft, actor, grant, "take", changed=list(chosen))
    return draft


def decline_offer(session: Session, publisher: Publisher, revision_id: int, actor: Actor) -> None:
    """Turn the offer down; the same values are not offered again."""
    offer, _, grant = _load(session, publisher, revision_id, actor)
    _close(session, offer, actor, grant, "decline")


def firm_for(session: Session, publisher: Publisher, subject_id: str, actor: Actor) -> str | None:
    """The firm of this actor whose thing it is; None if it is none of theirs."""
    firms = publisher.firms(session, subject_id) or ()
    own = [firm_id for firm_id in firms if policy.is_of_firm(actor, firm_id)]
    return next((firm_id for firm_id in own if policy.can_edit(actor, firm_id)), own[0] if own else None)


def _load(session: Session, publisher: Publisher, revision_id: int, actor: Actor) -> tuple[Revision, str, Grant]:
    offer = session.get(Revision, revision_id)
    is_offer = offer is not None and offer.kind == publisher.kind and offer.by is None
    if offer is None or not is_offer or offer.state not in (RevisionState.OFFERED, RevisionState.WITHDRAWN):
        raise NotFound(NOT_THERE)
    firm_id = firm_for(session, publisher, offer.subject_id, actor)
    grant = require_editor(actor, firm_id)
    return offer, firm_id or "", grant


def _close(session: Session, offer: Revision, actor: Actor, grant: Grant, action: str) -> None:
    move(session, PUBLISHING, offer, action)
    details = {"kind": offer.kind, "subject": offer.subject_id, "state": offer.state}
    record(session, actor, f"revision.{action}", ("revision", str(offer.id)), grant=grant, details=details)
