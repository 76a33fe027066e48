"""What every reader hands out: one row of a file as a record of one application, whatever the file's layout.

Inventors are not kept: they are private persons, and nothing on this site needs them.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from app.core.labels import Label
from app.patents.classification import subclass_of
from app.patents.numbers import PatentNumber
from app.patents.stages import PatentStage


class PatentSource(StrEnum):
    """The kind of file that a record came from."""

    JPLATPAT = "jplatpat"
    GBIZINFO = "gbizinfo"
    DOCDB = "docdb"
    HEADED = "headed"

    @property
    def label(self) -> Label:
        """The source's name in both languages."""
        return _SOURCES[self]


_SOURCES: Final = {
    PatentSource.JPLATPAT: Label("特許情報プラットフォーム(J-PlatPat)", "J-PlatPat"),
    PatentSource.GBIZINFO: Label("gBizINFO(経済産業省)", "gBizINFO (METI)"),
    PatentSource.DOCDB: Label("欧州特許庁 DOCDB", "EPO DOCDB"),
    PatentSource.HEADED: Label("CSVファイル", "CSV file"),
}


class Scheme(StrEnum):
    """The classification that a symbol belongs to."""

    FI = "FI"
    IPC = "IPC"
    CPC = "CPC"


class Classification(NamedTuple):
    """One symbol as the file gives it, brought into one width and spacing."""

    scheme: Scheme
    symbol: str


@dataclass(frozen=True, slots=True)
class ApplicantName:
    """An applicant or holder of the right; `country` is a WIPO ST.3 code, both extras None where the file is silent."""

    name: str
    corporate_number: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class LicenceOffer:
    """What the owner offers, in plain words (headed CSV only): aim, effect, uses, products, terms, help."""

    summary: str = ""
    effect: str = ""
    fields: str = ""
    products: str = ""
    terms: str = ""
    support: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the file says nothing of a licence."""
        return not (self.summary or self.effect or self.fields or self.products or self.terms or self.support)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatentRecord:
    """One application as one row tells it. Texts are cleaned, days are Japan's, unknown things None or empty.

    `row` counts as the report does: lines of a CSV with its header as 1, documents of an XML file from 1.
    """

    source: PatentSource
    row: int
    title: str
    abstract: str = ""
    applicants: tuple[ApplicantName, ...] = ()
    numbers: tuple[PatentNumber, ...] = ()
    classifications: tuple[Classification, ...] = ()
    filed_on: date | None = None
    published_on: date | None = None
    granted_on: date | None = None
    expires_on: date | None = None
    stage: PatentStage = PatentStage.UNKNOWN
    raw_stage: str = ""
    source_url: str = ""
    remarks: tuple[str, ...] = ()
    licence: LicenceOffer | None = None

    @property
    def facets(self) -> tuple[str, ...]:
        """The subclasses ("B23Q") of all symbols, each once, in the file's order."""
        return tuple(dict.fromkeys(facet for _, symbol in self.classifications if (facet := subclass_of(symbol))))
