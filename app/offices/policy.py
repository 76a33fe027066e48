"""Who may do what for a body. Pure."""

from app.core.actor import Actor, Role

_OWN_PEOPLE = (Role.CHIEF, Role.OFFICIAL, Role.SUPPORT, Role.FUND_MANAGER)


def can_see_office(actor: Actor, office_id: str) -> bool:
    """Administrators and auditors see all bodies, others those that they act for."""
    return actor.has_any((Role.ADMIN, Role.AUDITOR)) or actor.has_any((*_OWN_PEOPLE, Role.ACCOUNTANT), office_id)


def can_change_offices(actor: Actor) -> bool:
    """Only administrators make, change and close bodies."""
    return actor.has(Role.ADMIN)


def can_give_role(actor: Actor, office_id: str, role: str) -> bool:
    """Administrators give any role. Others only for their own body; deciding officers are named by deciding officers."""
    if actor.has(Role.ADMIN):
        return True
    if role == Role.CHIEF:
        return actor.has(Role.CHIEF, office_id)
    return actor.has_any(_OWN_PEOPLE, office_id)


def can_end_role(actor: Actor, office_id: str, role: str, user_id: str) -> bool:
    """Whoever may give a role may end it; everyone may lay down their own."""
    return actor.user_id == user_id or can_give_role(actor, office_id, role)
