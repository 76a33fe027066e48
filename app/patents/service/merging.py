"""One application told several times: rows of one file folded into one record, and two records that turn out to be one.

Of two records in the database the older address stays; the other answers with a redirect.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.patents.models import (
    Patent,
    PatentApplicant,
    PatentClassification,
    PatentLicence,
    PatentNumberRow,
    PatentRedirect,
)
from app.patents.records import ApplicantName, PatentRecord, PatentSource
from app.patents.service.licences import move_versions
from app.patents.service.linking import carry_choices
from app.patents.stages import PatentStage

V = TypeVar("V")


def fold_records(records: Sequence[PatentRecord]) -> PatentRecord:
    """One record out of a file's rows about one application, in the file's order.

    Numbers and symbols are joined; the first title and abstract, the first day of publication and of grant, and the last
    stage, holders and licence hold. gBizINFO names one firm a row: there all are applicants.
    """
    last = records[-1]
    return replace(
        last,
        title=_first(r.title for r in records) or "",
        abstract=_first(r.abstract for r in records) or "",
        applicants=_applicants(records),
        numbers=_union(r.numbers for r in records),
        classifications=_union(r.classifications for r in records),
        filed_on=_first(r.filed_on for r in records),
        published_on=_earliest(r.published_on for r in records),
        granted_on=_earliest(r.granted_on for r in records),
        expires_on=_first(r.expires_on for r in reversed(records)),
        stage=_first_known(r.stage for r in reversed(records)),
        source_url=_first(r.source_url for r in records) or "",
        remarks=_union(r.remarks for r in records),
        licence=_first(r.licence for r in reversed(records)),
    )


def _first(values: Iterable[V]) -> V | None:
    return next((value for value in values if value), None)


def _first_known(stages: Iterable[PatentStage]) -> PatentStage:
    return next((stage for stage in stages if stage is not PatentStage.UNKNOWN), PatentStage.UNKNOWN)


def _earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day), default=None)


def _union(values: Iterable[tuple[V, ...]]) -> tuple[V, ...]:
    return tuple(dict.fromkeys(value for part in values for value in part))


def _applicants(records: Sequence[PatentRecord]) -> tuple[ApplicantName, ...]:
    if records[-1].source is PatentSource.GBIZINFO:
        return _union(r.applicants for r in records)
    return _first(r.applicants for r in reversed(records)) or ()


def older_first(patents: Iterable[Patent]) -> list[Patent]:
    """By the instant at which they came here; the first keeps its address."""
    return sorted(patents, key=lambda patent: (patent.created_at, patent.id))


def merge_patents(session: Session, kept: Patent, gone: Patent) -> None:
    """Make two records one: `gone`'s numbers and former addresses lead to `kept`, and its own address redirects there.

    What `kept` lacks (licence, dates, abstract, applicants, symbols) comes over from `gone`. Flushes.
    """
    _fill(kept, gone)
    carry_choices(kept.applicants, gone.applicants)
    session.flush()
    _move(session, kept, gone, PatentNumberRow)
    _move(session, kept, gone, PatentRedirect)
    for model, is_missing in (
        (PatentApplicant, not kept.applicants),
        (PatentClassification, not kept.classifications),
        (PatentLicence, kept.licence is None),
    ):
        if is_missing:
            _move(session, kept, gone, model)
        session.execute(delete(model).where(model.patent_id == gone.id))
    move_versions(session, gone.id, kept.id)
    session.execute(delete(Patent).where(Patent.id == gone.id))
    session.add(PatentRedirect(old_id=gone.id, patent_id=kept.id))
    _forget(session, gone)
    session.flush()
    session.refresh(kept, ["numbers", "applicants", "classifications", "licence"])


def _fill(kept: Patent, gone: Patent) -> None:
    copied = ("title", "abstract", "filed_on", "published_on", "granted_on", "expires_on", "source_url")
    for name in (*copied, "licence_withdrawn_at"):
        if not getattr(kept, name):
            setattr(kept, name, getattr(gone, name))
    if kept.stage == PatentStage.UNKNOWN:
        kept.stage = gone.stage


Owned = type[PatentNumberRow | PatentRedirect | PatentApplicant | PatentClassification | PatentLicence]


def _move(session: Session, kept: Patent, gone: Patent, model: Owned) -> None:
    statement = update(model).where(model.patent_id == gone.id).values(patent_id=kept.id)
    session.execute(statement, execution_options={"synchronize_session": False})


def _forget(session: Session, gone: Patent) -> None:
    """Take the gone record and its parts out of the session: their rows are moved or deleted."""
    parts = (*gone.numbers, *gone.applicants, *gone.classifications, *([gone.licence] if gone.licence else []))
    for row in (*parts, gone):
        session.expunge(row)
