"""Reads about claims. Whose they are is part of each query: a claimant's own, an office's, a support body's; all else is not there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.companies.claim_states import DECIDE_WITHIN, OPEN, ClaimState, Proof
from app.companies.models import ClaimedTrader, ClaimStep, Company, CompanyClaim, CompanyMember
from app.companies.policy.claims import DESK
from app.core import clock
from app.core.actor import Actor, FirmRole, Role
from app.core.clock import JAPAN
from app.core.errors import NotFound
from app.core.labels import phrase
from app.core.paging import Page
from app.core.text import company_core
from app.reference.calendar import add_business_days, business_days_between

NOT_FOUND: Final = phrase("この申請は見つかりません。")
_MOST_STEPS: Final = 200
# What the desk has to do something about: a voucher waits at the support body first.
_AT_OFFICE: Final = or_(
    CompanyClaim.state == ClaimState.CONFIRMED,
    and_(CompanyClaim.state == ClaimState.SUBMITTED, CompanyClaim.proof != Proof.VOUCHER),
)
TABS: Final[Mapping[str, ColumnElement[bool]]] = {
    "waiting": _AT_OFFICE,
    "elsewhere": and_(CompanyClaim.state.in_(OPEN), not_(_AT_OFFICE)),
    "done": CompanyClaim.state.not_in(OPEN),
}


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with what a list shows beside it."""

    claim: CompanyClaim
    company: Company | None
    trader: ClaimedTrader | None
    claimant: str

    @property
    def title(self) -> str:
        """What the firm is called."""
        return self.company.name if self.company else self.trader.name if self.trader else ""

    @property
    def days(self) -> int:
        """Business days since the claim came into its state."""
        return max(0, business_days_between(self.claim.state_at.astimezone(JAPAN).date(), clock.today()))

    @property
    def is_late(self) -> bool:
        """Whether the office has had it for longer than it should; asked of claims that wait there."""
        return self.days > DECIDE_WITHIN


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """How the desk's list is narrowed."""

    tab: str = "waiting"
    proof: str | None = None
    late: bool = False
    name: str = ""


def get_own(session: Session, actor: Actor, claim_id: str) -> ClaimRow:
    """The actor's own claim; NotFound for any other."""
    return _get(session, claim_id, CompanyClaim.user_id == actor.user_id)


def get_at_desk(session: Session, actor: Actor, claim_id: str) -> ClaimRow:
    """A claim of one of the actor's offices; NotFound for any other."""
    return _get(session, claim_id, _of_office(actor))


def get_voucher(session: Session, actor: Actor, claim_id: str) -> ClaimRow:
    """A claim that names one of the actor's support bodies; NotFound for any other."""
    return _get(session, claim_id, _of_support(actor))


def list_own(session: Session, actor: Actor, page: int, per_page: int) -> Page[ClaimRow]:
    """The actor's own claims, newest first."""
    order = (CompanyClaim.created_at.desc(), CompanyClaim.id)
    return _page(session, (CompanyClaim.user_id == actor.user_id,), order, page, per_page)


def list_at_desk(session: Session, actor: Actor, wanted: DeskFilter, page: int, per_page: int) -> Page[ClaimRow]:
    """The claims of the actor's offices: those that wait longest first, what is done by the last step."""
    newest_first = wanted.tab == "done"
    order = (CompanyClaim.state_at.desc() if newest_first else CompanyClaim.state_at, CompanyClaim.id)
    return _page(session, _narrowed(actor, wanted), order, page, per_page)


def count_at_desk(session: Session, actor: Actor) -> dict[str, int]:
    """Claims of the actor's offices by tab."""
    columns = [func.count().filter(condition).label(tab) for tab, condition in TABS.items()]
    row = session.execute(select(*columns).select_from(CompanyClaim).where(_of_office(actor))).one()
    return dict(row._mapping)


def count_late(session: Session, actor: Actor) -> int:
    """How many claims the actor's offices have had for too long."""
    query = select(func.count()).select_from(CompanyClaim)
    return session.scalar(query.where(_of_office(actor), _AT_OFFICE, CompanyClaim.state_at < late_before())) or 0


def list_vouchers(session: Session, actor: Actor, page: int, per_page: int) -> Page[ClaimRow]:
    """Claims that the actor's support bodies are asked about, those that wait longest first."""
    waiting = (_of_support(actor), CompanyClaim.state == ClaimState.SUBMITTED)
    return _page(session, waiting, (CompanyClaim.state_at, CompanyClaim.id), page, per_page)


