"""Who may do what with other people's accounts. Pure."""

from app.accounts.states import OWN_ROLES, AccountState
from app.core.actor import Actor, Role


def can_see_accounts(actor: Actor) -> bool:
    """Only administrators look at other people's accounts."""
    return actor.has(Role.ADMIN)


def can_give_own_role(actor: Actor, role: str, state: AccountState) -> bool:
    """Administrators give roles without an office, to accounts that are in use."""
    return actor.has(Role.ADMIN) and role in OWN_ROLES and state is AccountState.ACTIVE


def can_stop(actor: Actor, user_id: str, state: AccountState) -> bool:
    """Administrators stop accounts, but never their own."""
    return actor.has(Role.ADMIN) and actor.user_id != user_id and state is not AccountState.CLOSED
