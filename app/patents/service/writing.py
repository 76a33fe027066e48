"""Patent records of any source into our tables, in batches.

All numbers of a record lead to one application; a record that ties two of ours merges them. Of two sources the better one's
values hold (J-PlatPat, DOCDB, gBizINFO, own CSV, in this order), the other only fills what is missing; a licence card is the
file's until its owner edits it. The same record again changes nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.companies.models import Company
from app.core import clock
from app.core.text import company_core
from app.patents.classification import subclass_of
from app.patents.identity import number_keys, primary_key, unnumbered_key
from app.patents.models import (
    Patent,
    PatentApplicant,
    PatentClassification,
    PatentNumberRow,
    PatentRedirect,
)
from app.patents.numbers import from_key
from app.patents.records import ApplicantName, PatentRecord, PatentSource
from app.patents.service.licences import write_imported_card
from app.patents.service.linking import Standing, link_of, links_by_name
from app.patents.service.merging import merge_patents, older_first
from app.patents.stages import PatentStage

_RANKS: Final = {
    source.label.ja: rank
    for rank, source in enumerate(
        (PatentSource.HEADED, PatentSource.GBIZINFO, PatentSource.DOCDB, PatentSource.JPLATPAT), start=1
    )
}
_SCALARS: Final = ("title", "abstract", "filed_on", "published_on", "granted_on", "expires_on", "source_url")


@dataclass(slots=True)
class PatentCounts:
    """What one batch did, by id. `merged`: (row of the file, address that stayed, address that redirects now)."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    merged: list[tuple[int, str, str]] = field(default_factory=list)
    unchanged: int = 0

    @property
    def touched(self) -> list[str]:
        """All whose public record is different now, or gone."""
        return [*self.added, *self.changed, *(gone for _, _, gone in self.merged)]


def write_patents(session: Session, records: Sequence[PatentRecord], *, is_sample: bool = False) -> PatentCounts:
    """Write a batch of records in order. Flushes."""
    batch = _Batch(session, records)
    counts = PatentCounts()
    for record in records:
        batch.write(record, counts, is_sample=is_sample)
    session.flush()
    return counts


class _Batch:
    """Everything that a batch may touch, loaded at once: statements do not grow with its rows."""

    def __init__(self, session: Session, records: Sequence[PatentRecord]) -> None:
        self._session = session
        keys = {key for record in records for key in number_keys(record)}
        rows = session.scalars(select(PatentNumberRow).where(PatentNumberRow.key.in_(keys)))
        self._id_of = {row.key: row.patent_id for row in rows}
        self._find_unnumbered(records)
        self._patents = {p.id: p for p in session.scalars(_whole().where(Patent.id.in_(set(self._id_of.values()))))}
        names = [name for record in records for name in record.applicants]
        standing = [row.name_core for patent in self._patents.values() for row in patent.applicants]
        self._links = links_by_name(session, {*(company_core(name.name) for name in names), *standing})
        self._names = _company_names(session, names)

    def _find_unnumbered(self, records: Sequence[PatentRecord]) -> None:
        """番号なし: by its own address or the one that it once had; or it is the one numbered record of its day and title."""
        hashes = {unnumbered_key(r) for r in records if _has_identity(r)}
        for id_ in self._session.scalars(select(Patent.id).where(Patent.id.in_(hashes))):
            self._id_of[id_] = id_
        bare = {unnumbered_key(r): r for r in records if not r.numbers}
        moved = select(PatentRedirect).where(PatentRedirect.old_id.in_(bare))
        self._id_of |= {row.old_id: row.patent_id for row in self._session.scalars(moved)}
        missing = {key: record for key, record in bare.items() if key not in self._id_of}
        for key, ids in self._same_day(missing.values()).items():
            if key in missing and len(ids) == 1:
                self._id_of[key] = ids[0]

    def _same_day(self, records: Iterable[PatentRecord]) -> dict[str, list[str]]:
        """Ids of ours that were filed on these records' days, by the key that they would have without a number."""
        found: dict[str, list[str]] = {}
        days = {record.filed_on for record in records if record.filed_on}
        query = select(Patent).options(selectinload(Patent.applicants)).where(Patent.filed_on.in_(days))
        for patent in self._session.scalars(query) if days else ():
            applicants = tuple(ApplicantName(row.name) for row in patent.applicants)
            like = PatentRecord(
                source=PatentSource.HEADED, row=0, title=patent.title, applicants=applicants, filed_on=patent.filed_on
            )
            found.setdefault(unnumbered_key(like), []).append(patent.id)
        return found

    def write(self, record: PatentRecord, counts: PatentCounts, *, is_sample: bool) -> None:
        """One record into the one application that it belongs to."""
        ours = older_first(self._ours(record))
        patent = ours[0] if ours else self._new(record, is_sample=is_sample)
        before = _snapshot(patent)
        for gone in ours[1:]:
            self._merge(patent, gone)
            counts.merged.append((record.row, patent.id, gone.id))
        self._apply(patent, record)
        self._id_of |= dict.fromkeys(number_keys(record) or (unnumbered_key(record),), patent.id)
        if not ours:
            counts.added.append(patent.id)
        elif _snapshot(patent) != before:
            patent.updated_at = clock.now()
            counts.changed.append(patent.id)
        else:
            counts.unchanged += 1

    def _ours(self, record: PatentRecord) -> list[Patent]:
        """Our records that it is about: by its numbers; and by day, title and applicants one that has none, or if it has none."""
        keys = number_keys(record)
        found = dict.fromkeys(id_ for key in keys if (id_ := self._id_of.get(key)))
        bare = self._id_of.get(unnumbered_key(record)) if _has_identity(record) else None
        if bare and (not keys or not self._patents[bare].numbers):
            found[bare] = None
        return [self._patents[id_] for id_ in found]

    def _merge(self, kept: Patent, gone: Patent) -> None:
        merge_patents(self._session, kept, gone)
        del self._patents[gone.id]
        self._id_of = {key: kept.id if id_ == gone.id else id_ for key, id_ in self._id_of.items()}

    def _new(self, record: PatentRecord, *, is_sample: bool) -> Patent:
        parts: dict[str, Any] = {"numbers": [], "applicants": [], "classifications": [], "licence": None}
        patent = Patent(
            id=primary_key(record),
            title="",
            abstract="",
            source_url="",
            stage=PatentStage.UNKNOWN.value,
            is_sample=is_sample,
            source="",
            source_on=clock.today(),
            updated_at=clock.now(),
            **parts,
        )
        self._session.add(patent)
        self._patents[patent.id] = patent
        return patent

    def _apply(self, patent: Patent, record: PatentRecord) -> None:
        is_better = _RANKS[record.source.label.ja] >= _RANKS.get(patent.source, 0)
        for name in _SCALARS:
            value = getattr(record, name)
            if value and (is_better or not getattr(patent, name)):
                setattr(patent, name, value)
        if record.stage is not PatentStage.UNKNOWN and (is_better or patent.stage == PatentStage.UNKNOWN):
            patent.stage = record.stage.value
        if record.applicants and (is_better or not patent.applicants):
            self._set_applicants(patent, record.applicants)
        if record.classifications and (is_better or not patent.classifications):
            _set_classifications(patent, record)
        _set_numbers(patent, record)
        write_imported_card(self._session, patent, record)
        if is_better and patent.row_digest != (digest := _digest(record)):
            patent.source, patent.source_on, patent.row_digest = record.source.label.ja, clock.today(), digest

    def _set_applicants(self, patent: Patent, names: Sequence[ApplicantName]) -> None:
        standing = Standing(patent.applicants)
        wanted = []
        for position, name in enumerate(names):
            shown = self._names.get(name.name, name.name)
            core = company_core(shown)
            given = link_of(name.corporate_number, core, self._links)
            link = standing.link_for(shown, core, given)
            wanted.append({"position": position, "name": shown, "name_core": core, **link.columns()})
        _replace(patent.applicants, PatentApplicant, wanted)


