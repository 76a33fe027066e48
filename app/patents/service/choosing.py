"""An official says which company an applicant is, or that it is none of those with its name; and takes that back.

One conditional UPDATE each: of two officials who choose at once, one is told that the other was faster.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, select, tuple_, update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.companies.models import Company
from app.core import clock
from app.core.actor import Actor, Role
from app.core.db import count_rows
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.events import RecordsChanged, announce
from app.core.labels import phrase
from app.patents.models import Patent, PatentApplicant
from app.patents.review import MOST_AT_ONCE, fingerprint
from app.patents.service.linking import NONE, links_by_name

DESK: Final = (Role.OFFICIAL, Role.CHIEF, Role.ADMIN)
_LATE: Final = phrase("この出願人は、もう選ばれているか、名前が変わりました。最新の一覧から選び直してください。")
_ANY: Final = phrase("一覧が新しくなりました。下の一覧を確認して、もう一度選んでください。")


def choose_company(
    session: Session, actor: Actor, patent_id: str, position: int, name: str, company_id: str | None
) -> None:
    """The applicant is this company (None: none of those with its name). `name`: as the official saw it.

    NotFound if there is no such applicant, Conflict unless it waits for a choice, InvalidInput for a company of another name.
    """
    row = _get(session, patent_id, position)
    if row.name != name or row.link != "review":
        raise Conflict(_LATE)
    _check_company(session, row.name_core, company_id)
    here = (PatentApplicant.patent_id == patent_id, PatentApplicant.position == position, PatentApplicant.name == name)
    if _choose(session, actor, company_id, *here) != 1:
        raise Conflict(_LATE)
    session.refresh(row)
    _tell(session, actor, "link" if company_id else "reject", [patent_id], company_id)


def choose_for_name(session: Session, actor: Actor, name: str, company_id: str | None, seen: str) -> int:
    """The same for all applicants of exactly this name that wait (500 at a time); how many.

    `seen`: fingerprint of the rows that the official saw. Conflict if they are others by now.
    """
    waiting = (
        select(PatentApplicant)
        .where(PatentApplicant.name == name, PatentApplicant.link == "review")
        .order_by(PatentApplicant.patent_id, PatentApplicant.position)
        .limit(MOST_AT_ONCE)
        .with_for_update()
    )
    rows = session.scalars(waiting).all()
    if not rows or fingerprint((row.patent_id, row.position) for row in rows) != seen:
        raise Conflict(_ANY)
    _check_company(session, rows[0].name_core, company_id)
    keys = [(row.patent_id, row.position) for row in rows]
    here = tuple_(PatentApplicant.patent_id, PatentApplicant.position).in_(keys)
    count = _choose(session, actor, company_id, PatentApplicant.name == name, here)
    if count != len(rows):
        raise Conflict(_ANY)
    session.expire_all()
    patents = sorted({patent_id for patent_id, _position in keys})
    _tell(session, actor, "link" if company_id else "reject", patents, company_id)
    return count


def reopen_choice(session: Session, actor: Actor, patent_id: str, position: int) -> str:
    """Take an official's choice back: what the name alone says holds again. The link that it has now.

    NotFound if there is no such applicant, Conflict unless an official chose.
    """
    row = _get(session, patent_id, position)
    if row.decided_by is None:
        raise Conflict(_LATE)
    link = links_by_name(session, {row.name_core}).get(row.name_core, NONE)
    taken = session.execute(
        update(PatentApplicant)
        .where(
            PatentApplicant.patent_id == patent_id,
            PatentApplicant.position == position,
            PatentApplicant.decided_at == row.decided_at,
        )
        .values(**link.columns())
        .execution_options(synchronize_session=False)
    )
    if count_rows(taken) != 1:
        raise Conflict(_LATE)
    session.refresh(row)
    _tell(session, actor, "reopen", [patent_id], None)
    return link.kind


def _get(session: Session, patent_id: str, position: int) -> PatentApplicant:
    row = session.get(PatentApplicant, (patent_id, position))
    if row is None:
        raise NotFound("この出願人は見つかりません。一覧から選び直してください。")
    return row


def _check_company(session: Session, core: str, company_id: str | None) -> None:
    """Only companies of the same name stand open to a choice."""
    if company_id is None:
        return
    open_ = (Company.name_core == core, Company.closed_on.is_(None), Company.removed_on.is_(None))
    if session.scalar(select(Company.id).where(Company.id == company_id, *open_)) is None:
        raise InvalidInput("この企業は候補にありません。一覧の企業から選んでください。")


def _choose(session: Session, actor: Actor, company_id: str | None, *where: ColumnElement[bool]) -> int:
    values: dict[str, Any] = {
        "link": "number" if company_id else "rejected",
        "company_id": company_id,
        "decided_by": actor.user_id,
        "decided_at": clock.now(),
    }
    statement = update(PatentApplicant).where(*where, PatentApplicant.link == "review").values(**values)
    return count_rows(session.execute(statement.execution_options(synchronize_session=False)))


def _tell(session: Session, actor: Actor, verb: str, patents: Sequence[str], company_id: str | None) -> None:
    """The record's own date, the audit, and whoever keeps copies."""
    touched = update(Patent).where(Patent.id.in_(patents)).values(updated_at=clock.now())
    session.execute(touched.execution_options(synchronize_session=False))
    details: dict[str, Any] = {"company": company_id or "", "count": len(patents)}
    if len(patents) > 1:
        details["patents"] = list(patents)
    record(session, actor, f"applicant.{verb}", ("patent", patents[0]), grant=actor.grant_for(DESK), details=details)
    announce(session, RecordsChanged("patent", tuple(patents)))
