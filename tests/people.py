"""People for tests: accounts, offices, grants, and a signed-in client. Every test database starts without any."""

from datetime import timedelta
from typing import Final

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import User, UserRole
from app.accounts.passwords import Hasher
from app.core import clock
from app.core.actor import Actor, Grant, Role
from app.core.ids import new_id
from app.offices.models import Office, OfficeStaff
from app.offices.states import OfficeKind

PASSWORD: Final = "correct horse battery"
_HASH: Final = Hasher(cheap=True).hash(PASSWORD)


def make_user(session: Session, email: str, *roles: Role, name: str = "見本 太郎") -> User:
    """A confirmed account whose password is PASSWORD, with roles that need no office."""
    now = clock.now() - timedelta(days=1)
    user = User(
        id=new_id(), email=email, name=name, password_hash=_HASH, created_at=now, confirmed_at=now, is_demo=False
    )
    session.add(user)
    session.flush()
    for role in roles:
        session.add(UserRole(user_id=user.id, role=role, given_by=None, given_at=now))
    session.flush()
    return user


def make_office(
    session: Session,
    code: str = "pref",
    *,
    kind: OfficeKind = OfficeKind.PREFECTURE,
    areas: tuple[str, ...] = (),
    takes_reviews: bool = True,
) -> Office:
    """A body that takes reviews."""
    office = Office(
        id=new_id(),
        code=code,
        name=f"機関 {code}",
        kind=kind,
        areas=list(areas),
        takes_reviews=takes_reviews,
        created_at=clock.now(),
    )
    session.add(office)
    session.flush()
    return office


def make_staff(
    session: Session, office: Office, email: str, role: Role = Role.OFFICIAL, name: str = "職員 花子"
) -> User:
    """Someone who acts for `office`."""
    user = make_user(session, email, name=name)
    session.add(
        OfficeStaff(id=new_id(), office_id=office.id, user_id=user.id, role=role, given_by=None, given_at=clock.now())
    )
    session.flush()
    return user


def actor_of(user: User, *grants: Grant) -> Actor:
    """The actor for service calls in tests."""
    return Actor(user.id, frozenset({Grant(Role.MEMBER), *grants}))


class Browser:
    """A client that fills in forms as a person does: it takes the hidden fields (CSRF, once) from the page."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **kwargs):
        """GET without following redirects."""
        return self.client.get(path, **kwargs)

    def hidden(self, page_path: str, action: str | None = None) -> dict[str, str]:
        """The hidden fields of the form on `page_path` whose action is `action` (the first POST form if None)."""
        return hidden_fields(self.client.get(page_path).text, action)

    def post(self, page_path: str, action: str | None = None, data: dict | None = None, **kwargs):
        """Open `page_path`, take its form to `action` (default: the page's own first POST form), send it with `data`."""
        fields = self.hidden(page_path, action)
        return self.client.post(action or page_path, data={**fields, **(data or {})}, **kwargs)

    def sign_in(self, email: str, password: str = PASSWORD) -> "Browser":
        """Sign in by the form."""
        answer = self.post("/login", data={"email": email, "password": password})
        assert answer.status_code == 303, answer.text
        return self


def hidden_fields(page: str, action: str | None = None) -> dict[str, str]:
    """Name → value of the hidden inputs of one POST form of a page."""
    import html5lib

    tree = html5lib.parse(page, namespaceHTMLElements=False)
    for form in tree.iter("form"):
        wanted = form.get("action") == action if action else form.get("action") != "/logout"
        if form.get("method") == "post" and wanted:
            return {box.get("name"): box.get("value", "") for box in form.iter("input") if box.get("type") == "hidden"}
    heading = page.partition("<h1")[2].partition("</h1>")[0]
    raise AssertionError(f"no form to {action} on the page {heading!r}")
