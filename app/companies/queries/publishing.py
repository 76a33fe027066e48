"""What publishers of a firm's things ask about the firm: its people, its place, what the register says of it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.companies.models import Company, CompanyMember, CompanyProfile
from app.core.actor import FirmRole
from app.core.errors import NotFound

_EDITORS = (FirmRole.OWNER, FirmRole.EDITOR)


def get_firm(session: Session, company_id: str) -> Company:
    """The firm without its profile; NotFound if there is none or it was removed from the register."""
    firm = session.scalars(select(Company).where(Company.id == company_id, Company.removed_on.is_(None))).one_or_none()
    if firm is None:
        raise NotFound("この会社は見つかりません。")
    return firm


def find_firm(session: Session, company_id: str) -> Company | None:
    """The firm, removed ones too."""
    return session.scalars(select(Company).where(Company.id == company_id)).one_or_none()


def list_firms(session: Session, ids: Sequence[str]) -> list[Company]:
    """Firms in kana order."""
    query = select(Company).where(Company.id.in_(ids), Company.removed_on.is_(None))
    return list(session.scalars(query.order_by(Company.sort_kana, Company.id)))


def list_people(session: Session, company_id: str) -> list[str]:
    """User ids of the firm's owners and editors today."""
    query = select(CompanyMember.user_id).where(
        CompanyMember.company_id == company_id, CompanyMember.ended_at.is_(None), CompanyMember.role.in_(_EDITORS)
    )
    return sorted(session.scalars(query))


def list_stale_profiles(session: Session, firm_ids: Sequence[str], before: date) -> list[tuple[str, str, date]]:
    """(company id, name, last confirmed on) of profiles of these firms that were last confirmed before `before`."""
    rows = session.execute(
        select(Company.id, Company.name, CompanyProfile.fresh_on)
        .join(CompanyProfile, CompanyProfile.company_id == Company.id)
        .where(Company.id.in_(firm_ids), Company.closed_on.is_(None), CompanyProfile.fresh_on < before)
        .order_by(CompanyProfile.fresh_on, Company.id)
    )
    return [(row.id, row.name, row.fresh_on) for row in rows]
