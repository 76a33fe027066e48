"""Registry facts from other sources than the register itself: gBizINFO, a headed CSV, the demo.

The register wins: a company that has a row of its (国税庁法人番号) keeps all of it. Of any other the given facts are written, and
what a file does not say stays as it was.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.companies.models import Company
from app.companies.service.registry import SOURCE as REGISTER
from app.companies.states import sort_key
from app.core import clock
from app.core.db import upsert
from app.core.text import company_core, katakana, nfkc

_KINDS: Final = (
    ("株式会社", "301"),
    ("有限会社", "302"),
    ("合名会社", "303"),
    ("合資会社", "304"),
    ("合同会社", "305"),
)
_OTHER_KIND: Final = "499"
_FACTS: Final = (
    "name",
    "name_kana",
    "name_en",
    "kind",
    "prefecture_code",
    "municipality_code",
    "prefecture_name",
    "city_name",
    "street",
    "postcode",
    "closed_on",
    "close_cause",
)


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What a source says of a corporation; "" or None: nothing. Codes: 法人種別, prefecture 2 digits, municipality 6 digits."""

    number: str
    name: str
    kana: str = ""
    name_en: str = ""
    kind: str = ""
    prefecture_code: str = ""
    municipality_code: str | None = None
    prefecture_name: str = ""
    city_name: str = ""
    street: str = ""
    postcode: str = ""
    closed_on: date | None = None
    close_cause: str | None = None


@dataclass(frozen=True, slots=True)
class FactCounts:
    """What one batch did, by 法人番号."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    closed: tuple[str, ...]
    unchanged: int


def write_facts(session: Session, facts: Sequence[CompanyFacts], source: str) -> FactCounts:
    """Add companies that we do not know, and mend those that no row of the register stands behind."""
    given = {one.number: one for one in facts}
    ours = {found.id: found for found in session.scalars(select(Company).where(Company.id.in_(given)))}
    rows: dict[str, dict[str, Any]] = {}
    for number, one in given.items():
        known = ours.get(number)
        if known is None or known.source != REGISTER:
            row = _row(one, known, source)
            if known is None or known.row_digest != row["row_digest"]:
                rows[number] = row
    upsert(session, Company, list(rows.values()), ("id",))
    session.expire_all()
    added = tuple(number for number in rows if number not in ours)
    changed = tuple(number for number in rows if number in ours)
    return FactCounts(added, changed, tuple(_newly_closed(rows, ours)), len(given) - len(rows))


def _newly_closed(rows: Mapping[str, Mapping[str, Any]], ours: Mapping[str, Company]) -> list[str]:
    return [n for n, row in rows.items() if row["closed_on"] and not (n in ours and ours[n].closed_on)]


def _row(facts: CompanyFacts, known: Company | None, source: str) -> dict[str, Any]:
    new: dict[str, Any] = {name: getattr(facts, "kana" if name == "name_kana" else name) for name in _FACTS}
    new["name_kana"] = katakana(nfkc(facts.kana))
    if known is not None:
        new = {name: value or getattr(known, name) for name, value in new.items()}
    new["kind"] = new["kind"] or kind_of(facts.number, facts.name)
    if new["closed_on"] is None:
        new["close_cause"] = None
    core = company_core(new["name"])
    return {
        **new,
        "id": facts.number,
        "corporate_number": facts.number,
        "name_core": core,
        "sort_kana": sort_key(new["name_kana"], core),
        "process": "",
        "source": source,
        "source_on": clock.today(),
        "row_digest": _digest(new),
        "updated_at": clock.now(),
    }


def _digest(facts: Mapping[str, Any]) -> str:
    return hashlib.blake2b("\x1f".join(str(facts[name]) for name in _FACTS).encode(), digest_size=16).hexdigest()


def kind_of(number: str, name: str) -> str:
    """法人種別 of a firm whose source does not give it: by the number of a public body (…0000 1x, 2x), else by the name's form."""
    if number[1:6] == "00001":
        return "101"
    if number[1:6] == "00002":
        return "201"
    return next((code for form, code in _KINDS if form in nfkc(name)), _OTHER_KIND)
