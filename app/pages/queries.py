"""What the front page and the page about the site count."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.companies.models import Company, CompanyChange, CompanyIndustry, CompanyProfile
from app.core.actor import VISITOR
from app.core.kinds import KindRegister


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """What of the corporate number register is here."""

    open: int
    closed: int
    changes: int
    profiles: int
    samples: int
    newest_on: date | None


def count_kinds(session: Session, kinds: KindRegister) -> list[tuple[str, int]]:
    """How many things of each kind a visitor may see, in the order of the site map."""
    return [(kind.name, kind.count(session, VISITOR)) for kind in kinds]


def register_facts(session: Session) -> RegisterFacts:
    """Counts of the register and of the profiles, and the day of the newest row."""
    present = (
        select(func.count()).select_from(Company).where(Company.removed_on.is_(None), Company.is_hidden.is_(False))
    )
    profiles = select(func.count()).select_from(CompanyProfile)
    return RegisterFacts(
        open=session.scalar(present.where(Company.closed_on.is_(None))) or 0,
        closed=session.scalar(present.where(Company.closed_on.is_not(None))) or 0,
        changes=session.scalar(select(func.count()).select_from(CompanyChange)) or 0,
        profiles=session.scalar(profiles) or 0,
        samples=session.scalar(profiles.where(CompanyProfile.is_sample)) or 0,
        newest_on=session.scalar(select(func.max(Company.registry_updated_on))),
    )


def count_profiles_by_division(session: Session) -> dict[str, int]:
    """Firms with a profile by the division (JSIC letter) of their main trade."""
    division = func.substr(CompanyIndustry.code, 1, 1)
    rows = session.execute(
        select(division, func.count()).where(CompanyIndustry.position == 0).group_by(division).order_by(division)
    )
    return {row[0]: row[1] for row in rows}


def count_changes_by_month(session: Session, today: date, months: int) -> dict[str, int]:
    """Published changes of the register in the last `months` months, "2026/8" → count, oldest first, this month last."""
    wanted = [divmod(today.year * 12 + today.month - 1 - back, 12) for back in reversed(range(months))]
    first = date(wanted[0][0], wanted[0][1] + 1, 1)
    rows = session.execute(
        select(CompanyChange.registry_updated_on, func.count())
        .where(CompanyChange.registry_updated_on >= first)
        .group_by(CompanyChange.registry_updated_on)
    )
    found: Counter[tuple[int, int]] = Counter()
    for on, count in rows:
        if on is not None:
            found[(on.year, on.month - 1)] += count
    return {f"{year % 100}/{month + 1}": found[(year, month)] for year, month in wanted}
