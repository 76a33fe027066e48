"""Who may do what with a version: pure, readable aloud."""

from collections.abc import Collection
from typing import Final

from app.core.actor import Actor, FirmRole, Grant, Role
from app.core.publication import Revision

EDITORS: Final = (FirmRole.OWNER, FirmRole.EDITOR, FirmRole.PROXY)
MEMBERS: Final = (*EDITORS, FirmRole.VIEWER)
DECIDERS: Final = (Role.OFFICIAL, Role.CHIEF)


def is_of_firm(actor: Actor, firm_id: str | None) -> bool:
    """Whether the actor belongs to the firm or types for it."""
    return firm_id is not None and actor.has_any(MEMBERS, firm_id)


def can_edit(actor: Actor, firm_id: str | None) -> bool:
    """Owners, editors, and staff of a support body that the firm allowed to type for it."""
    return firm_id is not None and actor.has_any(EDITORS, firm_id)


def editing_grant(actor: Actor, firm_id: str) -> Grant | None:
    """The grant by which the actor edits for the firm."""
    return actor.grant_for(EDITORS, firm_id)


def can_decide(actor: Actor, revision: Revision, hands: Collection[str | None]) -> bool:
    """Officials of the office at which it waits; never for their own firm, nor over words that they typed themselves."""
    return is_decider(actor, revision) and not is_partial(actor, revision, hands)


def is_decider(actor: Actor, revision: Revision) -> bool:
    """Whether the actor holds a deciding role of the office at which the version waits."""
    return revision.office_id is not None and actor.has_any(DECIDERS, revision.office_id)


def is_partial(actor: Actor, revision: Revision, hands: Collection[str | None]) -> bool:
    """Four eyes: whether the actor is of the firm, or is among those who typed or handed in the version."""
    typed = {revision.by, revision.updated_by, revision.submitted_by, *hands} - {None}
    return is_of_firm(actor, revision.firm_id) or actor.user_id in typed


def deciding_grant(actor: Actor, revision: Revision) -> Grant | None:
    """The grant by which the actor decides."""
    return actor.grant_for(DECIDERS, revision.office_id) if revision.office_id else None
