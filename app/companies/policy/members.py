"""Who may do what with a firm's people, and with the support bodies that type for it."""

from app.companies.member_states import MEMBER_ROLES, OFFICE, OWNER, PROXY
from app.companies.models import CompanyProxy
from app.core.actor import Actor, FirmRole, Role


def can_see_members(actor: Actor, company_id: str) -> bool:
    """The firm's own people see each other; support bodies and officials do not."""
    return actor.has_any(MEMBER_ROLES, company_id)


def can_manage_members(actor: Actor, company_id: str) -> bool:
    """Owners invite, change roles, end memberships, and give the firm up."""
    return actor.has(FirmRole.OWNER, company_id)


def can_answer_proxies(actor: Actor, company_id: str) -> bool:
    """Owners say who may type for the firm, and until when."""
    return actor.has(FirmRole.OWNER, company_id)


def can_act_for_office(actor: Actor, office_id: str) -> bool:
    """Support staff of this very body."""
    return actor.has(Role.SUPPORT, office_id)


def proxy_actions(actor: Actor, proxy: CompanyProxy) -> tuple[str, ...]:
    """What this actor may do with it now, in the order of the table."""
    may = {OWNER: can_answer_proxies(actor, proxy.company_id), OFFICE: can_act_for_office(actor, proxy.office_id)}
    return tuple(arrow.action for arrow in PROXY.actions(proxy.state) if any(may.get(who) for who in arrow.who))
