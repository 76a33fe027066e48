"""Accounts, for administrators: who there is, their roles without an office, and stopping them. No password, no secret."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.forms import AccountFilterForm, OwnRoleForm
from app.accounts.policy import can_give_own_role, can_stop
from app.accounts.service import administering
from app.accounts.states import ACCOUNT_STATES, OWN_ROLES, STATE_COLOURS, state_of
from app.accounts.views import blueprint
from app.audit.looks import note_personal_look
from app.core.actor import ROLES, Role
from app.core.errors import InvalidInput
from app.core.paging import parse_page
from app.web.access import for_roles
from app.web.identity import actor
from app.web.templating import label
from app.web.transaction import reads, writes

PER_PAGE = 50


@blueprint.get("/admin/accounts/")
@for_roles(Role.ADMIN)
@reads
def accounts(reader: Session) -> ResponseReturnValue:
    """One page of the list."""
    note_personal_look("account.look-at-list", ("user", "list"))
    form = AccountFilterForm(request.args)
    form.state.choices = [("", _("すべて")), *((state.value, label(text)) for state, text in ACCOUNT_STATES.items())]
    form.validate()
    number = parse_page(request.args.get("page"))
    page = queries.list_accounts(reader, form.q.data or "", form.state.data or "", number, PER_PAGE)
    return render_template(
        "accounts/admin_list.html",
        form=form,
        page=page,
        own_roles=queries.list_roles_of(reader, [user.id for user in page.items]),
        **_words(),
    )


@blueprint.get("/admin/accounts/<string:user_id>")
@for_roles(Role.ADMIN)
@reads
def account(reader: Session, user_id: str) -> ResponseReturnValue:
    """One account."""
    user = queries.get_user(reader, user_id)
    note_personal_look("account.look", ("user", user_id))
    state = state_of(user)
    return render_template(
        "accounts/admin_show.html",
        user=user,
        form=_role_form(OwnRoleForm()),
        own_roles=queries.list_own_roles(reader, user_id),
        session_count=queries.count_live_sessions(reader, user_id),
        may_give=any(can_give_own_role(actor(), role, state) for role in OWN_ROLES),
        may_stop=can_stop(actor(), user_id, state),
        **_words(),
    )


@blueprint.post("/admin/accounts/<string:user_id>/roles")
@for_roles(Role.ADMIN)
@writes
def give_role(writer: Session, user_id: str) -> ResponseReturnValue:
    """Give a role without an office."""
    form = _role_form(OwnRoleForm.from_request())
    if not form.validate():
        raise InvalidInput("役割を選んでください。")
    administering.give_own_role(writer, user_id, form.role.data, actor())
    return _done(user_id, _("役割を付けました。本人にお知らせを送ります。"))


@blueprint.post("/admin/accounts/<string:user_id>/roles/<string:role>/end")
@for_roles(Role.ADMIN)
@writes
def take_role(writer: Session, user_id: str, role: str) -> ResponseReturnValue:
    """Take it."""
    administering.take_own_role(writer, user_id, role, actor())
    return _done(user_id, _("役割を外しました。本人にお知らせを送ります。"))


@blueprint.post("/admin/accounts/<string:user_id>/disable")
@for_roles(Role.ADMIN)
@writes
def disable(writer: Session, user_id: str) -> ResponseReturnValue:
    """Stop the account."""
    administering.disable(writer, user_id, actor())
    return _done(user_id, _("利用を止めました。本人にお知らせを送ります。"))


@blueprint.post("/admin/accounts/<string:user_id>/enable")
@for_roles(Role.ADMIN)
@writes
def enable(writer: Session, user_id: str) -> ResponseReturnValue:
    """Let it be used again."""
    administering.enable(writer, user_id, actor())
    return _done(user_id, _("また利用できるようにしました。"))


@blueprint.post("/admin/accounts/<string:user_id>/sessions/close")
@for_roles(Role.ADMIN)
@writes
def end_sessions(writer: Session, user_id: str) -> ResponseReturnValue:
    """End all sessions."""
    count = administering.end_sessions(writer, user_id, actor())
    return _done(user_id, _("%(count)s件のサインインを終わらせました。", count=count))


@blueprint.post("/admin/accounts/<string:user_id>/second-factor/close")
@for_roles(Role.ADMIN)
@writes
def turn_off_second_factor(writer: Session, user_id: str) -> ResponseReturnValue:
    """For someone who lost telephone and recovery codes."""
    administering.turn_off_second_factor(writer, user_id, actor())
    return _done(user_id, _("2段階認証を外しました。本人にお知らせを送ります。"))


def _done(user_id: str, told: str) -> ResponseReturnValue:
    flash(told)
    return redirect(f"/admin/accounts/{user_id}", 303)


def _role_form(form: OwnRoleForm) -> OwnRoleForm:
    form.role.choices = [(role.value, label(ROLES[role])) for role in OWN_ROLES]
    return form


def _words() -> dict[str, object]:
    return {"states": ACCOUNT_STATES, "colours": STATE_COLOURS, "state_of": state_of, "roles": ROLES}
