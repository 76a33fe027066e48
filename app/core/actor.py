"""Who acts: a user id and grants, put together once a request. Policies take it and stay pure.

A grant is (role, body): an official of office A and support staff of office B is never an official of B. Reading uses all
grants; each act names the one that it is done by, and the audit keeps it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.labels import Label


class Role(StrEnum):
    """What a person can be on this site. Everyone who is signed in is a member."""

    MEMBER = "member"
    COORDINATOR = "coordinator"
    REVIEWER = "reviewer"
    OFFICIAL = "official"
    CHIEF = "chief"
    SUPPORT = "support"
    FUND_MANAGER = "fund_manager"
    ACCOUNTANT = "accountant"
    AUDITOR = "auditor"
    ADMIN = "admin"


class FirmRole(StrEnum):
    """What a person is for one firm; the grant's body is the company's id.

    A proxy is staff of a support body that the firm has allowed to type for it; the grant's `via` is that office.
    """

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"
    PROXY = "proxy"


ROLES: Final = {
    Role.MEMBER: Label("利用者", "Member"),
    Role.COORDINATOR: Label("ITコーディネータ", "IT coordinator"),
    Role.REVIEWER: Label("審査員", "Reviewer"),
    Role.OFFICIAL: Label("職員（事務局）", "Official (secretariat)"),
    Role.CHIEF: Label("決裁者", "Deciding officer"),
    Role.SUPPORT: Label("支援機関の職員", "Support body staff"),
    Role.FUND_MANAGER: Label("ファンド運営者", "Fund manager"),
    Role.ACCOUNTANT: Label("経理担当", "Accountant"),
    Role.AUDITOR: Label("監査担当", "Auditor"),
    Role.ADMIN: Label("システム管理者", "Administrator"),
}
FIRM_ROLES: Final = {
    FirmRole.OWNER: Label("責任者", "Owner"),
    FirmRole.EDITOR: Label("編集者", "Editor"),
    FirmRole.VIEWER: Label("閲覧者", "Viewer"),
    FirmRole.PROXY: Label("代行入力", "Entry on behalf"),
}
# Roles that are held for an office; the others belong to the person alone.
OFFICE_ROLES: Final = (Role.OFFICIAL, Role.CHIEF, Role.SUPPORT, Role.FUND_MANAGER, Role.ACCOUNTANT)
# People who work for a body, not for themselves: shorter sessions, longer passwords, a second factor where the site asks it.
STAFF: Final = (*OFFICE_ROLES, Role.AUDITOR, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Grant:
    """One role for one body: an office's id, a company's id, or None where the role needs none. `via`: a proxy's office."""

    role: str
    body: str | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request; `user_id` None is a visitor."""

    user_id: str | None = None
    grants: frozenset[Grant] = frozenset()

    def has(self, role: str, body: str | None = None) -> bool:
        """Whether the actor holds `role`, for `body` if one is given."""
        return any(g.role == role and (body is None or g.body == body) for g in self.grants)

    def has_any(self, roles: Iterable[str], body: str | None = None) -> bool:
        """Whether the actor holds one of `roles`, for `body` if one is given."""
        return self.grant_for(roles, body) is not None

    def grant_for(self, roles: Iterable[str], body: str | None = None) -> Grant | None:
        """The grant to act by: the first of `roles` that the actor holds (for `body` if given); None if there is none."""
        for role in roles:
            fitting = [g for g in self.grants if g.role == role and (body is None or g.body == body)]
            if fitting:
                return min(fitting, key=lambda g: (g.body or "", g.via or ""))
        return None

    def bodies(self, *roles: str) -> frozenset[str]:
        """The bodies for which the actor holds one of `roles`."""
        return frozenset(g.body for g in self.grants if g.role in roles and g.body is not None)

    @property
    def is_staff(self) -> bool:
        """Whether the actor works for a body of the scheme."""
        return any(g.role in STAFF for g in self.grants)


VISITOR: Final = Actor()
SYSTEM: Final = Actor(user_id=None, grants=frozenset({Grant("system")}))
"""The worker and the commands: what nobody in particular does."""
