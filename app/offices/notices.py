"""Letters about one's role for a body."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.actor import ROLES, Role
from app.core.labels import Label
from app.core.letters import Letter, Text, Topic, msgid
from app.offices.models import Office, OfficeStaff

TOPICS: Final = (Topic("offices", Label("機関での役割", "Your role for an office"), is_firm=True),)


def staff_joined(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """Tell the person what they may do now."""
    found = _find(session, payload["staff_id"])
    if found is None:
        return ()
    staff, values = found
    line = msgid(
        "「%(office)s」の「%(role)s」になりました。もう一度サインインすると、仕事のページが使えます。", **values
    )
    return (_letter(staff, "joined", msgid("役割が付きました"), line),)


def staff_left(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """Tell the person what they may no longer do."""
    found = _find(session, payload["staff_id"])
    if found is None:
        return ()
    staff, values = found
    line = msgid(
        "「%(office)s」の「%(role)s」ではなくなりました。心当たりがないときは、窓口にお知らせください。", **values
    )
    return (_letter(staff, "left", msgid("役割がなくなりました"), line),)


def _find(session: Session, staff_id: str) -> tuple[OfficeStaff, dict[str, Any]] | None:
    staff = session.get(OfficeStaff, staff_id)
    office = session.get(Office, staff.office_id) if staff else None
    if staff is None or office is None:
        return None
    return staff, {"office": office.name, "role": ROLES[Role(staff.role)]}


def _letter(staff: OfficeStaff, verb: str, subject: Text, line: Text) -> Letter:
    return Letter(
        key=f"staff-{verb}:{staff.id}",
        topic="offices",
        subject=subject,
        lines=(line,),
        user_id=staff.user_id,
        link="/dashboard",
        link_text=msgid("今日の仕事を開く"),
    )
