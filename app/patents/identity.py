"""Which record a row belongs to: the rules by which rows of several files become one application."""

import hashlib
from typing import Final

from app.core.text import company_core, fold
from app.patents.numbers import NumberKind
from app.patents.records import PatentRecord

# The application first; then as a gazette's life goes.
_ORDER: Final = (
    NumberKind.APPLICATION,
    NumberKind.UTILITY_APPLICATION,
    NumberKind.PUBLICATION,
    NumberKind.UTILITY_PUBLICATION,
    NumberKind.TRANSLATION,
    NumberKind.UTILITY_TRANSLATION,
    NumberKind.REPUBLICATION,
    NumberKind.EXAMINED,
    NumberKind.UTILITY_EXAMINED,
    NumberKind.GRANT,
    NumberKind.UTILITY_GRANT,
    NumberKind.REISSUE,
    NumberKind.PLANT,
    NumberKind.DESIGN_APPLICATION,
    NumberKind.DESIGN_GRANT,
    NumberKind.TRADEMARK_APPLICATION,
    NumberKind.TRADEMARK_GRANT,
)
_RANK: Final = {kind: rank for rank, kind in enumerate(_ORDER)}
UNNUMBERED: Final = "x-"
"""How the key of a record without any number (番号なし) begins; no office has this code."""


def number_keys(record: PatentRecord) -> tuple[str, ...]:
    """The keys of all numbers that lead to this record, each once, the one that names it first."""
    ordered = sorted(record.numbers, key=lambda number: _RANK[number.kind])
    return tuple(dict.fromkeys(number.key for number in ordered))


def primary_key(record: PatentRecord) -> str:
    """The key that names the record: the application number's, else the first known number's, else a hash (番号なし).

    The hash is over day of filing, title and applicants, folded, so that width, case, old kanji and 株式会社 make no
    difference; the order of applicants makes none either.
    """
    keys = number_keys(record)
    return keys[0] if keys else unnumbered_key(record)


def unnumbered_key(record: PatentRecord) -> str:
    """`x-` and 20 hexadecimal digits, the same in every run, of a record's day, title and applicants."""
    filed = record.filed_on.isoformat() if record.filed_on else ""
    title = fold(record.title).replace(" ", "")
    applicants = sorted(company_core(applicant.name) for applicant in record.applicants)
    text = "\x1f".join([filed, title, *applicants])
    return UNNUMBERED + hashlib.sha256(text.encode()).hexdigest()[:20]
