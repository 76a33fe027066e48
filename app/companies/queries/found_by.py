"""How a firm is looked for: the words that led to its profile, and those that just missed it and would fit."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.companies.kind import document_of
from app.companies.models import Company, CompanyCapability, CompanyIndustry, CompanyProfile
from app.core.text import company_core
from app.search.holding import Holding
from app.search.looked_for import names_person_or_place
from app.search.models import CompanyLook
from app.search.queries import Sought, list_leading_to_any, list_sought, since
from app.search.synonyms import fold_key
from app.search.wordbook import Wordbook

MOST: Final = 20  # words that are offered
_SEVERAL: Final = (2, 3)


@dataclass(frozen=True, slots=True)
class Missing:
    """A word that the profile lacks. `query` is what people typed with it; empty if the word alone led to firms like this one."""

    word: str
    sessions: int
    last_on: date
    query: str = ""

    @property
    def key(self) -> str:
        """The same for every spelling."""
        return fold_key(self.word)


def list_missing(session: Session, company: Company, book: Wordbook) -> list[Missing]:
    """Words that just missed the profile, most sought first; `company` with its whole profile.

    From searches of several words the one that it lacks; and single words that led to firms of its industries or processes. Names
    of people, places and firms are nothing that a firm would call its trade by, and are never among them.
    """
    holding = Holding(document_of(company), book)
    beside = _beside(list_sought(session, _SEVERAL), holding, book)
    alone = list(_alone(_from_firms_alike(session, company), holding, book))
    names = _names_among(session, [*beside, *alone]) | _names_opened(session, alone)
    found: dict[str, Missing] = {}
    for one in sorted([*beside, *alone], key=lambda missing: (-missing.sessions, missing.query, missing.word)):
        if one.key not in names:
            found.setdefault(one.key, one)
    return list(found.values())[:MOST]


def _beside(searches: Sequence[Sought], holding: Holding, book: Wordbook) -> list[Missing]:
    known: dict[str, bool] = {}
    found = []
    for search in searches:
        words = search.shown.split()
        for word in words:
            if word not in known:
                known[word] = holding.has(word)
        lacking = [word for word in words if not known[word]]
        held = [word for word in words if known[word] and not names_person_or_place(word, book.analyser)]
        if len(lacking) == 1 and held and not names_person_or_place(lacking[0], book.analyser):
            found.append(Missing(lacking[0], search.sessions, search.last_on, search.shown))
    return found


def _alone(searches: Sequence[Sought], holding: Holding, book: Wordbook) -> Iterator[Missing]:
    for search in searches:
        if not names_person_or_place(search.shown, book.analyser) and not holding.has(search.shown):
            yield Missing(search.shown, search.sessions, search.last_on)


def _from_firms_alike(session: Session, company: Company) -> list[Sought]:
    profile = company.profile
    industries = {industry.code for industry in profile.industries} if profile else set()
    processes = {capability.process for capability in profile.capabilities} if profile else set()
    if not industries and not processes:
        return []
    return list_leading_to_any(session, _firms_alike(company.id, industries, processes))


def _firms_alike(company_id: str, industries: Collection[str], processes: Collection[str]) -> Select[str]:
    same_industry = select(CompanyIndustry.company_id).where(CompanyIndustry.code.in_(industries))
    same_process = select(CompanyCapability.company_id).where(CompanyCapability.process.in_(processes))
    return select(CompanyProfile.company_id).where(
        CompanyProfile.company_id != company_id,
        or_(CompanyProfile.company_id.in_(same_industry), CompanyProfile.company_id.in_(same_process)),
    )


def _names_among(session: Session, words: Sequence[Missing]) -> set[str]:
    """Those of the words that are a firm's whole name."""
    cores = {company_core(one.word): one.key for one in words}
    rows = session.scalars(select(Company.name_core).where(Company.name_core.in_(cores)).distinct())
    return {cores[core] for core in rows}


def _names_opened(session: Session, words: Sequence[Missing]) -> set[str]:
    """Those of the words with which the name of a firm begins that was opened by them: people meant that firm."""
    cores = {one.key: company_core(one.word) for one in words}
    rows = session.execute(
        select(CompanyLook.words, Company.name_core)
        .join(Company, Company.id == CompanyLook.company_id)
        .where(CompanyLook.words.in_(cores), CompanyLook.day >= since())
        .distinct()
    )
    return {row.words for row in rows if row.name_core.startswith(cores[row.words])}
