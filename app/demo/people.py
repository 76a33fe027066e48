"""The people of the demo: one for each role, the bodies that they act for, and the firms that are theirs. All invented."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User, UserRole
from app.accounts.passwords import Hasher
from app.companies.models import CompanyMember
from app.companies.numbers import number_of
from app.core import clock
from app.core.actor import FirmRole, Role
from app.core.ids import new_id
from app.offices.models import Office, OfficeStaff
from app.offices.states import OfficeKind

PASSWORD: Final = "musubiba-demo"  # noqa: S105 - the demo's, written in README; refused in production
_SEED: Final = 20261125


@dataclass(frozen=True, slots=True)
class DemoOffice:
    """A body of the demo."""

    code: str
    name: str
    name_en: str
    kind: OfficeKind
    areas: tuple[str, ...] = ()
    takes_reviews: bool = False


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person of the demo: what they are by themselves, for which body, and for which firms (12 digits of its number)."""

    email: str
    name: str
    about: str
    roles: tuple[Role, ...] = ()
    office: tuple[str, Role] | None = None
    firms: tuple[tuple[str, FirmRole], ...] = ()


PREFECTURE: Final = "pref"
OFFICES: Final = (
    DemoOffice(PREFECTURE, "茨城県 産業振興課（見本）", "Ibaraki Prefecture (sample)", OfficeKind.PREFECTURE, (), True),
    DemoOffice("mito", "水戸市 商工課（見本）", "Mito City (sample)", OfficeKind.MUNICIPALITY, ("082015",)),
    DemoOffice("hitachi", "日立市 産業課（見本）", "Hitachi City (sample)", OfficeKind.MUNICIPALITY, ("082023",)),
    DemoOffice(
        "kenhoku-cci", "県北商工会（見本）", "Kenhoku Chamber (sample)", OfficeKind.CHAMBER, ("082023", "082147")
    ),
    DemoOffice("hitachino-bank", "ひたちの銀行（見本）", "Hitachino Bank (sample)", OfficeKind.BANK),
    DemoOffice("univ", "霞浦大学 産学連携室（見本）", "Kaho University (sample)", OfficeKind.UNIVERSITY),
    DemoOffice("fund", "いばらき育成ファンド（見本）", "Ibaraki Growth Fund (sample)", OfficeKind.FUND),
)
PEOPLE: Final = (
    DemoPerson(
        "owner@demo.example",
        "見本 太郎",
        "企業の責任者（有限会社高場メッキ工業所）",
        firms=(("999902010000", FirmRole.OWNER),),
    ),
    DemoPerson(
        "owner2@demo.example",
        "見本 花子",
        "企業の責任者（株式会社石滝プレス工業）",
        firms=(("999903010000", FirmRole.OWNER),),
    ),
    DemoPerson("coordinator@demo.example", "見本 京子", "ITコーディネータ", roles=(Role.COORDINATOR,)),
    DemoPerson("coordinator2@demo.example", "見本 浩二", "ITコーディネータ", roles=(Role.COORDINATOR,)),
    DemoPerson("official@demo.example", "見本 次郎", "県の職員（事務局）", office=(PREFECTURE, Role.OFFICIAL)),
    DemoPerson("chief@demo.example", "見本 三郎", "県の決裁者", office=(PREFECTURE, Role.CHIEF)),
    DemoPerson("reviewer@demo.example", "見本 一恵", "審査員", roles=(Role.REVIEWER,)),
    DemoPerson("reviewer2@demo.example", "見本 二葉", "審査員", roles=(Role.REVIEWER,)),
    DemoPerson("reviewer3@demo.example", "見本 三枝", "審査員", roles=(Role.REVIEWER,)),
    DemoPerson(
        "chamber@demo.example", "見本 四郎", "支援機関の職員（県北商工会）", office=("kenhoku-cci", Role.SUPPORT)
    ),
    DemoPerson("manager@demo.example", "見本 五郎", "ファンド運営者", office=("fund", Role.FUND_MANAGER)),
    DemoPerson("accountant@demo.example", "見本 六子", "県の経理担当", office=(PREFECTURE, Role.ACCOUNTANT)),
    DemoPerson("auditor@demo.example", "見本 七海", "監査担当", roles=(Role.AUDITOR,)),
    DemoPerson("admin@demo.example", "見本 八雲", "システム管理者", roles=(Role.ADMIN,)),
)


def has_real_people(session: Session) -> bool:
    """Whether someone has an account who is not of the demo."""
    return session.scalars(select(User.id).where(User.is_demo.is_(False)).limit(1)).first() is not None


def write_people(session: Session, hasher: Hasher) -> None:
    """Add bodies and people that are not there yet; ids are the same in every demo."""
    chance = random.Random(_SEED)  # noqa: S311 - ids of invented people
    offices = {one.code: _office(session, one, new_id(chance.choice)) for one in OFFICES}
    for person in PEOPLE:
        id_ = new_id(chance.choice)
        if session.scalars(select(User).where(User.email == person.email)).first() is None:
            _person(session, person, id_, offices, hasher)


def sign_ins() -> Sequence[str]:
    """One line a person, for whoever starts the demo."""
    return [f"  {person.email:<28} {person.about}" for person in PEOPLE]


def _office(session: Session, one: DemoOffice, id_: str) -> Office:
    standing = session.scalars(select(Office).where(Office.code == one.code)).first()
    if standing is not None:
        return standing
    office = Office(
        id=id_,
        code=one.code,
        name=one.name,
        name_en=one.name_en,
        kind=one.kind,
        areas=list(one.areas),
        takes_reviews=one.takes_reviews,
        created_at=clock.now(),
        closed_at=None,
    )
    session.add(office)
    session.flush()
    return office


def _person(session: Session, one: DemoPerson, id_: str, offices: dict[str, Office], hasher: Hasher) -> None:
    now = clock.now()
    session.add(
        User(
            id=id_,
            email=one.email,
            name=one.name,
            password_hash=hasher.hash(PASSWORD),
            created_at=now,
            confirmed_at=now,
            is_demo=True,
        )
    )
    session.flush()
    for role in one.roles:
        session.add(UserRole(user_id=id_, role=role, given_by=None, given_at=now))
    if one.office:
        code, role = one.office
        session.add(
            OfficeStaff(id=f"{id_}-1", office_id=offices[code].id, user_id=id_, role=role, given_by=None, given_at=now)
        )
    for base, firm_role in one.firms:
        session.add(
            CompanyMember(
                id=f"{id_}-2",
                company_id=number_of(base),
                user_id=id_,
                role=firm_role,
                given_by=None,
                given_at=now,
            )
        )
    session.flush()
