"""Reads about a firm's people: what they may act as, who they are, whom to tell, and who is invited."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, and_, exists, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import User
from app.accounts.queries import email_key
from app.companies.member_states import MEMBER_ROLES, InvitationState, ProxyState
from app.companies.models import Company, CompanyInvitation, CompanyMember, CompanyProxy
from app.companies.policy.members import can_see_members
from app.core import clock
from app.core.actor import Actor, FirmRole, Grant, Role
from app.core.errors import NotFound
from app.core.letters import Text, msgid
from app.offices.models import Office, OfficeStaff

MOST_SHOWN: Final = 200


def grants_of(session: Session, user_id: str) -> list[Grant]:
    """What a person may act as for firms: their own roles, and entry on behalf through each body whose support staff they are."""
    own = select(CompanyMember.role, CompanyMember.company_id).where(
        CompanyMember.user_id == user_id, CompanyMember.ended_at.is_(None)
    )
    through = (
        select(CompanyProxy.company_id, CompanyProxy.office_id)
        .join(OfficeStaff, OfficeStaff.office_id == CompanyProxy.office_id)
        .join(Office, Office.id == CompanyProxy.office_id)
        .where(OfficeStaff.user_id == user_id, OfficeStaff.role == Role.SUPPORT, OfficeStaff.ended_at.is_(None))
        .where(Office.closed_at.is_(None), CompanyProxy.state == ProxyState.ACTIVE)
    )
    grants = [Grant(row.role, row.company_id) for row in session.execute(own)]
    grants += [Grant(FirmRole.PROXY, row.company_id, via=row.office_id) for row in session.execute(through)]
    return grants


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One of a firm's people, for its page."""

    member: CompanyMember
    name: str
    is_able: bool  # the account is open: they can sign in


def list_members(session: Session, company_id: str) -> list[MemberRow]:
    """The firm's people now, owners first, then by the day they came."""
    rows = session.execute(
        select(CompanyMember, User.name, and_(User.closed_at.is_(None), User.disabled_at.is_(None)))
        .join(User, User.id == CompanyMember.user_id)
        .where(CompanyMember.company_id == company_id, CompanyMember.ended_at.is_(None))
        .order_by(CompanyMember.given_at, CompanyMember.id)
        .execution_options(populate_existing=True)
    )
    found = [MemberRow(row[0], row[1], bool(row[2])) for row in rows]
    rank = {role.value: place for place, role in enumerate(MEMBER_ROLES)}
    return sorted(found, key=lambda row: rank[row.member.role])


def lock_members(session: Session, company_id: str) -> list[MemberRow]:
    """The firm's people now, while nobody else changes them: whoever comes at the same moment waits for our commit.

    NotFound if there is no such firm. Taken before any other row of the firm is changed, so that no two wait for each other.
    """
    known = session.scalar(select(Company.id).where(Company.id == company_id).with_for_update(key_share=True))
    if known is None:
        raise NotFound("この企業は見つかりません。")
    return list_members(session, company_id)


def has_other_owner(rows: Sequence[MemberRow], user_id: str) -> bool:
    """Whether somebody else could go on as owner: one whose account is open."""
    return any(r.member.role == FirmRole.OWNER and r.is_able and r.member.user_id != user_id for r in rows)


def has_owner(session: Session, company_id: str) -> bool:
    """Whether somebody owns the firm here, whatever state their account is in."""
    return bool(session.scalar(select(exists(_current(company_id).where(CompanyMember.role == FirmRole.OWNER)))))


def list_roles(session: Session, company_id: str, user_id: str) -> list[str]:
    """What a person is for the firm now: one role or none."""
    query = _current(company_id).where(CompanyMember.user_id == user_id)
    return list(session.scalars(query.with_only_columns(CompanyMember.role)))


def list_people(session: Session, company_id: str, roles: Iterable[str] = MEMBER_ROLES) -> list[str]:
    """User ids of the firm's people with one of `roles`, whose accounts are open: whom to tell."""
    query = (
        _current(company_id)
        .join(User, User.id == CompanyMember.user_id)
        .where(CompanyMember.role.in_([str(role) for role in roles]), User.closed_at.is_(None))
    )
    return sorted(session.scalars(query.with_only_columns(CompanyMember.user_id)))


@dataclass(frozen=True, slots=True)
class FirmOf:
    """A firm that a person acts for."""

    company: Company
    role: str
    since: datetime


def list_firms_of(session: Session, user_id: str | None) -> list[FirmOf]:
    """The firms for which a person holds a role of their own, in kana order; one that was removed from the register too."""
    rows = session.execute(
        select(Company, CompanyMember.role, CompanyMember.given_at)
        .join(CompanyMember, CompanyMember.company_id == Company.id)
        .where(CompanyMember.user_id == user_id, CompanyMember.ended_at.is_(None))
        .order_by(Company.sort_kana, Company.id)
        .limit(MOST_SHOWN)
    )
    return [FirmOf(row[0], row[1], row[2]) for row in rows]


