"""A small site for tests about firms' people: two offices, a chamber, two firms, and everyone who may meet over a claim."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app.core.actor import Role
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from app.offices.states import OfficeKind
from tests.companies.factories import company
from tests.people import Browser, make_office, make_staff, make_user


@dataclass(frozen=True)
class Town:
    """Ids of what is there; everybody's password is PASSWORD, addresses are names @example.jp."""

    app: Flask
    database: Database
    pref: str
    mito: str
    cci: str
    firm: str  # of Mito
    users: dict[str, str]

    def browser(self, name: str) -> Browser:
        """A browser in which this person is signed in."""
        return Browser(self.app).sign_in(f"{name}@example.jp")


@pytest.fixture
def town(app: Flask, database: Database) -> Town:
    """The prefecture's office, that of Mito (to which the firm belongs), a chamber of commerce, their staff, two people."""
    with unit_of_work(database) as session:
        pref = make_office(session)
        mito = make_office(session, "mito", kind=OfficeKind.MUNICIPALITY, areas=("082015",))
        cci = make_office(session, "cci", kind=OfficeKind.CHAMBER, takes_reviews=False)
        other_cci = make_office(session, "other", kind=OfficeKind.BANK, takes_reviews=False)
        users = {
            "taro": make_user(session, "taro@example.jp", name="水戸 太郎"),
            "jiro": make_user(session, "jiro@example.jp", name="日立 次郎"),
            "mito": make_staff(session, mito, "mito@example.jp", name="水戸市 職員"),
            "mito2": make_staff(session, mito, "mito2@example.jp", Role.CHIEF, name="水戸市 課長"),
            "pref": make_staff(session, pref, "pref@example.jp", name="県 職員"),
            "cci": make_staff(session, cci, "cci@example.jp", Role.SUPPORT, name="商工会 職員"),
            "bank": make_staff(session, other_cci, "bank@example.jp", Role.SUPPORT, name="銀行 職員"),
        }
        firm = company()
        session.add(firm)
        session.flush()
        ids = {name: user.id for name, user in users.items()}
        return Town(app, database, pref.id, mito.id, cci.id, firm.id, ids)
