"""What is done to a firm's members. A firm that has an owner keeps one: the last one neither leaves nor is demoted.

All verbs lock the firm's people first, so that of two owners who leave at the same moment exactly one does.
"""

from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.companies.events import MemberJoined, MemberLeft, MemberRoleChanged
from app.companies.member_states import MEMBER_ROLES
from app.companies.models import CompanyMember
from app.companies.policy.members import can_manage_members
from app.companies.queries.members import MemberRow, has_other_owner, lock_members
from app.core import clock
from app.core.actor import Actor, FirmRole, Grant
from app.core.errors import Conflict, InvalidInput, NotFound, NotYours
from app.core.events import announce
from app.core.ids import new_id

_RANK: Final = {role.value: place for place, role in enumerate(MEMBER_ROLES)}


class LastOwner(Conflict):
    """Nobody would be left to answer for the firm."""


def add_member(
    session: Session,
    company_id: str,
    user_id: str,
    role: str,
    *,
    given_by: str | None,
    actor: Actor | None = None,
    grant: Grant | None = None,
) -> CompanyMember:
    """Make a person act for a firm. Who holds this or a higher role keeps it; a lower one is ended and replaced.

    `given_by`: user id of who decided it (an official, an owner who invited). For the audit: `actor`, who acts now (they
    themselves if it is not given), and `grant`, what they act by.
    """
    _check_role(role)
    rows = lock_members(session, company_id)
    current = next((row.member for row in rows if row.member.user_id == user_id), None)
    if current and _RANK[current.role] <= _RANK[role]:
        return current
    acting = actor or Actor(given_by)
    if current:
        return _replace(session, current, role, acting, grant)
    member = _insert(session, company_id, user_id, role, given_by)
    record(session, acting, "member.join", _subject(member), grant=grant, details={"user": user_id, "role": role})
    announce(session, MemberJoined(member.id))
    return member


def change_role(session: Session, company_id: str, member_id: str, role: str, actor: Actor) -> CompanyMember:
    """Give one of the firm's people another role. NotYours for anyone but owners, LastOwner if no other owner stays."""
    if not can_manage_members(actor, company_id):
        raise NotYours("役割を変えられるのは、責任者だけです。責任者に頼んでください。")
    _check_role(role)
    rows = lock_members(session, company_id)
    member = _get(rows, member_id)
    if member.role == role:
        return member
    if member.role == FirmRole.OWNER:
        _keep_an_owner(rows, member)
    return _replace(session, member, role, actor, _acting(actor, company_id))


def end_member(session: Session, company_id: str, member_id: str, actor: Actor) -> None:
    """End somebody's role: owners anyone's, others their own. NotYours otherwise, LastOwner if no other owner stays."""
    rows = lock_members(session, company_id)
    member = _get(rows, member_id)
    if member.user_id != actor.user_id and not can_manage_members(actor, company_id):
        raise NotYours("ほかのメンバーを外せるのは、責任者だけです。責任者に頼んでください。")
    if member.role == FirmRole.OWNER:
        _keep_an_owner(rows, member)
    end_row(session, member, actor)


def leave(session: Session, company_id: str, actor: Actor) -> None:
    """Lay down one's own role. NotFound if there is none, LastOwner if no other owner stays."""
    rows = lock_members(session, company_id)
    own = next((row.member for row in rows if row.member.user_id == actor.user_id), None)
    if own is None:
        raise NotFound("あなたは、この企業のメンバーではありません。")
    end_member(session, company_id, own.id, actor)


def end_row(session: Session, member: CompanyMember, actor: Actor) -> None:
    """End one row, whatever follows for the firm: for `end_member`, for giving the firm up and for accounts that close."""
    _end(session, member, actor)
    verb = "member.leave" if member.user_id == actor.user_id else "member.end"
    details = {"user": member.user_id, "role": member.role}
    record(session, actor, verb, _subject(member), grant=_acting(actor, member.company_id), details=details)
    announce(session, MemberLeft(member.id))


def _get(rows: list[MemberRow], member_id: str) -> CompanyMember:
    found = next((row.member for row in rows if row.member.id == member_id), None)
    if found is None:
        raise NotFound("このメンバーは見つかりません。")
    return found


def _keep_an_owner(rows: list[MemberRow], member: CompanyMember) -> None:
    if not has_other_owner(rows, member.user_id):
        raise LastOwner(
            "責任者がだれもいなくなるため、できません。先に別の責任者を決めるか、「企業の登録をやめる」から手続きしてください。"
        )


def _check_role(role: str) -> None:
    if role not in _RANK:
        raise InvalidInput("役割を選んでください。")


def _replace(session: Session, member: CompanyMember, role: str, actor: Actor, grant: Grant | None) -> CompanyMember:
    _end(session, member, actor)
    new = _insert(session, member.company_id, member.user_id, role, actor.user_id)
    details = {"user": member.user_id, "from": member.role, "to": role}
    record(session, actor, "member.change-role", _subject(member), grant=grant, details=details)
    announce(session, MemberRoleChanged(new.id))
    return new


def _insert(session: Session, company_id: str, user_id: str, role: str, given_by: str | None) -> CompanyMember:
    member = CompanyMember(
        id=new_id(),
        company_id=company_id,
        user_id=user_id,
        role=str(role),
        given_by=given_by,
        given_at=clock.now(),
        ended_at=None,
        ended_by=None,
    )
    session.add(member)
    session.flush()
    return member


def _end(session: Session, member: CompanyMember, actor: Actor) -> None:
    """At once, before a new row of the same person goes in: only one may be current."""
    ended = {"ended_at": clock.now(), "ended_by": actor.user_id, "version": CompanyMember.version + 1}
    here = (CompanyMember.id == member.id, CompanyMember.ended_at.is_(None))
    session.execute(update(CompanyMember).where(*here).values(ended).execution_options(synchronize_session=False))
    session.refresh(member)


def _acting(actor: Actor, company_id: str) -> Grant | None:
    return actor.grant_for(MEMBER_ROLES, company_id)


def _subject(member: CompanyMember) -> tuple[str, str]:
    return ("company", member.company_id)
