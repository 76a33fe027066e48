"""Answering an invitation: by the link of the letter, or, once signed in with the invited address, from 「自分の会社」."""

from flask import Blueprint, flash, g, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app.companies.queries.members import InvitedTo, find_invitation, find_invitation_to
from app.companies.service import invitations as service
from app.core.actor import FIRM_ROLES
from app.core.errors import NotFound
from app.web.access import public, signed_in
from app.web.identity import actor
from app.web.transaction import reads, writes

blueprint = Blueprint("invitations", __name__)


@blueprint.get("/invitations/<string:token>")
@public
@reads
def show(session: Session, token: str) -> ResponseReturnValue:
    """Firm, role and who invites: nothing else, for whoever has the link."""
    g.is_private = True  # no copy of a page with a secret in its address
    found = _by_token(session, token)
    service.check_counts(session, found.invitation)
    return render_template(
        "companies/members/invitation.html",
        found=found,
        token=token,
        roles=FIRM_ROLES,
        is_mine=current_user.is_authenticated and service.is_for(session, found.invitation, actor()),
    )


@blueprint.post("/invitations/<string:token>/accept")
@signed_in
@writes
def accept(session: Session, token: str) -> ResponseReturnValue:
    """Join the firm."""
    return _accept(session, _by_token(session, token))


@blueprint.post("/invitations/<string:token>/decline")
@signed_in
@writes
def decline(session: Session, token: str) -> ResponseReturnValue:
    """Say no."""
    return _decline(session, _by_token(session, token))


@blueprint.post("/firms/invitations/<string:invitation_id>/accept")
@signed_in
@writes
def accept_own(session: Session, invitation_id: str) -> ResponseReturnValue:
    """Join the firm without the letter: the signed-in address is proof enough."""
    return _accept(session, _own(session, invitation_id))


@blueprint.post("/firms/invitations/<string:invitation_id>/decline")
@signed_in
@writes
def decline_own(session: Session, invitation_id: str) -> ResponseReturnValue:
    """Say no without the letter."""
    return _decline(session, _own(session, invitation_id))


def _by_token(session: Session, token: str) -> InvitedTo:
    found = find_invitation(session, service.token_hash(token))
    if found is None:
        raise NotFound("この招待は見つかりません。メールのリンクを、もう一度開いてください。")
    return found


def _own(session: Session, invitation_id: str) -> InvitedTo:
    found = find_invitation_to(session, invitation_id, actor().user_id)
    if found is None:
        raise NotFound("この招待は見つかりません。取り消されたか、もう返事をしています。")
    return found


def _accept(session: Session, found: InvitedTo) -> ResponseReturnValue:
    member = service.accept(session, found.invitation, actor())
    flash(_("「%(firm)s」のメンバーになりました。", firm=found.company_name))
    return redirect(f"/companies/{member.company_id}/members/", 303)


def _decline(session: Session, found: InvitedTo) -> ResponseReturnValue:
    service.decline(session, found.invitation, actor())
    flash(_("「%(firm)s」への招待を辞退しました。", firm=found.company_name))
    return redirect("/firms/", 303)
