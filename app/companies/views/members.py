"""Pages of a firm's people: my firms, who acts for a firm, leaving, and giving the firm up."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.companies.forms.members import InvitationForm, RoleForm
from app.companies.member_states import MEMBER_ROLES
from app.companies.models import Company
from app.companies.policy.members import can_manage_members
from app.companies.queries import members as queries
from app.companies.queries import proxies
from app.companies.service import invitations, leaving
from app.companies.service import members as service
from app.core import clock
from app.core.actor import FIRM_ROLES, FirmRole, Role
from app.core.errors import InvalidInput, NotYours
from app.web.access import signed_in
from app.web.identity import actor
from app.web.transaction import reads, writes

blueprint = Blueprint("members", __name__)


@blueprint.get("/firms/")
@signed_in
@reads
def firms(session: Session) -> ResponseReturnValue:
    """The firms that I act for, and the invitations to my address."""
    found = queries.list_firms_of(session, actor().user_id)
    owned = [one.company.id for one in found if one.role == FirmRole.OWNER]
    return render_template(
        "companies/members/firms.html",
        firms=found,
        invitations=queries.list_invitations_to(session, actor().user_id),
        requests=proxies.count_requests(session, owned) if owned else {},
        roles=FIRM_ROLES,
        is_support=actor().has(Role.SUPPORT),
    )


@blueprint.get("/companies/<string:company_id>/members/")
@signed_in
@reads
def index(session: Session, company_id: str) -> ResponseReturnValue:
    """Who acts for the firm."""
    return members_page(session, queries.get_firm(session, actor(), company_id), InvitationForm(role=FirmRole.EDITOR))


@blueprint.post("/companies/<string:company_id>/members/<string:member_id>/change")
@signed_in
@writes
def change(session: Session, company_id: str, member_id: str) -> ResponseReturnValue:
    """Give one of them another role."""
    company = queries.get_firm(session, actor(), company_id)
    form = RoleForm.from_request()
    if not form.validate():
        raise InvalidInput("役割を選んでください。")
    service.change_role(session, company.id, member_id, form.role.data, actor())
    flash(_("役割を変えました。本人にお知らせを送ります。"))
    return redirect(f"/companies/{company.id}/members/", 303)


@blueprint.post("/companies/<string:company_id>/members/<string:member_id>/end")
@signed_in
@writes
def end(session: Session, company_id: str, member_id: str) -> ResponseReturnValue:
    """End somebody's role."""
    company = queries.get_firm(session, actor(), company_id)
    service.end_member(session, company.id, member_id, actor())
    flash(_("メンバーから外しました。本人にお知らせを送ります。"))
    return redirect(f"/companies/{company.id}/members/", 303)


@blueprint.post("/companies/<string:company_id>/members/leave")
@signed_in
@writes
def leave(session: Session, company_id: str) -> ResponseReturnValue:
    """Lay down one's own role."""
    company = queries.get_firm(session, actor(), company_id)
    service.leave(session, company.id, actor())
    flash(_("「%(firm)s」のメンバーから抜けました。", firm=company.name))
    return redirect("/firms/", 303)


@blueprint.post("/companies/<string:company_id>/invitations/")
@signed_in
@writes
def invite(session: Session, company_id: str) -> ResponseReturnValue:
    """Invite an address; the answer is the same whether or not it has an account."""
    company = queries.get_firm(session, actor(), company_id)
    if not can_manage_members(actor(), company.id):
        raise NotYours("招待できるのは、責任者だけです。責任者に頼んでください。")
    form = InvitationForm.from_request()
    if form.validate():
        try:
            invitations.invite(session, company.id, form.email.data, form.role.data, actor())
        except InvalidInput as refusal:
            form.refuse_all(refusal.fields)
        else:
            flash(_("招待のメールを送ります。7日以内に参加できます。"))
            return redirect(f"/companies/{company.id}/members/", 303)
    return members_page(session, company, form), 422


@blueprint.post("/companies/<string:company_id>/invitations/<string:invitation_id>/cancel")
@signed_in
@writes
def cancel(session: Session, company_id: str, invitation_id: str) -> ResponseReturnValue:
    """Take an invitation back."""
    company = queries.get_firm(session, actor(), company_id)
    invitations.cancel(session, company.id, invitation_id, actor())
    flash(_("招待を取り消しました。送ったメールのリンクは、もう使えません。"))
    return redirect(f"/companies/{company.id}/members/", 303)


@blueprint.get("/companies/<string:company_id>/release")
@signed_in
@reads
def release_form(session: Session, company_id: str) -> ResponseReturnValue:
    """What will happen when the firm is given up."""
    company = queries.get_firm(session, actor(), company_id)
    if not can_manage_members(actor(), company.id):
        raise NotYours("企業の登録をやめられるのは、責任者だけです。責任者に頼んでください。")
    people = queries.list_members(session, company.id)
    return render_template("companies/members/release.html", company=company, people=people, roles=FIRM_ROLES)


@blueprint.post("/companies/<string:company_id>/release")
@signed_in
@writes
def release(session: Session, company_id: str) -> ResponseReturnValue:
    """Give the firm up."""
    company = queries.get_firm(session, actor(), company_id)
    leaving.release(session, company.id, actor())
    flash(_("「%(firm)s」の登録をやめました。公開していた内容は残っています。", firm=company.name))
    return redirect("/firms/", 303)


def members_page(session: Session, company: Company, form: InvitationForm) -> str:
    """The page itself; owners also see invitations and the form for a new one."""
    people = queries.list_members(session, company.id)
    is_owner = can_manage_members(actor(), company.id)
    return render_template(
        "companies/members/index.html",
        company=company,
        people=people,
        keepers={row.member.id for row in people if queries.has_other_owner(people, row.member.user_id)},
        form=form,
        invitations=queries.list_open_invitations(session, company.id) if is_owner else [],
        roles=FIRM_ROLES,
        member_roles=MEMBER_ROLES,
        is_owner=is_owner,
        now=clock.now(),
    )
