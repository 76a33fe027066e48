"""Writing and checking the chain. Entries are noted during the unit of work and linked last, just before its commit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.chain import SIGNED, digest_of, sign
from app.audit.models import AuditEntry, AuditHead
from app.core import clock
from app.core.actor import Actor, Grant
from app.core.db import insert_ignoring
from app.core.unit_of_work import before_commit

_NOTED: Final = "audit_noted"
_CHUNK: Final = 1_000


@dataclass(frozen=True, slots=True)
class Broken:
    """The first link that does not hold."""

    seq: int
    reason: str


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: tuple[str, str],
    *,
    grant: Grant | None = None,
    details: Mapping[str, Any] | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Note one act on `subject` (kind, id), done by `grant`. It is linked into the chain just before the commit.

    `details` holds ids, field names, counts and states only. `before` and `after` are kept as digests.
    """
    session.info.setdefault(_NOTED, []).append(
        {
            "at": clock.now(),
            "actor_id": actor.user_id,
            "role": grant.role if grant else "",
            "body_id": (grant.via or grant.body) if grant else None,
            "action": action,
            "subject_kind": subject[0],
            "subject_id": subject[1],
            "details": dict(details or {}),
            "before_hash": digest_of(before),
            "after_hash": digest_of(after),
            "request_id": session.info.get("request_id", "-"),
        }
    )
    before_commit(session, "audit", _link)


def _link(session: Session) -> None:
    noted = session.info.pop(_NOTED, [])
    insert_ignoring(session, AuditHead, [{"id": 1, "seq": 0, "signature": ""}])
    head = session.scalars(
        select(AuditHead).where(AuditHead.id == 1).with_for_update().execution_options(populate_existing=True)
    ).one()
    key: bytes = session.info.get("chain_key", b"")
    for values in noted:
        entry = {**values, "seq": head.seq + 1, "previous": head.signature}
        entry["signature"] = sign(key, entry)
        session.add(AuditEntry(**entry))
        head.seq, head.signature = entry["seq"], entry["signature"]
    session.flush()


def verify(session: Session, key: bytes) -> tuple[int, Broken | None]:
    """Walk the whole chain: how many links hold, and the first that does not (None: the chain is whole)."""
    previous, count = "", 0
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=_CHUNK))
    for entry in rows:
        values = {name: getattr(entry, name) for name in SIGNED}
        if entry.seq != count + 1:
            return count, Broken(count + 1, "missing")
        if entry.previous != previous:
            return count, Broken(entry.seq, "not linked to the entry before")
        if entry.signature != sign(key, values):
            return count, Broken(entry.seq, "changed after it was written, or signed with another key")
        previous, count = entry.signature, count + 1
        session.expunge(entry)
    head = session.get(AuditHead, 1)
    if (head.seq if head else 0) != count or (head.signature if head else "") != previous:
        return count, Broken(count + 1, "entries at the end are missing")
    return count, None
