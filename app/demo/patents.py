"""The fictional patents as rows. Their numbers lie in ranges that no year has reached."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.companies.models import Company
from app.companies.numbers import number_of
from app.core import clock
from app.core.text import company_core
from app.demo.firms import days_ago
from app.demo.trades import Entry
from app.patents.classification import subclass_of
from app.patents.models import (
    Patent,
    PatentApplicant,
    PatentClassification,
    PatentLicence,
    PatentNumberRow,
)
from app.patents.numbers import PatentNumber, parse_number
from app.patents.stages import stage_of

SOURCE: Final = "見本データ（架空の特許）"
_TERM: Final = 20  # years from filing (特許法67条)


def write_patents(session: Session, patents: Sequence[Entry]) -> None:
    """Add the patents that are not there yet."""
    owners = {row.id: row.name for row in session.execute(select(Company.id, Company.name))}
    for entry in patents:
        numbers = _numbers(entry)
        if session.get(Patent, numbers[0].key) is None:
            session.add(_patent(entry, numbers, {number_of(o): owners[number_of(o)] for o in entry["owner"]}))
    session.flush()


def _numbers(entry: Entry) -> list[PatentNumber]:
    texts = [entry[name] for name in ("application", "publication", "registration") if name in entry]
    return [number for text in texts if (number := parse_number(text))]


def _patent(entry: Entry, numbers: Sequence[PatentNumber], owners: dict[str, str]) -> Patent:
    id_ = numbers[0].key
    filed: date = entry["filed_on"]
    return Patent(
        id=id_,
        title=entry["title"],
        abstract=entry["abstract"].strip(),
        filed_on=filed,
        published_on=entry.get("published_on"),
        granted_on=entry.get("granted_on"),
        expires_on=_expiry(filed) if "granted_on" in entry else None,
        stage=stage_of(entry["stage"]),
        is_sample=True,
        source=SOURCE,
        source_on=clock.today(),
        row_digest=f"demo-{id_}",
        updated_at=clock.now(),
        numbers=[PatentNumberRow(key=number.key, position=n) for n, number in enumerate(numbers)],
        applicants=[
            PatentApplicant(position=n, name=name, name_core=company_core(name), company_id=company, link="number")
            for n, (company, name) in enumerate(owners.items())
        ],
        classifications=[
            PatentClassification(position=n, scheme="FI", symbol=symbol, subclass=subclass_of(symbol))
            for n, symbol in enumerate(entry["fi"])
        ],
        licence=_licence(id_, entry["licence"]) if "licence" in entry else None,
    )


def _expiry(filed: date) -> date:
    """Twenty years from filing; 29 February ends on 28."""
    day = 28 if (filed.month, filed.day) == (2, 29) else filed.day
    return date(filed.year + _TERM, filed.month, day)


def _licence(id_: str, entry: Entry) -> PatentLicence:
    return PatentLicence(
        summary=entry["summary"],
        effect=entry.get("effect", ""),
        fields=entry.get("fields", ""),
        products=entry.get("products", ""),
        terms=list(entry.get("terms", [])),
        support=entry.get("support", ""),
        fresh_on=clock.today() - days_ago(id_, 330),
    )
