"""Our own patent CSV with a header: for owners and offices that have no official file at hand.

| column | holds |
|---|---|
| `title` | 発明の名称 |
| `abstract` | 要約, may have several lines |
| `applicants` | names, separated by comma or semicolon |
| `applicant_corporate_numbers` | their 法人番号 in the same order, separated likewise; empty places allowed |
| `application_number`, `publication_number`, `registration_number` | any notation; bare digits are JPO's (2020123456, 6768620) |
| `fi`, `ipc` | symbols, separated by comma or semicolon |
| `filed_on`, `published_on`, `granted_on`, `expires_on` | yyyy-mm-dd, yyyy/mm/dd or yyyymmdd |
| `stage` | J-PlatPat's words, or our codes (`in_force`, `lapsed`, …) |
| `url` | where the record is described |
| `licence_summary`, `licence_effect`, `licence_fields`, `licence_products`, `licence_terms`, `licence_support` | 開放特許 in plain words |

Required: a number, or else title, filed_on and applicants. Columns of other names are passed over.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from app.core.rows import NumberedRow, RowProblem
from app.patents.numbers import NumberKind
from app.patents.readers import reasons
from app.patents.readers.cells import PARAGRAPH, Cells, column_name, read_each, require_identity, unique
from app.patents.readers.lists import applicants_of, symbols_of
from app.patents.records import ApplicantName, LicenceOffer, PatentRecord, PatentSource, Scheme
from app.patents.stages import stage_of

COLUMNS: Final = (
    "title",
    "abstract",
    "applicants",
    "applicant_corporate_numbers",
    "application_number",
    "publication_number",
    "registration_number",
    "fi",
    "ipc",
    "filed_on",
    "published_on",
    "granted_on",
    "expires_on",
    "stage",
    "url",
    "licence_summary",
    "licence_effect",
    "licence_fields",
    "licence_products",
    "licence_terms",
    "licence_support",
)
_OWN: Final = frozenset({"applicants", "publication_number", "filed_on", "licence_summary"})
_LICENCE: Final = 2_000
_CORPORATE_NUMBERS: Final = "applicant_corporate_numbers"


def is_headed(header: Iterable[str]) -> bool:
    """Whether a file with this header is of this layout: `title` or a number, and a column that only we have."""
    names = {column_name(name) for name in header}
    return bool(names & _OWN) and bool(
        names & {"title", "application_number", "publication_number", "registration_number"}
    )


def read_headed(rows: Iterable[NumberedRow]) -> Iterator[PatentRecord | RowProblem]:
    """The records of the rows, in order, with the problems of each before it. Never raises on content."""
    return read_each(rows, _record)


def _record(cells: Cells) -> PatentRecord | None:
    raw_stage = cells.line("stage")
    licence = _licence(cells)
    record = PatentRecord(
        source=PatentSource.HEADED,
        row=cells.row,
        title=cells.line("title"),
        abstract=cells.paragraph("abstract"),
        applicants=_applicants(cells),
        numbers=unique(
            (
                *cells.numbers("application_number", NumberKind.APPLICATION),
                *cells.numbers("publication_number", NumberKind.PUBLICATION),
                *cells.numbers("registration_number", NumberKind.GRANT),
            )
        ),
        classifications=(*symbols_of(cells, "fi", Scheme.FI), *symbols_of(cells, "ipc", Scheme.IPC)),
        filed_on=cells.day("filed_on"),
        published_on=cells.day("published_on"),
        granted_on=cells.day("granted_on"),
        expires_on=cells.day("expires_on"),
        stage=stage_of(raw_stage),
        raw_stage=raw_stage,
        source_url=cells.url("url"),
        licence=None if licence.is_empty else licence,
    )
    require_identity(cells, record, "title")
    return record


def _licence(cells: Cells) -> LicenceOffer:
    return LicenceOffer(
        summary=cells.paragraph("licence_summary", _LICENCE),
        effect=cells.paragraph("licence_effect", _LICENCE),
        fields=cells.paragraph("licence_fields", _LICENCE),
        products=cells.paragraph("licence_products", _LICENCE),
        terms=cells.paragraph("licence_terms", _LICENCE),
        support=cells.paragraph("licence_support", _LICENCE),
    )


def _applicants(cells: Cells) -> tuple[ApplicantName, ...]:
    names = applicants_of(cells.paragraph("applicants", PARAGRAPH))
    text = cells.line(_CORPORATE_NUMBERS)
    if not text:
        return names
    numbers = [piece.strip() for piece in re.split("[,;、]", text)]
    if len(numbers) != len(names):
        cells.report(_CORPORATE_NUMBERS, text, reasons.CORPORATE_NUMBERS_DIFFER)
        return names
    return tuple(
        ApplicantName(applicant.name, cells.thirteen_digits(_CORPORATE_NUMBERS, number))
        for applicant, number in zip(names, numbers, strict=True)
    )
