"""Reads about support bodies that type for firms: each body sees its own clients only, each firm its own bodies only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from app.companies.member_states import CONSENTS, STANDING, Consent, ProxyState
from app.companies.models import Company, CompanyProxy
from app.core.errors import NotFound
from app.core.labels import Label
from app.core.paging import Page
from app.core.publication import OPEN, Revision
from app.offices.models import Office

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Client:
    """A firm for which a support body types, with how many versions of the firm are on their way."""

    proxy: CompanyProxy
    company: Company
    office_name: str
    drafts: int


def list_clients(
    session: Session, office_ids: Iterable[str], page: int, per_page: int, *, ended: bool = False
) -> Page[Client]:
    """One page of the firms of these bodies: those that stand, requests first, or those that are over, newest first."""
    states = (ProxyState.DECLINED, ProxyState.ENDED) if ended else STANDING
    here = (CompanyProxy.office_id.in_(sorted(office_ids)), CompanyProxy.state.in_(states))
    total = session.scalar(select(func.count()).select_from(CompanyProxy).where(*here)) or 0
    drafts = (
        select(func.count())
        .where(Revision.firm_id == CompanyProxy.company_id, Revision.state.in_(OPEN))
        .correlate(CompanyProxy)
        .scalar_subquery()
    )
    query = (
        select(CompanyProxy, Company, Office.name, drafts)
        .join(Company, Company.id == CompanyProxy.company_id)
        .join(Office, Office.id == CompanyProxy.office_id)
        .where(*here)
    )
    first = case((CompanyProxy.state == ProxyState.REQUESTED, 0), else_=1)
    order = (CompanyProxy.ended_at.desc(),) if ended else (first, Company.sort_kana)
    rows = session.execute(query.order_by(*order, CompanyProxy.id).offset((page - 1) * per_page).limit(per_page))
    return Page([Client(*row) for row in rows], page, per_page, total)


def list_of_firm(session: Session, company_id: str) -> list[tuple[CompanyProxy, str]]:
    """The support bodies that ask or may type for the firm, and those that did, each with its name; what waits comes first."""
    first = case({ProxyState.REQUESTED: 0, ProxyState.ACTIVE: 1}, value=CompanyProxy.state, else_=2)
    rows = session.execute(
        _named()
        .where(CompanyProxy.company_id == company_id)
        .order_by(first, CompanyProxy.requested_at.desc(), CompanyProxy.id)
        .limit(MOST_SHOWN)
    )
    return [(row[0], row[1]) for row in rows]


def proxy_facts(session: Session, company_id: str) -> list[tuple[Label, str]]:
    """Which support bodies may type for the firm, and by which consent: for whoever decides about what they typed."""
    return [
        (Label("代行入力", "Entry on behalf"), f"{name}（{CONSENTS[Consent(proxy.consent)].ja}）")
        for proxy, name in list_active(session, company_id)
    ]


def list_active(session: Session, company_id: str) -> list[tuple[CompanyProxy, str]]:
    """The support bodies that may type for the firm now, each with its name."""
    rows = session.execute(
        _named()
        .where(CompanyProxy.company_id == company_id, CompanyProxy.state == ProxyState.ACTIVE)
        .order_by(Office.name, CompanyProxy.id)
    )
    return [(row[0], row[1]) for row in rows]


def get_of_firm(session: Session, company_id: str, proxy_id: str) -> CompanyProxy:
    """One of the firm's own. NotFound for any other firm's."""
    return _get(session, select(CompanyProxy).where(CompanyProxy.company_id == company_id), proxy_id)


def get_of_offices(session: Session, office_ids: Iterable[str], proxy_id: str) -> CompanyProxy:
    """One of these bodies' own. NotFound for any other body's."""
    return _get(session, select(CompanyProxy).where(CompanyProxy.office_id.in_(sorted(office_ids))), proxy_id)


def find_standing(session: Session, company_id: str, office_id: str) -> CompanyProxy | None:
    """The one that is asked for or active between a firm and a body."""
    return session.scalars(
        select(CompanyProxy).where(
            CompanyProxy.company_id == company_id,
            CompanyProxy.office_id == office_id,
            CompanyProxy.state.in_(STANDING),
        )
    ).one_or_none()


def count_requests(session: Session, company_ids: Sequence[str]) -> dict[str, int]:
    """How many support bodies wait for an answer of each firm."""
    rows = session.execute(
        select(CompanyProxy.company_id, func.count())
        .where(CompanyProxy.company_id.in_(company_ids), CompanyProxy.state == ProxyState.REQUESTED)
        .group_by(CompanyProxy.company_id)
    )
    return {row[0]: row[1] for row in rows}


def _named() -> Select[CompanyProxy, str]:
    return select(CompanyProxy, Office.name).join(Office, Office.id == CompanyProxy.office_id)


def _get(session: Session, query: Select[CompanyProxy], proxy_id: str) -> CompanyProxy:
    found = session.scalars(query.where(CompanyProxy.id == proxy_id)).one_or_none()
    if found is None:
        raise NotFound("この代行は見つかりません。")
    return found
