"""「今日の仕事」: what waits for this person, from the sections that rooms register, and the desks of the staff."""

from typing import Final

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.companies.queries.members import list_firms_of
from app.core import clock
from app.core.actor import ROLES, STAFF, Actor, Role
from app.notices.queries import list_notices
from app.notices.wording import say
from app.offices.queries import list_office_names
from app.pages.desks import desks_for
from app.web.access import for_roles, signed_in
from app.web.i18n import language
from app.web.identity import actor
from app.web.transaction import reads

blueprint = Blueprint("dashboard", __name__)
_NEWEST: Final = 5


@blueprint.get("/dashboard")
@signed_in
@reads
def show(session: Session) -> ResponseReturnValue:
    """What waits, then what happened lately; first steps where there is nothing yet."""
    person = actor()
    notices = list_notices(session, person.user_id or "", unread=False, page=1, per_page=_NEWEST)
    return render_template(
        "pages/dashboard.html",
        lines=current_app.extensions["sections"].work_for(session, person),
        newest=[(notice, say(notice.subject, language())) for notice in notices.items],
        desks=desks_for(person),
        firms=list_firms_of(session, person.user_id),
        roles=_roles(session, person),
        role_names=ROLES,
        today=clock.today(),
    )


@blueprint.get("/admin/")
@for_roles(*STAFF)
def desks() -> ResponseReturnValue:
    """All desks of this person."""
    return render_template("pages/desks.html", desks=desks_for(actor()))


def _roles(session: Session, person: Actor) -> list[tuple[str, str]]:
    """(role, name of the body or "") of everything that the person is beside a member."""
    held = sorted((g.role, g.body or "") for g in person.grants if g.role in ROLES and g.role != Role.MEMBER)
    bodies = list_office_names(session, [body for _role, body in held])
    return [(role, bodies.get(body, "")) for role, body in held]
