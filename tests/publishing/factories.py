"""A small Publisher whose live row is a company's profile, a firm with its people, and an office, for tests of publishing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.companies.models import Company, CompanyMember, CompanyProfile
from app.core import clock
from app.core.actor import Actor, FirmRole, Grant, Role
from app.core.ids import new_id
from app.core.labels import Label
from app.core.publication import ImportedFields, Publisher, Revision, record_import
from app.offices.models import Office
from app.offices.states import OfficeKind
from app.publishing import service
from app.publishing.merging import digest_of_value
from tests.companies.factories import company
from tests.people import actor_of, make_office, make_staff, make_user

LIVE = {"summary": "溶接します", "strengths": "", "keywords": ["溶接"]}
DRAFT = {"summary": "薄い板を溶接します", "strengths": "速い", "keywords": ["溶接", "薄板"]}


class ProfilePublisher(Publisher):
    """Three fields of a company's profile; the firm owns itself."""

    kind: ClassVar[str] = "leaflet"
    label: ClassVar[Label] = Label("ちらし", "Leaflet")
    fields: ClassVar[Mapping[str, Label]] = {
        "summary": Label("できること", "What we do"),
        "strengths": Label("強み", "Strengths"),
        "keywords": Label("キーワード", "Keywords"),
    }

    def title(self, session: Session, subject_id: str, fields: Mapping[str, Any]) -> str:
        return session.get(Company, subject_id).name

    def address(self, subject_id: str) -> str:
        return f"/companies/{subject_id}"

    def edit_address(self, subject_id: str, firm_id: str) -> str:
        return f"/companies/{firm_id}/edit"

    def firms(self, session: Session, subject_id: str) -> Sequence[str] | None:
        return (subject_id,) if session.get(Company, subject_id) else ()

    def people(self, session: Session, firm_id: str) -> list[str]:
        return sorted(session.scalars(select(CompanyMember.user_id).where(CompanyMember.company_id == firm_id)))

    def municipality_of(self, session: Session, subject_id: str, firm_id: str) -> str | None:
        return session.get(Company, firm_id).municipality_code

    def live(self, session: Session, subject_id: str) -> dict[str, Any] | None:
        row = session.get(CompanyProfile, subject_id, populate_existing=True)
        return {name: getattr(row, name) for name in self.fields} if row else None

    def apply(self, session: Session, subject_id: str, firm_id: str, fields: Mapping[str, Any]) -> None:
        row = session.get(CompanyProfile, subject_id)
        if row is None:
            row = CompanyProfile(company_id=subject_id, source="本人", fresh_on=clock.today(), updated_at=clock.now())
            session.add(row)
        for name in self.fields:
            setattr(row, name, fields.get(name) or ([] if name == "keywords" else ""))
        row.fresh_on, row.updated_at = clock.today(), clock.now()
        session.flush()

    def confirm(self, session: Session, subject_id: str, firm_id: str) -> None:
        session.get(CompanyProfile, subject_id).fresh_on = clock.today()

    def problems(self, fields: Mapping[str, Any]) -> dict[str, str]:
        return {} if fields.get("summary") else {"summary": "「できること」を書いてください"}

    def words(self, name: str, value: Any) -> Sequence[str]:
        return value if isinstance(value, list) else str(value).splitlines()


@dataclass
class World:
    """A firm with an owner and an editor, its office with two officials, and another office."""

    firm: Company
    owner: Actor
    editor: Actor
    viewer: Actor
    proxy: Actor
    official: Actor
    second: Actor
    stranger: Actor  # official of another municipality's office
    auditor: Actor
    outsider: Actor  # owner of another firm
    office: Office
    chamber: Office
    other: Company


def make_world(session: Session) -> World:
    """All of them, in Mito; the firm has a public profile."""
    firm, other = company(), company("050001000002", name="株式会社別")
    session.add_all([firm, other])
    session.flush()
    office = make_office(session, "mito", kind=OfficeKind.MUNICIPALITY, areas=("082015",))
    far = make_office(session, "hitachi", kind=OfficeKind.MUNICIPALITY, areas=("082023",))
    chamber = make_office(session, "cci", kind=OfficeKind.CHAMBER, takes_reviews=False)
    owner, editor = _member(session, firm, "owner", FirmRole.OWNER), _member(session, firm, "editor", FirmRole.EDITOR)
    viewer, outsider = _member(session, firm, "viewer", FirmRole.VIEWER), _member(session, other, "out", FirmRole.OWNER)
    proxy = make_staff(session, chamber, "proxy@example.jp", Role.SUPPORT, name="支援 次郎")
    officials = [make_staff(session, office, f"official{n}@example.jp", name=f"職員 {n}") for n in (1, 2)]
    stranger = make_staff(session, far, "stranger@example.jp")
    auditor = make_user(session, "auditor@example.jp", Role.AUDITOR)
    publisher = ProfilePublisher()
    publisher.apply(session, firm.id, firm.id, LIVE)
    record_import(session, publisher.kind, firm.id, "gbizinfo", ImportedFields(LIVE, {}))
    return World(
        firm,
        owner,
        editor,
        viewer,
        actor_of(proxy, Grant(Role.SUPPORT, chamber.id), Grant(FirmRole.PROXY, firm.id, via=chamber.id)),
        *(actor_of(user, Grant(Role.OFFICIAL, office.id)) for user in officials),
        actor_of(stranger, Grant(Role.OFFICIAL, far.id)),
        actor_of(auditor, Grant(Role.AUDITOR)),
        outsider,
        office,
        chamber,
        other,
    )


def _member(session: Session, firm: Company, name: str, role: FirmRole) -> Actor:
    user = make_user(session, f"{name}@example.jp", name=f"社員 {name}")
    session.add(
        CompanyMember(id=new_id(), company_id=firm.id, user_id=user.id, role=role, given_by=None, given_at=clock.now())
    )
    session.flush()
    return actor_of(user, Grant(role, firm.id))


def seen_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """What a form that showed these fields carries."""
    return {name: digest_of_value(fields.get(name)) for name in ProfilePublisher.fields}


def draft_of(session: Session, world: World, actor: Actor | None = None, typed: Mapping[str, Any] = DRAFT) -> Revision:
    """A draft of the firm with `typed` in it."""
    publisher, who = ProfilePublisher(), actor or world.owner
    revision = service.open_draft(session, publisher, world.firm.id, world.firm.id, who)
    saved = service.save_draft(session, publisher, revision, who, typed, seen_of(revision.fields))
    assert saved.conflicts == {}
    return revision


def submitted(session: Session, world: World) -> Revision:
    """The same, handed in."""
    revision = draft_of(session, world)
    service.submit(session, ProfilePublisher(), revision, world.owner)
    return revision


def take_part(app: Flask) -> None:
    """Let the site know the test's publisher and who is of which firm."""
    app.extensions["publishers"] = {ProfilePublisher.kind: ProfilePublisher()}
    app.extensions["grant_loaders"] = (*app.extensions["grant_loaders"], _firm_grants)


def _firm_grants(session: Session, user_id: str) -> list[Grant]:
    rows = session.scalars(select(CompanyMember).where(CompanyMember.user_id == user_id))
    return [Grant(row.role, row.company_id) for row in rows]


def user_of(session: Session, actor: Actor) -> User:
    """The person behind an actor."""
    return session.get(User, actor.user_id)
