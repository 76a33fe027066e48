"""What is done to invitations: an owner sends one to an address, its person accepts or declines, an owner cancels it.

The letter's token is minted when the letter is written (notices/members.py); here only its hash is known. An invitation
counts once: of fifty at the same moment one makes a member. When it is over, its address is erased.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.queries import email_key
from app.accounts.throttle import Limit, TooOften, count_try
from app.audit.service import record
from app.companies.events import MemberInvited
from app.companies.member_states import INVITATION, INVITATION_LIFE, INVITATIONS_A_DAY, MEMBER_ROLES, InvitationState
from app.companies.models import CompanyInvitation, CompanyMember
from app.companies.policy.members import can_manage_members
from app.companies.queries.members import is_member_by_email, list_roles, lock_members
from app.companies.service.members import add_member
from app.core import clock
from app.core.actor import Actor, FirmRole
from app.core.errors import Conflict, InvalidInput, NotFound, NotYours
from app.core.events import announce
from app.core.ids import new_id
from app.core.letters import msgid
from app.core.workflow import move

_LIMIT: Final = Limit("invitation", INVITATIONS_A_DAY, timedelta(days=1))


class InvitationOver(Conflict):
    """Its time is over, or it was answered or cancelled."""


class NotTheInvited(NotYours):
    """It was sent to another address."""


def token_hash(token: str) -> str:
    """What the row holds of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(session: Session, company_id: str, email: str, role: str, actor: Actor) -> CompanyInvitation:
    """Invite an address, whether or not it has an account: nobody learns which.

    NotYours for anyone but owners, TooOften after 20 a day of one firm, InvalidInput for a member's own address, for one that
    is invited already, and for a role that members don't have.
    """
    _only_owners(actor, company_id)
    if role not in MEMBER_ROLES:
        raise InvalidInput("入力内容を確認してください。", {"role": msgid("役割を選んでください。").message})
    lock_members(session, company_id)
    address, now = email_key(email), clock.now()
    if is_member_by_email(session, company_id, address):
        raise InvalidInput("入力内容を確認してください。", {"email": msgid("この人は、もうメンバーです。").message})
    _expire(session, company_id, address)
    if not count_try(session, _LIMIT, company_id):
        raise TooOften("招待は1日に20件までです。明日、もう一度お試しください。")
    invitation = CompanyInvitation(
        id=new_id(),
        company_id=company_id,
        email=address,
        role=str(role),
        token_hash=None,
        state=InvitationState.OPEN.value,
        invited_by=actor.user_id,
        invited_at=now,
        expires_at=now + INVITATION_LIFE,
        ended_at=None,
        ended_by=None,
    )
    session.add(invitation)
    try:
        session.flush()
    except IntegrityError as error:
        raise _invited_already() from error
    _record(session, invitation, "member.invite", actor, {"role": invitation.role})
    announce(session, MemberInvited(invitation.id))
    return invitation


def mint_token(session: Session, invitation: CompanyInvitation) -> str | None:
    """A new token for the letter; None if the letter was written already or the invitation is over."""
    if invitation.state != InvitationState.OPEN or invitation.token_hash is not None:
        return None
    token = secrets.token_urlsafe(32)
    invitation.token_hash = token_hash(token)
    session.flush()
    return token


def check_counts(session: Session, invitation: CompanyInvitation) -> None:
    """InvitationOver if it can't be accepted any more, with the reason."""
    if invitation.state != InvitationState.OPEN or invitation.expires_at <= clock.now():
        raise _over(invitation)
    if FirmRole.OWNER not in list_roles(session, invitation.company_id, invitation.invited_by):
        raise InvitationOver("招待した人が企業の責任者ではなくなったため、この招待は使えません。")


def is_for(session: Session, invitation: CompanyInvitation, actor: Actor) -> bool:
    """Whether it was sent to the actor's own confirmed address."""
    user = session.get(User, actor.user_id) if actor.user_id else None
    return user is not None and user.confirmed_at is not None and user.email == invitation.email


def accept(session: Session, invitation: CompanyInvitation, actor: Actor) -> CompanyMember:
    """The invited person joins the firm. NotTheInvited for another address, InvitationOver if it counts no more: its time is
    over, it was answered, or who sent it is no owner of the firm any more."""
    lock_members(session, invitation.company_id)
    session.refresh(invitation)
    check_counts(session, invitation)
    _check_is_for(session, invitation, actor)
    _finish(session, invitation, "accept", actor)
    _record(session, invitation, "member.accept-invitation", actor, {"role": invitation.role})
    company_id, inviter = invitation.company_id, invitation.invited_by
    return add_member(session, company_id, actor.user_id or "", invitation.role, given_by=inviter, actor=actor)


