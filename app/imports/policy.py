"""Who may take official files in: officials and deciding officers of the prefecture, and administrators."""

from collections.abc import Collection

from app.core.actor import Actor, Grant, Role

DESK = (Role.OFFICIAL, Role.CHIEF, Role.ADMIN)


def grant_to_import(actor: Actor, prefecture_ids: Collection[str]) -> Grant | None:
    """The grant by which the actor takes files in: a role for one of the prefecture's own offices, or the administrator's."""
    for office_id in sorted(actor.bodies(Role.OFFICIAL, Role.CHIEF)):
        if office_id in prefecture_ids:
            return actor.grant_for((Role.OFFICIAL, Role.CHIEF), office_id)
    return actor.grant_for((Role.ADMIN,))
