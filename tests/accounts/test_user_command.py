"""`flask user create`: an account that can sign in, or one clear line."""

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User, UserRole
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from app.offices.models import OfficeStaff
from app.offices.states import OfficeKind
from tests.accounts.conftest import EMAIL
from tests.people import Browser, make_office


def _create(app: Flask, *words: str, password: str = "chairs and lamps", email: str = "new@example.jp") -> Result:
    return app.test_cli_runner().invoke(args=["user", "create", email, *words], input=f"{password}\n")


@pytest.mark.parametrize("role", ["admin", "auditor", "reviewer", "coordinator"])
def test_a_role_of_ones_own(app: Flask, database: Database, role: str) -> None:
    result = _create(app, "--role", role, "--name", "見本 太郎")
    assert (result.exit_code, result.output.split()[1:]) == (0, ["new@example.jp", role])
    with database.read() as session:
        assert session.scalars(select(UserRole.role)).all() == [role]
    Browser(app).sign_in("new@example.jp", "chairs and lamps")


def test_a_member(app: Flask, database: Database) -> None:
    assert _create(app, "--role", "member", "--name", "見本 太郎").exit_code == 0
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(UserRole)) == 0


def test_a_role_for_an_office(app: Flask, database: Database) -> None:
    with unit_of_work(database) as session:
        office_id = make_office(session, "mito", kind=OfficeKind.MUNICIPALITY).id
    assert _create(app, "--role", "official", "--name", "職員", "--office", "mito").exit_code == 0
    with database.read() as session:
        staff = session.scalars(select(OfficeStaff)).one()
        assert (staff.office_id, staff.role) == (office_id, "official")


@pytest.mark.parametrize(
    ("words", "more", "reason"),
    [
        (("--role", "king"), {}, "there is no role 'king'"),
        (("--role", "official"), {}, "give --office CODE"),
        (("--role", "official", "--office", "no"), {}, "there is no office 'no'"),
        (("--role", "official", "--office", "cci"), {}, "can be support, not official"),
        (("--role", "admin", "--office", "cci"), {}, "leave out --office"),
        (("--role", "admin"), {"password": "elevenchars"}, "at least 12 characters"),
        (("--role", "member"), {"password": "short"}, "at least 8 characters"),
        (("--role", "member"), {"password": "password1"}, "too easy to guess"),
        (("--role", "member"), {"password": ""}, "at least 8 characters"),
        (("--role", "member"), {"email": "nonsense"}, "no e-mail address"),
        (("--role", "member"), {"email": EMAIL}, "has an account already"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(
    app: Flask, database: Database, taro: str, words: tuple[str, ...], more: dict[str, str], reason: str
) -> None:
    with unit_of_work(database) as session:
        make_office(session, "cci", kind=OfficeKind.CHAMBER)
    result = _create(app, *words, "--name", "見本 太郎", **more)
    assert result.exit_code == 1
    assert reason in result.output
    assert len(result.output.strip().splitlines()) == 1
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 1


def test_wrong_usage_is_two(app: Flask) -> None:
    assert _create(app).exit_code == 2
