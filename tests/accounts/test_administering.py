"""Accounts for administrators: only for them, each look and act noted, nothing secret shown."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User, UserRole
from app.audit.models import AuditEntry
from app.core import clock
from app.core.actor import Role
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from tests.accounts.conftest import EMAIL
from tests.accounts.letters import letters
from tests.people import PASSWORD, Browser, make_office, make_staff, make_user

ADMIN = "admin@example.jp"


@pytest.fixture
def admin(app: Flask, database: Database, taro: str) -> Browser:
    """An administrator, signed in."""
    with unit_of_work(database) as session:
        make_user(session, ADMIN, Role.ADMIN, name="管理 一郎")
    return Browser(app).sign_in(ADMIN)


def _act(browser: Browser, address: str, **data: str):
    return browser.client.post(address, data={**browser.hidden("/account/", "/logout"), **data})


def _entries(database: Database, action: str) -> list[tuple[str, str, dict]]:
    with database.read() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq))
        return [(row.role, row.subject_id, row.details) for row in rows]


def test_the_list_is_searched_and_paged(admin: Browser, database: Database) -> None:
    with unit_of_work(database) as session:
        for number in range(55):
            make_user(session, f"n{number}@example.jp", name=f"利用者 {number:02}")
    page = admin.get("/admin/accounts/").text
    assert page.count("/admin/accounts/") >= 50
    assert "57人" in page
    assert "管理 一郎" in admin.get("/admin/accounts/?page=2").text
    found = admin.get("/admin/accounts/?q=Ｎ17@").text
    assert ("利用者 17" in found, "利用者 18" in found) == (True, False)
    assert "利用者はいません" in admin.get("/admin/accounts/?q=%25").text
    assert admin.get("/admin/accounts/?page=0").status_code == 400


@pytest.mark.parametrize("state", ["unconfirmed", "active", "disabled", "closed"])
def test_the_list_is_narrowed_by_state(admin: Browser, database: Database, state: str) -> None:
    changes = {"unconfirmed": ("confirmed_at", None), "disabled": ("disabled_at", clock.now())}
    with unit_of_work(database) as session:
        for name in ("unconfirmed", "active", "disabled", "closed"):
            user = make_user(session, f"{name}@example.jp", name=f"人 {name}")
            column, value = changes.get(name, ("closed_at", clock.now() if name == "closed" else None))
            setattr(user, column, value)
    page = admin.get(f"/admin/accounts/?state={state}").text
    names = {"unconfirmed", "active", "disabled", "closed"}
    assert {name for name in names if f"人 {name}" in page} == {state}


def test_looks_are_noted(admin: Browser, database: Database, taro: str) -> None:
    admin.get("/admin/accounts/?q=taro")
    admin.get(f"/admin/accounts/{taro}")
    assert _entries(database, "account.look-at-list") == [("", "list", {})]
    assert _entries(database, "account.look") == [("", taro, {})]


def test_no_hash_and_no_secret_is_shown(admin: Browser, database: Database, taro: str) -> None:
    with unit_of_work(database) as session:
        user = session.get(User, taro)
        user.totp_secret, user.totp_confirmed_at = "JBSWY3DPEHPK3PXP", clock.now()
        password_hash = user.password_hash
    page = admin.get(f"/admin/accounts/{taro}").text
    assert EMAIL in page
    assert not [part for part in (password_hash, "JBSWY3DPEHPK3PXP", "argon2") if part in page]


@pytest.mark.parametrize("verb", ["", "roles", "roles/admin/end", "disable", "enable", "sessions/close"])
def test_others_may_not(app: Flask, database: Database, taro: str, admin: Browser, verb: str) -> None:
    with unit_of_work(database) as session:
        make_staff(session, make_office(session), "chief@example.jp", Role.CHIEF)
        make_user(session, "auditor@example.jp", Role.AUDITOR)
        admin_id = session.scalars(select(User.id).where(User.email == ADMIN)).one()
    for email in (EMAIL, "chief@example.jp", "auditor@example.jp"):
        browser = Browser(app).sign_in(email)
        assert browser.get("/admin/accounts/").status_code == 403
        address = f"/admin/accounts/{admin_id}/{verb}".rstrip("/")
        answer = browser.get(address) if not verb else _act(browser, address, role="admin")
        assert answer.status_code == 403
    with database.read() as session:
        assert session.get(User, admin_id).disabled_at is None


def test_a_role_is_given_and_taken(app: Flask, admin: Browser, database: Database, taro: str) -> None:
    person = Browser(app).sign_in(EMAIL)
    page = f"/admin/accounts/{taro}"
    assert admin.post(page, f"{page}/roles", data={"role": "reviewer"}).headers["Location"] == page
    assert person.get("/account/").status_code == 303  # signs in anew, with what it is now
    with database.read() as session:
        assert [row.role for row in session.scalars(select(UserRole).where(UserRole.user_id == taro))] == ["reviewer"]
    assert _act(admin, f"{page}/roles", role="reviewer").status_code == 409
    assert admin.post(page, f"{page}/roles/reviewer/end").status_code == 303
    assert _act(admin, f"{page}/roles/reviewer/end").status_code == 404
    assert _entries(database, "account.role-give") == [("admin", taro, {"role": "reviewer"})]
    assert _entries(database, "account.role-take") == [("admin", taro, {"role": "reviewer"})]
    assert [letter.subject.message for letter in letters(database)] == ["役割が付きました", "役割がなくなりました"]


@pytest.mark.parametrize("role", ["official", "chief", "member", "owner", "", "nonsense"])
def test_roles_for_an_office_are_not_given_here(admin: Browser, database: Database, taro: str, role: str) -> None:
    assert _act(admin, f"/admin/accounts/{taro}/roles", role=role).status_code == 422
    with database.read() as session:
        assert session.scalars(select(UserRole).where(UserRole.user_id == taro)).all() == []


def test_the_last_administrator_keeps_the_role(admin: Browser, database: Database, taro: str) -> None:
    with database.read() as session:
        own = session.scalars(select(User.id).where(User.email == ADMIN)).one()
    assert _act(admin, f"/admin/accounts/{own}/roles/admin/end").status_code == 409
    _act(admin, f"/admin/accounts/{taro}/roles", role="admin")
    assert _act(admin, f"/admin/accounts/{own}/roles/admin/end").status_code == 303


def test_a_stopped_account_is_out_at_once(app: Flask, admin: Browser, database: Database, taro: str) -> None:
    person = Browser(app).sign_in(EMAIL)
    Browser(app).post("/password/reset", data={"email": EMAIL})
    reset = letters(database)[0].link
    page = f"/admin/accounts/{taro}"
    assert admin.post(page, f"{page}/disable").status_code == 303
    assert person.get("/account/").status_code == 303
    assert Browser(app).post("/login", data={"email": EMAIL, "password": PASSWORD}).status_code == 422
    assert Browser(app).get(reset).status_code == 404
    assert _act(admin, f"{page}/disable").status_code == 409
    assert admin.post(page, f"{page}/enable").status_code == 303
    Browser(app).sign_in(EMAIL)
    assert _act(admin, f"{page}/enable").status_code == 409
    assert _entries(database, "account.disable") == [("admin", taro, {"sessions_ended": 1})]


def test_nobody_stops_the_own_account(admin: Browser, database: Database) -> None:
    with database.read() as session:
        own = session.scalars(select(User.id).where(User.email == ADMIN)).one()
    assert _act(admin, f"/admin/accounts/{own}/disable").status_code == 409
    assert f"/admin/accounts/{own}/disable" not in admin.get(f"/admin/accounts/{own}").text


def test_sessions_are_ended(app: Flask, admin: Browser, taro: str) -> None:
    person = Browser(app).sign_in(EMAIL)
    page = f"/admin/accounts/{taro}"
    assert admin.post(page, f"{page}/sessions/close").status_code == 303
    assert person.get("/account/").status_code == 303


def test_a_lost_factor_is_taken_off(app: Flask, admin: Browser, database: Database, taro: str) -> None:
    with unit_of_work(database) as session:
        user = session.get(User, taro)
        user.totp_secret, user.totp_confirmed_at = "JBSWY3DPEHPK3PXP", clock.now()
    page = f"/admin/accounts/{taro}"
    assert admin.post(page, f"{page}/second-factor/close").status_code == 303
    Browser(app).sign_in(EMAIL)
    assert [letter.subject.message for letter in letters(database)] == ["2段階認証を外しました"]


@pytest.mark.parametrize("verb", ["", "/disable", "/enable", "/sessions/close", "/second-factor/close"])
def test_an_unknown_account_is_not_there(admin: Browser, verb: str) -> None:
    address = f"/admin/accounts/nobody{verb}"
    answer = _act(admin, address) if verb else admin.get(address)
    assert answer.status_code == 404
