"""Pages about bodies and their people, for those who act for them and for administrators."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.audit.looks import note_personal_look
from app.core.actor import ROLES, Role
from app.core.errors import InvalidInput, NotFound
from app.offices import queries, service
from app.offices.forms import OfficeForm, StaffForm
from app.offices.models import Office
from app.offices.policy import can_change_offices, can_end_role, can_give_role, can_see_office
from app.offices.states import OFFICE_KINDS
from app.reference.municipalities import find_municipality
from app.web.access import for_roles
from app.web.identity import actor
from app.web.transaction import reads, writes

blueprint = Blueprint("offices", __name__, url_prefix="/admin/offices")
_ROLES = (Role.ADMIN, Role.AUDITOR, Role.CHIEF, Role.OFFICIAL, Role.SUPPORT, Role.FUND_MANAGER, Role.ACCOUNTANT)


@blueprint.get("/")
@for_roles(*_ROLES)
@reads
def index(session: Session) -> ResponseReturnValue:
    """The bodies that this actor may see."""
    offices = [office for office in queries.list_offices(session) if can_see_office(actor(), office.id)]
    counts = queries.count_staff(session, [office.id for office in offices])
    return render_template(
        "offices/index.html", offices=offices, counts=counts, kinds=OFFICE_KINDS, may_add=can_change_offices(actor())
    )


@blueprint.get("/new")
@for_roles(Role.ADMIN)
def new() -> ResponseReturnValue:
    """The form for a new body."""
    return render_template("offices/form.html", form=OfficeForm(), office=None)


@blueprint.post("/")
@for_roles(Role.ADMIN)
@writes
def create(session: Session) -> ResponseReturnValue:
    """Make it."""
    form = OfficeForm.from_request()
    if form.validate():
        try:
            office = service.create_office(session, form.facts(), actor())
        except InvalidInput as refusal:
            form.refuse_all(refusal.fields)
        else:
            flash(_("「%(name)s」を登録しました。", name=office.name))
            return redirect(f"/admin/offices/{office.id}", 303)
    return render_template("offices/form.html", form=form, office=None), 422


@blueprint.get("/<string:office_id>")
@for_roles(*_ROLES)
@reads
def show(session: Session, office_id: str) -> ResponseReturnValue:
    """A body and its people."""
    return _page(session, _seen(session, office_id), None)


@blueprint.get("/<string:office_id>/edit")
@for_roles(Role.ADMIN)
@reads
def edit(session: Session, office_id: str) -> ResponseReturnValue:
    """The form for its facts."""
    office = _seen(session, office_id)
    return render_template("offices/form.html", form=OfficeForm(obj=office), office=office)


@blueprint.post("/<string:office_id>/edit")
@for_roles(Role.ADMIN)
@writes
def change(session: Session, office_id: str) -> ResponseReturnValue:
    """Change its facts."""

    office, form = _seen(session, office_id), OfficeForm.from_request()
    form.code.data = office.code
    if not form.validate():
        return render_template("offices/form.html", form=form, office=office), 422
    seen = request.form.get("version", "")
    service.change_office(session, office, form.facts(), int(seen) if seen.isdigit() else 0, actor())
    flash(_("「%(name)s」の内容を変えました。", name=office.name))
    return redirect(f"/admin/offices/{office.id}", 303)


@blueprint.post("/<string:office_id>/close")
@for_roles(Role.ADMIN)
@writes
def close(session: Session, office_id: str) -> ResponseReturnValue:
    """Close it."""
    office = _seen(session, office_id)
    service.close_office(session, office, actor())
    flash(_("「%(name)s」を閉じました。", name=office.name))
    return redirect("/admin/offices/", 303)


@blueprint.post("/<string:office_id>/staff")
@for_roles(*_ROLES)
@writes
def add_staff(session: Session, office_id: str) -> ResponseReturnValue:
    """Give a person a role."""
    office = _seen(session, office_id)
    form = _staff_form(office, sent=True)
    if form.validate():
        try:
            service.add_staff(session, office, form.email.data, form.role.data, actor())
        except InvalidInput as refusal:
            form.refuse_all(refusal.fields)
        else:
            flash(_("役割を付けました。本人にお知らせを送ります。"))
            return redirect(f"/admin/offices/{office.id}", 303)
    return _page(session, office, form), 422


@blueprint.post("/<string:office_id>/staff/<string:staff_id>/end")
@for_roles(*_ROLES)
@writes
def end_staff(session: Session, office_id: str, staff_id: str) -> ResponseReturnValue:
    """End a person's role."""
    service.end_staff(session, _seen(session, office_id), staff_id, actor())
    flash(_("役割を外しました。本人にお知らせを送ります。"))
    return redirect("/admin/offices/", 303)


def _seen(session: Session, office_id: str) -> Office:
    office = queries.get_office(session, office_id)
    if not can_see_office(actor(), office.id):
        raise NotFound("この機関は見つかりません。")
    return office


def _staff_form(office: Office, *, sent: bool = False) -> StaffForm:
    form: StaffForm = StaffForm.from_request() if sent else StaffForm()
    return form.offer(office.kind, lambda role: can_give_role(actor(), office.id, role))


def _page(session: Session, office: Office, form: StaffForm | None) -> str:
    note_personal_look("office.look-at-staff", ("office", office.id))
    staff = queries.list_staff(session, office.id)
    return render_template(
        "offices/show.html",
        office=office,
        staff=staff,
        form=form or _staff_form(office),
        kinds=OFFICE_KINDS,
        roles=ROLES,
        places=[find_municipality(code) for code in office.areas],
        may_end={row.id for row, _user in staff if can_end_role(actor(), office.id, row.role, row.user_id)},
        may_change=can_change_offices(actor()),
    )
