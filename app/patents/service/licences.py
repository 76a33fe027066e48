"""The licence card (開放特許) as a live row: what files write by the publication rule, and what an owner publishes.

Until somebody of the owner publishes a card, it is the file's and follows it. From then on a file writes a field only while its
value is still what the last file wrote, and offers the rest; a card that the owner took away comes back by no file.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.core import clock
from app.core.actor import Actor, FirmRole
from app.core.errors import Conflict, NotFound
from app.core.events import RecordsChanged, announce
from app.core.publication import (
    OPEN,
    ImportedFields,
    Revision,
    RevisionState,
    last_imported,
    record_import,
    split_imported,
)
from app.patents.models import Patent, PatentLicence
from app.patents.queries import LICENCE
from app.patents.records import LicenceOffer, PatentRecord
from app.publishing.errors import ReadOnly
from app.publishing.policy import is_of_firm

EDITORS: Final = (FirmRole.OWNER, FirmRole.EDITOR)
FIELDS: Final = ("summary", "effect", "fields", "products", "terms", "support")
_TERMS: Final = re.compile(r"[|、,・;/\s]+")


def fields_of(card: PatentLicence | None) -> dict[str, Any]:
    """The card's fields in the form in which revisions keep them; empty ones without a card."""
    if card is None:
        return {name: [] if name == "terms" else "" for name in FIELDS}
    return {name: list(card.terms) if name == "terms" else getattr(card, name) for name in FIELDS}


def write_card(patent: Patent, values: Mapping[str, Any]) -> None:
    """Set those fields that `values` names, with today as the card's day. Needs the card loaded."""
    if patent.licence is None:
        patent.licence = PatentLicence(**fields_of(None), fresh_on=clock.today())
    for name in FIELDS:
        if name in values:
            setattr(patent.licence, name, values[name])
    patent.licence.fresh_on = clock.today()


def write_imported_card(session: Session, patent: Patent, told: PatentRecord) -> None:
    """What a file says of the licence, by the publication rule; a file that says nothing changes nothing."""
    offer = told.licence
    if offer is None or offer.is_empty:
        return
    live, new = fields_of(patent.licence), _given(offer)
    if live == new:
        return
    if not _is_owners(session, patent):
        write_card(patent, new)
        return
    last = last_imported(session, LICENCE, patent.id)
    split = split_imported(live, last, new) if patent.licence else ImportedFields({}, new)
    if split.written:
        write_card(patent, split.written)
    record_import(session, LICENCE, patent.id, told.source.label.ja, split)


def may_withdraw(firm_id: str, actor: Actor) -> bool:
    """Owners and editors of the firm; not who types for it."""
    return actor.has_any(EDITORS, firm_id)


def withdraw_card(session: Session, patent: Patent, firm_id: str, actor: Actor) -> None:
    """Take the card off the patent's page. An owner or editor of `firm_id`, whose patent it must be (NotFound; ReadOnly for the
    firm's other people); Conflict without a card."""
    if not is_of_firm(actor, firm_id) or firm_id not in {applicant.company_id for applicant in patent.applicants}:
        raise NotFound("この特許は見つかりません。")
    grant = actor.grant_for(EDITORS, firm_id)
    if grant is None:
        raise ReadOnly("公開をやめたり、もう一度公開したりできるのは、企業の責任者か編集者です。")
    if patent.licence is None:
        raise Conflict("この特許には、公開されている条件がありません。")
    patent.licence = None
    patent.licence_withdrawn_at = patent.updated_at = clock.now()
    session.flush()
    record(session, actor, "licence.withdraw", (LICENCE, patent.id), grant=grant)
    announce(session, RecordsChanged("patent", (patent.id,)))


def _given(offer: LicenceOffer) -> dict[str, Any]:
    texts: dict[str, Any] = {name: getattr(offer, name) for name in FIELDS if name != "terms"}
    return texts | {"terms": [term for term in _TERMS.split(offer.terms) if term]}


def _is_owners(session: Session, patent: Patent) -> bool:
    """Whether somebody of the owner ever published this card, or took it away."""
    if patent.licence_withdrawn_at is not None:
        return True
    published = select(Revision.id).where(Revision.kind == LICENCE, Revision.subject_id == patent.id)
    by_person = published.where(Revision.state == RevisionState.PUBLISHED, Revision.by.is_not(None))
    return session.scalars(by_person.limit(1)).first() is not None


def move_versions(session: Session, gone_id: str, kept_id: str) -> None:
    """Two records became one: the versions of the card that is gone follow, behind those that are there.

    A draft of the one that is gone is given up if the other has one: a card has one draft.
    """
    here = (Revision.kind == LICENCE, Revision.subject_id == kept_id)
    there = (Revision.kind == LICENCE, Revision.subject_id == gone_id)
    if session.scalars(select(Revision.id).where(*there).limit(1)).first() is None:
        return
    if session.scalars(select(Revision.id).where(*here, Revision.state.in_(OPEN)).limit(1)).first() is not None:
        given_up = update(Revision).where(*there, Revision.state.in_(OPEN))
        given_up = given_up.values(state=RevisionState.WITHDRAWN, version=Revision.version + 1)
        session.execute(given_up.execution_options(synchronize_session=False))
    last = session.scalar(select(func.max(Revision.number)).where(*here)) or 0
    moved = update(Revision).where(*there).values(subject_id=kept_id, number=Revision.number + last)
    session.execute(moved.execution_options(synchronize_session=False))
