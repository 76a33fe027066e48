"""Who may answer a report. Pure."""

from typing import Final

from app.core.actor import Actor, Grant, Role

DESK: Final = (Role.OFFICIAL, Role.CHIEF)


def grant_to_answer(actor: Actor, office_id: str | None) -> Grant | None:
    """The grant by which the actor answers reports of this office; None if there is none."""
    return actor.grant_for(DESK, office_id) if office_id else None