def find_open_of(session: Session, user_id: str, company_id: str) -> CompanyClaim | None:
    """The person's claim on this firm that is still on its way."""
    query = select(CompanyClaim).where(
        CompanyClaim.user_id == user_id, CompanyClaim.company_id == company_id, CompanyClaim.state.in_(OPEN)
    )
    return session.scalars(query).first()


def list_open_on(session: Session, company_id: str) -> list[CompanyClaim]:
    """Claims on a firm that are still on their way, oldest first; there are a handful at most."""
    query = select(CompanyClaim).where(CompanyClaim.company_id == company_id, CompanyClaim.state.in_(OPEN))
    return list(session.scalars(query.order_by(CompanyClaim.created_at, CompanyClaim.id).limit(50)))


def list_others_on(session: Session, claim: CompanyClaim) -> list[ClaimRow]:
    """Other claims on the same firm, newest first, for whoever decides about this one."""
    if claim.company_id is None:
        return []
    query = _rows().where(CompanyClaim.company_id == claim.company_id, CompanyClaim.id != claim.id)
    return [_row(row) for row in session.execute(query.order_by(CompanyClaim.created_at.desc()).limit(20))]


def list_owners(session: Session, company_id: str | None) -> list[User]:
    """The present owners of a firm, by name."""
    if company_id is None:
        return []
    query = (
        select(User)
        .join(CompanyMember, CompanyMember.user_id == User.id)
        .where(
            CompanyMember.company_id == company_id,
            CompanyMember.ended_at.is_(None),
            CompanyMember.role == FirmRole.OWNER,
        )
    )
    return list(session.scalars(query.order_by(User.name, User.id)))


def list_steps(session: Session, claim_id: str) -> list[ClaimStep]:
    """The way of a claim, newest first."""
    query = select(ClaimStep).where(ClaimStep.claim_id == claim_id).order_by(ClaimStep.id.desc())
    return list(session.scalars(query.limit(_MOST_STEPS)))


def find_row(session: Session, claim_id: str) -> ClaimRow | None:
    """A claim whoever asks: for letters and services, never for a page."""
    found = session.execute(_rows().where(CompanyClaim.id == claim_id)).one_or_none()
    return _row(found) if found else None


def list_of_person(session: Session, user_id: str) -> list[ClaimRow]:
    """All claims of a person, oldest first: for the export of their own data."""
    query = _rows().where(CompanyClaim.user_id == user_id).order_by(CompanyClaim.created_at, CompanyClaim.id)
    return [_row(row) for row in session.execute(query)]


def late_before() -> datetime:
    """A claim that came to the office before this instant is late."""
    first_late = add_business_days(clock.today() + timedelta(days=1), -(DECIDE_WITHIN + 1))
    return datetime.combine(first_late, time.min, JAPAN)


def _of_office(actor: Actor) -> ColumnElement[bool]:
    return CompanyClaim.office_id.in_(actor.bodies(*DESK))


def _of_support(actor: Actor) -> ColumnElement[bool]:
    return CompanyClaim.support_office_id.in_(actor.bodies(Role.SUPPORT))


def _narrowed(actor: Actor, wanted: DeskFilter) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_of_office(actor), TABS[wanted.tab]]
    if wanted.proof:
        conditions.append(CompanyClaim.proof == wanted.proof)
    if wanted.late:
        conditions.append(CompanyClaim.state_at < late_before())
    if core := company_core(wanted.name):
        names = (
            Company.name_core.contains(core, autoescape=True),
            ClaimedTrader.name.contains(wanted.name, autoescape=True),
        )
        conditions.append(or_(*names))
    return conditions


def _rows() -> Select[CompanyClaim, Company, ClaimedTrader, str]:
    return (
        select(CompanyClaim, Company, ClaimedTrader, User.name)
        .join(User, User.id == CompanyClaim.user_id)
        .outerjoin(Company, Company.id == CompanyClaim.company_id)
        .outerjoin(ClaimedTrader, ClaimedTrader.claim_id == CompanyClaim.id)
    )


def _get(session: Session, claim_id: str, condition: ColumnElement[bool]) -> ClaimRow:
    found = session.execute(_rows().where(CompanyClaim.id == claim_id, condition)).one_or_none()
    if found is None:
        raise NotFound(NOT_FOUND)
    return _row(found)


def _page(
    session: Session, conditions: Sequence[ColumnElement[bool]], order: Sequence[Any], page: int, per_page: int
) -> Page[ClaimRow]:
    query = _rows().where(*conditions)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(query.order_by(*order).offset((page - 1) * per_page).limit(per_page))
    return Page([_row(row) for row in rows], page, per_page, total)


def _row(row: Row[CompanyClaim, Company, ClaimedTrader, str]) -> ClaimRow:
    return ClaimRow(*row)