def decline(session: Session, invitation: CompanyInvitation, actor: Actor) -> None:
    """The invited person does not want to. NotTheInvited for another address, InvitationOver if it counts no more."""
    check_counts(session, invitation)
    _check_is_for(session, invitation, actor)
    _finish(session, invitation, "decline", actor)
    _record(session, invitation, "member.decline-invitation", actor, {"role": invitation.role})


def cancel(session: Session, company_id: str, invitation_id: str, actor: Actor) -> None:
    """An owner takes it back: its link is dead. NotFound for another firm's, InvitationOver if it was answered already."""
    _only_owners(actor, company_id)
    invitation = session.get(CompanyInvitation, invitation_id)
    if invitation is None or invitation.company_id != company_id:
        raise NotFound("この招待は見つかりません。")
    if invitation.state != InvitationState.OPEN:
        raise _over(invitation)
    _cancel(session, invitation, actor)


def cancel_all(session: Session, company_id: str, actor: Actor) -> int:
    """Take back all that wait, because the firm is given up; how many that were."""
    standing = session.scalars(
        select(CompanyInvitation)
        .where(CompanyInvitation.company_id == company_id, CompanyInvitation.state == InvitationState.OPEN)
        .order_by(CompanyInvitation.id)
    ).all()
    for invitation in standing:
        _cancel(session, invitation, actor)
    return len(standing)


def forget_expired(session: Session) -> int:
    """Erase the addresses of invitations whose time is over (the nightly job); how many that were."""
    late = select(CompanyInvitation).where(
        CompanyInvitation.state == InvitationState.OPEN, CompanyInvitation.expires_at <= clock.now()
    )
    rows = session.scalars(late.order_by(CompanyInvitation.id).limit(1_000)).all()
    for invitation in rows:
        move(session, INVITATION, invitation, "expire", email="", ended_at=clock.now())
    return len(rows)


def _cancel(session: Session, invitation: CompanyInvitation, actor: Actor) -> None:
    move(session, INVITATION, invitation, "cancel", email="", ended_at=clock.now(), ended_by=actor.user_id)
    _record(session, invitation, "member.cancel-invitation", actor, {"role": invitation.role})


def _expire(session: Session, company_id: str, address: str) -> None:
    """An earlier invitation of this address whose time is over makes room; one that still counts is a refusal."""
    standing = session.scalars(
        select(CompanyInvitation).where(
            CompanyInvitation.company_id == company_id,
            CompanyInvitation.email == address,
            CompanyInvitation.state == InvitationState.OPEN,
        )
    ).one_or_none()
    if standing is None:
        return
    if standing.expires_at > clock.now():
        raise _invited_already()
    move(session, INVITATION, standing, "expire", email="", ended_at=clock.now())


def _finish(session: Session, invitation: CompanyInvitation, action: str, actor: Actor) -> None:
    move(session, INVITATION, invitation, action, email="", ended_at=clock.now(), ended_by=actor.user_id)


def _check_is_for(session: Session, invitation: CompanyInvitation, actor: Actor) -> None:
    if not is_for(session, invitation, actor):
        raise NotTheInvited(
            "この招待は、別のメールアドレスに送られました。そのアドレスでサインインすると、参加できます。"
        )


def _over(invitation: CompanyInvitation) -> InvitationOver:
    if invitation.state in (InvitationState.OPEN, InvitationState.EXPIRED):
        return InvitationOver("この招待の期限は過ぎました。もう一度招待してもらってください。")
    if invitation.state == InvitationState.CANCELLED:
        return InvitationOver("この招待は取り消されました。招待した人に確認してください。")
    return InvitationOver("この招待には、もう返事をしています。招待は1回だけ使えます。")


def _invited_already() -> InvalidInput:
    problem = msgid("このアドレスは、もう招待しています。送り直すときは、先に取り消してください。").message
    return InvalidInput("入力内容を確認してください。", {"email": problem})


def _only_owners(actor: Actor, company_id: str) -> None:
    if not can_manage_members(actor, company_id):
        raise NotYours("招待できるのは、責任者だけです。責任者に頼んでください。")


def _record(
    session: Session, invitation: CompanyInvitation, action: str, actor: Actor, details: dict[str, object]
) -> None:
    """Never with the address: the audit keeps no personal values."""
    grant = actor.grant_for(MEMBER_ROLES, invitation.company_id)
    subject = ("company", invitation.company_id)
    record(session, actor, action, subject, grant=grant, details={"invitation": invitation.id, **details})
