"""What claims put on joined pages: lines of 「今日の仕事」 for whoever is next, and a person's own part of their data."""

from typing import Any, Final

from sqlalchemy.orm import Session

from app.companies.claim_states import DECIDE_WITHIN, ClaimState
from app.companies.policy.claims import DESK
from app.companies.queries import claims as queries
from app.companies.queries.claims import ClaimRow, DeskFilter
from app.core.actor import Actor, Role
from app.core.clock import JAPAN
from app.core.labels import Label
from app.core.sections import WorkItem, WorkLine
from app.reference.calendar import add_business_days

_SHOWN: Final = 5
_OWN_SHOWN: Final = 50


def claims_work(session: Session, actor: Actor) -> list[WorkLine]:
    """What waits for this actor: at the desk, at the support body, and their own claims that need something of them."""
    lines: list[WorkLine] = []
    if actor.has_any(DESK):
        lines.append(_desk(session, actor))
    if actor.has(Role.SUPPORT):
        lines.append(_vouchers(session, actor))
    return [*lines, *_own(session, actor)] if actor.user_id else lines


def claims_data(session: Session, user_id: str) -> tuple[str, Any]:
    """A person's own claims as plain values."""
    return "claims", [_plain(row) for row in queries.list_of_person(session, user_id)]


def _desk(session: Session, actor: Actor) -> WorkLine:
    page = queries.list_at_desk(session, actor, DeskFilter(), 1, _SHOWN)
    items = []
    for row in page.items:
        since = row.claim.state_at.astimezone(JAPAN).date()
        url, due = f"/admin/claims/{row.claim.id}", add_business_days(since, DECIDE_WITHIN)
        items.append(WorkItem(row.title, url, since_on=since, due_on=due))
    label = Label("確かめる申請（自社の登録）", "Claims on firms to check")
    return WorkLine(label, page.total, "/admin/claims/", tuple(items), late=queries.count_late(session, actor))


def _vouchers(session: Session, actor: Actor) -> WorkLine:
    page = queries.list_vouchers(session, actor, 1, _SHOWN)
    items = [
        WorkItem(row.title, f"/admin/vouchers/{row.claim.id}", since_on=row.claim.state_at.astimezone(JAPAN).date())
        for row in page.items
    ]
    label = Label("会社の人かどうかの確認", "People of firms to confirm")
    return WorkLine(label, page.total, "/admin/vouchers/", tuple(items))


def _own(session: Session, actor: Actor) -> list[WorkLine]:
    rows = queries.list_own(session, actor, 1, _OWN_SHOWN).items
    wanted = (
        (ClaimState.RETURNED, Label("直して送る申請（自社の登録）", "Your claims to mend and send again")),
        (ClaimState.LETTER_SENT, Label("手紙の確認コードの入力", "Codes of letters to type in")),
    )
    lines = []
    for state, label in wanted:
        items = tuple(_own_item(row) for row in rows if row.claim.state == state)
        lines.append(WorkLine(label, len(items), "/claims/", items[:_SHOWN]))
    return [line for line in lines if line.count]


def _own_item(row: ClaimRow) -> WorkItem:
    ends = row.claim.code_expires_at if row.claim.state == ClaimState.LETTER_SENT else None
    due = ends.astimezone(JAPAN).date() if ends else None
    return WorkItem(row.title, f"/claims/{row.claim.id}", row.claim.state_at.astimezone(JAPAN).date(), due)


def _plain(row: ClaimRow) -> dict[str, Any]:
    claim = row.claim
    plain: dict[str, Any] = {
        "id": claim.id,
        "company": claim.company_id,
        "firm": row.title,
        "state": claim.state,
        "position": claim.position,
        "phone": claim.phone,
        "firm_name_typed": claim.firm_name,
        "firm_address_typed": claim.firm_address,
        "proof": claim.proof,
        "submitted_at": claim.submitted_at.isoformat(),
        "state_at": claim.state_at.isoformat(),
        "reason": claim.reason,
    }
    if row.trader:
        names = ("name", "kana", "postcode", "municipality_code", "street")
        plain["trader"] = {name: getattr(row.trader, name) for name in names}
    return plain
