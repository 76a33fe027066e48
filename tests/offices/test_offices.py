"""Bodies and their people: own staff only, and roles that fit the body."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.actor import Role
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from app.offices.models import Office, OfficeStaff
from app.offices.queries import find_reviewing_office, grants_of
from app.offices.states import OfficeKind
from tests.people import Browser, make_office, make_staff, make_user


@pytest.fixture
def place(database: Database) -> dict[str, str]:
    """Two offices with people, an administrator, and a person without a role; their ids by name."""
    with unit_of_work(database) as session:
        pref = make_office(session, "pref")
        mito = make_office(session, "mito", kind=OfficeKind.MUNICIPALITY, areas=("082015",))
        chamber = make_office(session, "cci", kind=OfficeKind.CHAMBER, takes_reviews=False)
        people = {
            "official": make_staff(session, pref, "official@example.jp").id,
            "chief": make_staff(session, pref, "chief@example.jp", Role.CHIEF).id,
            "other": make_staff(session, mito, "other@example.jp", name="他所 一郎").id,
            "support": make_staff(session, chamber, "support@example.jp", Role.SUPPORT).id,
            "admin": make_user(session, "admin@example.jp", Role.ADMIN).id,
            "new": make_user(session, "new@example.jp", name="新人 次郎").id,
        }
        return {"pref": pref.id, "mito": mito.id, "cci": chamber.id, **people}


def _roles(database: Database, user_id: str) -> set[tuple[str, str | None]]:
    with database.read() as session:
        return {(grant.role, grant.body) for grant in grants_of(session, user_id)}


def _add(app: Flask, who: str, office_id: str, role: str, email: str = "new@example.jp"):
    browser = Browser(app).sign_in(who)
    page = f"/admin/offices/{office_id}"
    data = {**browser.hidden(page, "/logout"), "email": email, "role": role}
    return browser.client.post(f"{page}/staff", data=data)


def test_an_official_adds_a_colleague_to_the_own_office(app: Flask, database: Database, place: dict[str, str]) -> None:
    assert _add(app, "official@example.jp", place["pref"], "official").status_code == 303
    assert _roles(database, place["new"]) == {("official", place["pref"])}


def test_an_official_names_no_chief(app: Flask, database: Database, place: dict[str, str]) -> None:
    assert _add(app, "official@example.jp", place["pref"], "chief").status_code in (403, 422)
    assert _roles(database, place["new"]) == set()


def test_a_chief_names_a_chief(app: Flask, database: Database, place: dict[str, str]) -> None:
    assert _add(app, "chief@example.jp", place["pref"], "chief").status_code == 303
    assert _roles(database, place["new"]) == {("chief", place["pref"])}


def test_another_office_is_not_there(app: Flask, place: dict[str, str]) -> None:
    browser = Browser(app).sign_in("official@example.jp")
    assert browser.get(f"/admin/offices/{place['mito']}").status_code == 404
    page = browser.get("/admin/offices/").text
    assert "機関 mito" not in page
    token = browser.hidden("/admin/offices/", "/logout")
    answer = browser.client.post(
        f"/admin/offices/{place['mito']}/staff", data={**token, "email": "new@example.jp", "role": "official"}
    )
    assert answer.status_code == 404


def test_staff_of_another_office_cannot_be_ended(app: Flask, database: Database, place: dict[str, str]) -> None:
    with database.read() as session:
        staff = session.scalars(select(OfficeStaff.id).where(OfficeStaff.user_id == place["other"])).one()
    browser = Browser(app).sign_in("official@example.jp")
    token = browser.hidden("/admin/offices/", "/logout")
    for office in ("pref", "mito"):
        assert browser.client.post(f"/admin/offices/{place[office]}/staff/{staff}/end", data=token).status_code == 404
    assert _roles(database, place["other"]) == {("official", place["mito"])}


def test_a_chamber_has_no_officials(app: Flask, database: Database, place: dict[str, str]) -> None:
    assert _add(app, "admin@example.jp", place["cci"], "official").status_code == 422
    assert _roles(database, place["new"]) == set()


def test_a_new_role_asks_for_a_new_sign_in(app: Flask, place: dict[str, str]) -> None:
    person = Browser(app).sign_in("new@example.jp")
    assert _add(app, "chief@example.jp", place["pref"], "official").status_code == 303
    assert person.get("/admin/offices/").headers["Location"].startswith("/login?next=")


def test_who_does_not_exist_gets_a_word_beside_the_field(app: Flask, place: dict[str, str]) -> None:
    answer = _add(app, "admin@example.jp", place["pref"], "official", email="nobody@example.jp")
    assert answer.status_code == 422
    assert "このアドレスで使える利用者がいません" in answer.text
    assert 'value="nobody@example.jp"' in answer.text


def test_only_administrators_make_offices(app: Flask, place: dict[str, str]) -> None:
    assert Browser(app).sign_in("chief@example.jp").get("/admin/offices/new").status_code == 403


def test_an_administrator_makes_and_changes_an_office(app: Flask, database: Database, place: dict[str, str]) -> None:
    browser = Browser(app).sign_in("admin@example.jp")
    made = browser.post(
        "/admin/offices/new",
        "/admin/offices/",
        {"code": "tsukuba", "name": "つくば市", "kind": "municipality", "areas": ["082201"], "takes_reviews": "1"},
    )
    assert made.status_code == 303
    page = made.headers["Location"]
    assert browser.post(f"{page}/edit", data={"name": "つくば市役所", "kind": "municipality"}).status_code == 303
    with database.read() as session:
        office = session.scalars(select(Office).where(Office.code == "tsukuba")).one()
        assert (office.name, office.areas, office.takes_reviews, office.version) == ("つくば市役所", [], False, 2)


def test_a_change_on_an_old_version_is_refused(app: Flask, database: Database, place: dict[str, str]) -> None:
    browser = Browser(app).sign_in("admin@example.jp")
    page = f"/admin/offices/{place['mito']}/edit"
    seen = browser.hidden(page, page)
    assert browser.client.post(page, data={**seen, "name": "一", "kind": "municipality"}).status_code == 303
    again = browser.client.post(page, data={**seen, "once": "other", "name": "二", "kind": "municipality"})
    assert again.status_code == 409


def test_claims_wait_where_the_municipality_is_taken_care_of(database: Database, place: dict[str, str]) -> None:
    with database.read() as session:
        offices = [find_reviewing_office(session, code) for code in ("082015", "082201", None)]
        found = [office.id if office else None for office in offices]
    assert found == [place["mito"], place["pref"], place["pref"]]


def test_looking_at_staff_is_written_down(app: Flask, database: Database, place: dict[str, str]) -> None:
    Browser(app).sign_in("official@example.jp").get(f"/admin/offices/{place['pref']}")
    with database.read() as session:
        looks = session.scalars(select(AuditEntry).where(AuditEntry.action == "office.look-at-staff")).all()
        seen = [(look.actor_id, look.subject_id) for look in looks]
    assert seen == [(place["official"], place["pref"])]
