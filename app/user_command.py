"""`flask user create`: an account with a role, for the first administrator and for whoever is entered by hand.

It stands on the roof because it needs two rooms: accounts for the person, offices for roles that are held for a body.
"""

import sys
from typing import Final

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.accounts.forms import LONGEST_EMAIL, LONGEST_NAME
from app.accounts.passwords import problem_with, words_of
from app.accounts.service import administering
from app.core.actor import OFFICE_ROLES, STAFF, SYSTEM, Role
from app.core.errors import Refusal
from app.core.text import nfkc
from app.core.unit_of_work import unit_of_work
from app.offices.models import Office
from app.offices.queries import find_by_code
from app.offices.service import give_role
from app.offices.states import ROLES_OF, OfficeKind
from app.web.forms import is_email

_REASONS: Final = {  # problems of passwords are said in Japanese on the site; commands speak English
    "パスワードは8文字以上にしてください。": "the password needs at least 8 characters.",
    "パスワードは12文字以上にしてください。": "the password needs at least 12 characters for this role.",
    "パスワードは128文字までにしてください。": "the password may have at most 128 characters.",
}


@click.group("user")
def user_group() -> None:
    """People with accounts."""


@user_group.command("create")
@click.argument("email")
@click.option("--role", required=True, help="member, coordinator, reviewer, official, chief, support …")
@click.option("--name", required=True)
@click.option("--office", "code", help="Code of the office for which the role is held.")
@with_appcontext
def create_command(email: str, role: str, name: str, code: str | None) -> None:
    """Make a confirmed account for EMAIL; the password is read from standard input."""
    password = sys.stdin.readline().rstrip("\r\n")
    email, name = nfkc(email), nfkc(name)
    wanted = _role(role)
    _check_words(email, name)
    _check_password(password, wanted, words_of(name, email))
    password_hash = current_app.extensions["hasher"].hash(password)
    try:
        with unit_of_work(current_app.extensions["database"]) as session:
            office = _office(session, wanted, code)
            user = administering.create_account(
                session, name=name, email=email, password_hash=password_hash, actor=SYSTEM
            )
            if office is not None:
                give_role(session, office, user, wanted, SYSTEM)
            elif wanted is not Role.MEMBER:
                administering.put_own_role(session, user, wanted, SYSTEM)
    except Refusal as refusal:
        raise click.ClickException(f"{email} has an account already.") from refusal
    click.echo(f"{user.id} {email} {wanted}{f' {code}' if code else ''}")


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError as error:
        raise click.ClickException(f"there is no role {text!r}; roles: {', '.join(Role)}.") from error


def _check_words(email: str, name: str) -> None:
    if not is_email(email) or len(email) > LONGEST_EMAIL:
        raise click.ClickException(f"{email!r} is no e-mail address.")
    if not name or len(name) > LONGEST_NAME:
        raise click.ClickException(f"the name needs 1 to {LONGEST_NAME} characters.")


def _check_password(password: str, role: Role, words: tuple[str, ...]) -> None:
    if problem := problem_with(password, is_staff=role in STAFF, words=words):
        raise click.ClickException(_REASONS.get(problem.message, "the password is too easy to guess."))


def _office(session: Session, role: Role, code: str | None) -> Office | None:
    """The body for which the role is held; None where it needs none."""
    if role not in OFFICE_ROLES:
        if code:
            raise click.ClickException(f"the role {role} is held for no office: leave out --office.")
        return None
    office = find_by_code(session, code) if code else None
    if code is None:
        raise click.ClickException(f"the role {role} is held for an office: give --office CODE.")
    if office is None or office.closed_at:
        raise click.ClickException(f"there is no office {code!r}.")
    fitting = ROLES_OF[OfficeKind(office.kind)]
    if role not in fitting:
        raise click.ClickException(f"people of {code!r} can be {', '.join(fitting)}, not {role}.")
    return office