def closing_obstacles(session: Session, user_id: str) -> list[Text]:
    """Why this person's account can't be closed yet: the firms whose only owner they are, each with what to do instead."""
    other, person = aliased(CompanyMember), aliased(User)
    others = (
        select(other.id)
        .join(person, person.id == other.user_id)
        .where(other.company_id == CompanyMember.company_id, other.ended_at.is_(None))
        .where(other.role == FirmRole.OWNER, other.user_id != user_id)
        .where(person.closed_at.is_(None), person.disabled_at.is_(None))
    )
    names = session.scalars(
        select(Company.name)
        .join(CompanyMember, CompanyMember.company_id == Company.id)
        .where(CompanyMember.user_id == user_id, CompanyMember.ended_at.is_(None))
        .where(CompanyMember.role == FirmRole.OWNER, ~exists(others))
        .order_by(Company.sort_kana, Company.id)
    )
    return [
        msgid(
            "「%(firm)s」の責任者はあなただけです。先に別の責任者を決めるか、「企業の登録をやめる」から手続きしてください。",
            firm=name,
        )
        for name in names
    ]


def list_open_invitations(session: Session, company_id: str) -> list[tuple[CompanyInvitation, str]]:
    """Invitations that wait for an answer, each with the name of who invited; newest first. Those past their time too."""
    rows = session.execute(
        select(CompanyInvitation, User.name)
        .join(User, User.id == CompanyInvitation.invited_by)
        .where(CompanyInvitation.company_id == company_id, CompanyInvitation.state == InvitationState.OPEN)
        .order_by(CompanyInvitation.invited_at.desc(), CompanyInvitation.id)
        .limit(MOST_SHOWN)
    )
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True, slots=True)
class InvitedTo:
    """An invitation as the invited person sees it: firm, role, who invited. Nothing else of the firm."""

    invitation: CompanyInvitation
    company_name: str
    invited_by: str


def find_invitation(session: Session, token_hash: str) -> InvitedTo | None:
    """The invitation that a link leads to, whatever state it is in."""
    return _invited(session, CompanyInvitation.token_hash == token_hash)


def find_invitation_to(session: Session, invitation_id: str, user_id: str | None) -> InvitedTo | None:
    """An invitation to this person's own confirmed address."""
    address = select(User.email).where(User.id == user_id, User.confirmed_at.is_not(None)).scalar_subquery()
    return _invited(session, and_(CompanyInvitation.id == invitation_id, CompanyInvitation.email == address))


def list_invitations_to(session: Session, user_id: str | None) -> list[InvitedTo]:
    """Invitations to this person's own confirmed address that can still be accepted, the oldest first."""
    rows = session.execute(
        _invitations()
        .join(User, and_(User.email == CompanyInvitation.email, User.confirmed_at.is_not(None)))
        .where(User.id == user_id, CompanyInvitation.state == InvitationState.OPEN)
        .where(CompanyInvitation.expires_at > clock.now())
        .order_by(CompanyInvitation.invited_at, CompanyInvitation.id)
        .limit(MOST_SHOWN)
    )
    return [InvitedTo(row[0], row[1], row[2]) for row in rows]


def is_member_by_email(session: Session, company_id: str, email: str) -> bool:
    """Whether one of the firm's people has this address."""
    query = _current(company_id).join(User, User.id == CompanyMember.user_id).where(User.email == email_key(email))
    return bool(session.scalar(select(exists(query))))


def _invitations() -> Select[CompanyInvitation, str, str]:
    inviter = aliased(User)
    return (
        select(CompanyInvitation, Company.name, inviter.name)
        .join(Company, Company.id == CompanyInvitation.company_id)
        .join(inviter, inviter.id == CompanyInvitation.invited_by)
    )


def _invited(session: Session, condition: object) -> InvitedTo | None:
    row = session.execute(_invitations().where(condition)).one_or_none()  # type: ignore[arg-type]  # a column expression
    return InvitedTo(row[0], row[1], row[2]) if row else None


def _current(company_id: str) -> Select[str]:
    return select(CompanyMember.id).where(CompanyMember.company_id == company_id, CompanyMember.ended_at.is_(None))


def get_firm(session: Session, actor: Actor, company_id: str) -> Company:
    """A firm whose people the actor may see; NotFound for everybody but its own people."""
    company = session.get(Company, company_id) if can_see_members(actor, company_id) else None
    if company is None:
        raise NotFound("このページは見つかりません。企業のメンバーだけが見られます。")
    return company
