"""Firms with people, for tests of members, invitations and entry on behalf."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.companies.models import CompanyMember
from app.companies.service.members import add_member
from app.core.actor import Actor, FirmRole, Grant, Role
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from app.offices.states import OfficeKind
from tests.companies.factories import company, profile
from tests.people import Browser, make_office, make_staff, make_user


@dataclass
class Town:
    """Two firms with people, two support bodies with staff, an official, and a stranger: ids by name."""

    ids: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.ids[name]

    def actor(self, name: str, *grants: Grant) -> Actor:
        """A person of the town by name, with the grants given."""
        return Actor(self.ids[name], frozenset({Grant(Role.MEMBER), *grants}))

    def owner(self, name: str = "owner", firm: str = "firm") -> Actor:
        """An owner as the site would see them."""
        return self.actor(name, Grant(FirmRole.OWNER, self.ids[firm]))

    def staff(self, name: str = "support", office: str = "cci") -> Actor:
        """Support staff as the site would see them."""
        return self.actor(name, Grant(Role.SUPPORT, self.ids[office]))


def make_town(database: Database) -> Town:
    """`firm` (owner, editor, viewer), `other` (owner `rival`), `bare` (nobody), bodies `cci` and `bank` with staff."""
    town = Town()
    with unit_of_work(database) as session:
        for name, base in (("firm", "050001000001"), ("other", "050001000002"), ("bare", "050001000003")):
            row = company(base, name=f"株式会社{name}")
            session.add(row)
            session.flush()
            session.add(profile(row, is_claimed=name != "bare"))
            town.ids[name] = row.id
        for name in ("owner", "editor", "viewer", "rival", "stranger"):
            town.ids[name] = make_user(session, f"{name}@example.jp", name=f"人 {name}").id
        for code, who in (("cci", "support"), ("bank", "banker")):
            office = make_office(session, code, kind=OfficeKind.CHAMBER, takes_reviews=False)
            town.ids[code] = office.id
            town.ids[who] = make_staff(session, office, f"{who}@example.jp", Role.SUPPORT).id
        pref = make_office(session, "pref")
        town.ids["pref"] = pref.id
        town.ids["official"] = make_staff(session, pref, "official@example.jp").id
        for role in (FirmRole.OWNER, FirmRole.EDITOR, FirmRole.VIEWER):
            add_member(session, town["firm"], town[role.value], role, given_by=town["official"])
        add_member(session, town["other"], town["rival"], FirmRole.OWNER, given_by=town["official"])
    return town


def browser_of(app: Flask, name: str) -> Browser:
    """Signed in as a person of the town."""
    return Browser(app).sign_in(f"{name}@example.jp")


def send(browser: Browser, action: str, data: dict[str, Any] | None = None) -> Any:
    """A POST with a good token, from any page: as someone does who writes the form by hand."""
    token = browser.hidden("/about", "/logout")["csrf_token"]
    return browser.client.post(action, data={"csrf_token": token, **(data or {})})


def roles_of(database: Database, company_id: str) -> dict[str, str]:
    """User id → role, of those who act for the firm now."""
    with database.read() as session:
        rows = session.execute(
            select(CompanyMember.user_id, CompanyMember.role).where(
                CompanyMember.company_id == company_id, CompanyMember.ended_at.is_(None)
            )
        )
        return {row[0]: row[1] for row in rows}


def member_id(database: Database, company_id: str, user_id: str) -> str:
    """The row of a person's present role."""
    with database.read() as session:
        return session.scalars(
            select(CompanyMember.id).where(
                CompanyMember.company_id == company_id,
                CompanyMember.user_id == user_id,
                CompanyMember.ended_at.is_(None),
            )
        ).one()


def actions_of(session: Session) -> list[str]:
    """What the audit says was done, in order."""
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))
