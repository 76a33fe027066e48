"""What is done to bodies and their people."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts import sessions
from app.accounts.models import User
from app.accounts.queries import find_by_email
from app.audit.service import record
from app.core import clock
from app.core.actor import Actor, Grant, Role
from app.core.errors import Conflict, InvalidInput, NotFound, NotYours
from app.core.events import announce
from app.core.ids import new_id
from app.core.labels import phrase
from app.offices.events import StaffJoined, StaffLeft
from app.offices.models import Office, OfficeStaff
from app.offices.policy import can_change_offices, can_end_role, can_give_role
from app.offices.states import ROLES_OF, OfficeKind


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """What is kept about a body. `areas`: 6-digit municipality codes, empty for the whole prefecture."""

    code: str
    name: str
    name_en: str
    kind: OfficeKind
    areas: Sequence[str] = ()
    takes_reviews: bool = False
    postcode: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


def create_office(session: Session, facts: OfficeFacts, actor: Actor) -> Office:
    """A new body. InvalidInput if the code is taken, NotYours for anyone but administrators."""
    _only_administrators(actor)
    office = Office(id=new_id(), created_at=clock.now(), **_columns(facts))
    session.add(office)
    try:
        session.flush()
    except IntegrityError as error:
        raise InvalidInput(
            fields={"code": phrase("このコードはもう使われています。別のコードにしてください。")}
        ) from error
    record(session, actor, "office.create", ("office", office.id), grant=Grant(Role.ADMIN), after=_columns(facts))
    return office


def change_office(session: Session, office: Office, facts: OfficeFacts, seen_version: int, actor: Actor) -> None:
    """Change a body's facts (never its code). Conflict if someone else changed it since `seen_version`."""
    _only_administrators(actor)
    values = {name: value for name, value in _columns(facts).items() if name != "code"}
    changed = session.execute(
        update(Office)
        .where(Office.id == office.id, Office.version == seen_version)
        .values(**values, version=Office.version + 1)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(changed, CursorResult)
    if changed.rowcount != 1:
        raise Conflict("ほかの人が先にこの機関の内容を変えました。最新の内容を確認してください。")
    names = sorted(name for name, value in values.items() if getattr(office, name) != value)
    record(session, actor, "office.change", ("office", office.id), grant=Grant(Role.ADMIN), details={"fields": names})
    session.refresh(office)


def close_office(session: Session, office: Office, actor: Actor) -> None:
    """Close a body: its people's roles end with it. Conflict for the last one that takes reviews."""
    _only_administrators(actor)
    others = select(Office.id).where(Office.takes_reviews.is_(True), Office.closed_at.is_(None), Office.id != office.id)
    if office.takes_reviews and session.scalars(others.limit(1)).first() is None:
        raise Conflict("申請を受け付ける機関がなくなるため、閉じられません。先に別の機関を受付にしてください。")
    for staff in session.scalars(
        select(OfficeStaff).where(OfficeStaff.office_id == office.id, OfficeStaff.ended_at.is_(None))
    ):
        _end(session, staff, actor)
    office.closed_at, office.takes_reviews = clock.now(), False
    record(session, actor, "office.close", ("office", office.id), grant=Grant(Role.ADMIN))
    session.flush()


def add_staff(session: Session, office: Office, email: str, role: str, actor: Actor) -> OfficeStaff:
    """Give a person with an account a role for this body; they sign in anew. InvalidInput if it does not fit."""
    if role not in ROLES_OF[OfficeKind(office.kind)]:
        raise InvalidInput(fields={"role": phrase("この機関では付けられない役割です。")})
    if not can_give_role(actor, office.id, role):
        raise NotYours("この役割を付けられるのは、決裁者かシステム管理者だけです。")
    if office.closed_at:
        raise Conflict("閉じた機関には人を加えられません。")
    user = find_by_email(session, email)
    if user is None or user.closed_at or user.disabled_at or not user.confirmed_at:
        raise InvalidInput(
            fields={"email": phrase("このアドレスで使える利用者がいません。先に利用者の登録をしてもらってください。")}
        )
    return give_role(session, office, user, role, actor)


def give_role(session: Session, office: Office, user: User, role: str, actor: Actor) -> OfficeStaff:
    """The role itself, for `add_staff`, commands and the demo. InvalidInput if the person holds it already."""
    standing = select(OfficeStaff).where(
        OfficeStaff.office_id == office.id,
        OfficeStaff.user_id == user.id,
        OfficeStaff.role == role,
        OfficeStaff.ended_at.is_(None),
    )
    if session.scalars(standing).first():
        raise InvalidInput(fields={"email": phrase("この人には、もうこの役割があります。")})
    staff = OfficeStaff(
        id=new_id(),
        office_id=office.id,
        user_id=user.id,
        role=role,
        given_by=actor.user_id,
        given_at=clock.now(),
        ended_at=None,
        ended_by=None,
    )
    session.add(staff)
    session.flush()
    sessions.end_all(session, user.id, "role")  # the shorter idle time of staff begins with a new sign-in
    acting = actor.grant_for((Role.ADMIN,)) or actor.grant_for((Role.CHIEF, Role.OFFICIAL, Role.SUPPORT), office.id)
    details = {"user": user.id, "role": role}
    record(session, actor, "office.staff-join", ("office", office.id), grant=acting, details=details)
    announce(session, StaffJoined(staff.id))
    return staff


def end_staff(session: Session, office: Office, staff_id: str, actor: Actor) -> None:
    """End a person's role for this body. NotFound if it is no current role here, NotYours if it is not for this actor."""
    staff = session.get(OfficeStaff, staff_id)
    if staff is None or staff.office_id != office.id or staff.ended_at:
        raise NotFound("この役割は見つかりません。")
    if not can_end_role(actor, office.id, staff.role, staff.user_id):
        raise NotYours("この役割を外せるのは、決裁者かシステム管理者だけです。")
    _end(session, staff, actor)


def end_roles_of(session: Session, user_id: str, actor: Actor) -> None:
    """End all roles of a person whose account closes."""
    for staff in session.scalars(
        select(OfficeStaff).where(OfficeStaff.user_id == user_id, OfficeStaff.ended_at.is_(None))
    ):
        _end(session, staff, actor)


def _end(session: Session, staff: OfficeStaff, actor: Actor) -> None:
    staff.ended_at, staff.ended_by = clock.now(), actor.user_id
    acting = actor.grant_for((Role.ADMIN,)) or actor.grant_for(
        (Role.CHIEF, Role.OFFICIAL, Role.SUPPORT), staff.office_id
    )
    details = {"user": staff.user_id, "role": staff.role}
    record(session, actor, "office.staff-leave", ("office", staff.office_id), grant=acting, details=details)
    announce(session, StaffLeft(staff.id))
    session.flush()


def _only_administrators(actor: Actor) -> None:
    if not can_change_offices(actor):
        raise NotYours("機関を変えられるのは、システム管理者だけです。")


def _columns(facts: OfficeFacts) -> dict[str, object]:
    return {
        "code": facts.code,
        "name": facts.name,
        "name_en": facts.name_en,
        "kind": facts.kind.value,
        "areas": list(facts.areas),
        "takes_reviews": facts.takes_reviews,
        "postcode": facts.postcode,
        "address": facts.address,
        "phone": facts.phone,
        "email": facts.email,
    }
