"""Who looks after the words of search: the prefecture's office, and administrators. Pure."""

from collections.abc import Collection
from typing import Final

from app.core.actor import Actor, Grant, Role

DESK: Final = (Role.OFFICIAL, Role.CHIEF)
KEEPERS: Final = (*DESK, Role.ADMIN)


def keeping_grant(actor: Actor, prefecture_ids: Collection[str]) -> Grant | None:
    """The grant by which the actor changes synonyms: as an official of the prefecture's office, or as an administrator."""
    held = [grant for id_ in sorted(prefecture_ids) if (grant := actor.grant_for(DESK, id_))]
    return held[0] if held else actor.grant_for((Role.ADMIN,))


def desk_grant(actor: Actor) -> Grant | None:
    """The grant by which the actor deals with words that found nothing: as an official of any office, or as an administrator."""
    return actor.grant_for(KEEPERS)
