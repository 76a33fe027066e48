"""The register's rows into our tables, set-wise: history always, the present row when it is newer than ours.

The caller gives rows in the file's order, in batches, each in its own unit of work, and says which rows are the last of their
number. Running the same file again changes nothing; a run cut short is completed by running it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.companies.models import Company, CompanyChange
from app.companies.readers.houjin import HoujinRow
from app.companies.states import REMOVED, sort_key
from app.core import clock
from app.core.db import insert_ignoring, upsert
from app.core.text import company_core, katakana, nfkc
from app.reference.municipalities import find_municipality

SOURCE = "国税庁法人番号公表サイト"


@dataclass(slots=True)
class RegistryCounts:
    """What one batch did, by 法人番号."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    unchanged: int = 0
    outdated: int = 0  # rows older than what we have

    @property
    def touched(self) -> list[str]:
        """Ids whose public record may look different now."""
        return [*self.added, *self.changed]


def write_registry_rows(session: Session, rows: Sequence[tuple[int, HoujinRow, bool]]) -> RegistryCounts:
    """Write one batch of (position in the file, row, is the last present row of its number)."""
    _write_history(session, rows)
    final = {row.number: row for _, row, is_final in rows if is_final}
    return _write_present(session, final)


def _write_history(session: Session, rows: Sequence[tuple[int, HoujinRow, bool]]) -> None:
    changes = {(row.number, row.digest): _change(position, row) for position, row, _ in rows}
    insert_ignoring(session, CompanyChange, list(changes.values()))


def _change(position: int, row: HoujinRow) -> dict[str, Any]:
    return {
        "corporate_number": row.number,
        "position": position,
        "process": row.process,
        "is_correction": row.is_correction,
        "is_latest": row.is_latest,
        "registry_updated_on": row.updated_on,
        "changed_on": row.changed_on,
        "name": row.name,
        "address": row.address,
        "closed_on": row.closed_on,
        "close_cause": row.close_cause,
        "successor_number": row.successor_number,
        "change_cause": row.change_cause,
        "row_digest": row.digest,
    }


def _write_present(session: Session, final: dict[str, HoujinRow]) -> RegistryCounts:
    counts = RegistryCounts()
    columns = (Company.id, Company.row_digest, Company.registry_updated_on, Company.closed_on)
    ours = {found.id: found for found in session.execute(select(*columns).where(Company.id.in_(final)))}
    written = []
    for number, row in final.items():
        known = ours.get(number)
        if known and known.row_digest == row.digest:
            counts.unchanged += 1
        elif known and known.registry_updated_on and known.registry_updated_on > row.updated_on:
            counts.outdated += 1
        else:
            written.append(_company(row))
            (counts.changed if known else counts.added).append(number)
            if row.closed_on and not (known and known.closed_on):
                counts.closed.append(number)
    upsert(session, Company, written, key=("id",))
    return counts


def _company(row: HoujinRow) -> dict[str, Any]:
    municipality = find_municipality(row.prefecture_code + row.city_code) if row.city_code else None
    core = company_core(row.name)
    kana = katakana(nfkc(row.kana))
    return {
        "id": row.number,
        "corporate_number": row.number,
        "name": row.name,
        "name_kana": kana,
        "name_en": row.name_en,
        "name_core": core,
        "sort_kana": sort_key(kana, core),
        "kind": row.kind,
        "prefecture_code": row.prefecture_code,
        "municipality_code": municipality.code6 if municipality else None,
        "prefecture_name": row.prefecture_name,
        "city_name": row.city_name,
        "street": row.street,
        "postcode": row.postcode,
        "address_outside": row.address_outside,
        "has_name_image": row.has_name_image,
        "has_address_image": row.has_address_image,
        "is_hidden": row.is_hidden,
        "process": row.process,
        "assigned_on": row.assigned_on,
        "changed_on": row.changed_on,
        "registry_updated_on": row.updated_on,
        "closed_on": row.closed_on,
        "close_cause": row.close_cause,
        "successor_number": row.successor_number,
        "removed_on": row.changed_on or row.updated_on if row.process == REMOVED else None,
        "source": SOURCE,
        "source_on": clock.today(),
        "row_digest": row.digest,
        "updated_at": clock.now(),
    }