def _has_identity(record: PatentRecord) -> bool:
    return bool(record.title and record.filed_on and record.applicants)


def _company_names(session: Session, names: Iterable[ApplicantName]) -> dict[str, str]:
    """Names of companies where a file gives only the number in the name's place."""
    numbers = [name.name for name in names if name.name == name.corporate_number]
    rows = session.execute(select(Company.id, Company.name).where(Company.id.in_(numbers))) if numbers else ()
    return {row.id: row.name for row in rows}


def _set_classifications(patent: Patent, record: PatentRecord) -> None:
    wanted = [
        {"position": position, "scheme": one.scheme.value, "symbol": one.symbol, "subclass": subclass_of(one.symbol)}
        for position, one in enumerate(record.classifications)
    ]
    _replace(patent.classifications, PatentClassification, wanted)


def _set_numbers(patent: Patent, record: PatentRecord) -> None:
    """All numbers, ours and the record's, in the order of an application's life."""
    ours = tuple(number for row in patent.numbers if (number := from_key(row.key)))
    standing = {row.key: row for row in patent.numbers}
    for position, key in enumerate(number_keys(replace(record, numbers=(*ours, *record.numbers)))):
        if key in standing:
            standing[key].position = position
        else:
            patent.numbers.append(PatentNumberRow(key=key, position=position))


def _replace(rows: list[Any], model: type[Any], wanted: Sequence[dict[str, Any]]) -> None:
    """Make `rows` say what is wanted: rows are kept and rewritten, so that keys never collide within a flush."""
    for row, values in zip(rows, wanted, strict=False):
        for name, value in values.items():
            setattr(row, name, value)
    del rows[len(wanted) :]
    rows.extend(model(**values) for values in wanted[len(rows) :])


def _snapshot(patent: Patent) -> tuple[Any, ...]:
    card = patent.licence
    return (
        *(getattr(patent, name) for name in (*_SCALARS, "stage", "source")),
        sorted(row.key for row in patent.numbers),
        [(row.name, row.link, row.company_id) for row in patent.applicants],
        [(row.scheme, row.symbol) for row in patent.classifications],
        (card.summary, card.effect, card.fields, card.products, list(card.terms), card.support) if card else None,
    )


def _digest(record: PatentRecord) -> str:
    return hashlib.blake2b(repr(replace(record, row=0)).encode(), digest_size=16).hexdigest()


def _whole() -> Any:  # noqa: ANN401 - a select with its options
    return select(Patent).options(
        selectinload(Patent.numbers),
        selectinload(Patent.applicants),
        selectinload(Patent.classifications),
        joinedload(Patent.licence),
    )
