"""Cells that hold lists: applicants and classification symbols."""

import re
from typing import Final

from app.core.text import nfkc
from app.patents.classification import normalise_ipc, parse_symbol, split_fi
from app.patents.readers import reasons
from app.patents.readers.cells import PARAGRAPH, Cells
from app.patents.records import ApplicantName, Classification, Scheme

MAX_ITEMS: Final = 500
"""Applicants or symbols of one record; no real one has so many."""
_APPLICANT_SIGNS: Final = re.compile(r"[,，;；\n]")
_FORM_AFTER_COMMA: Final = re.compile(
    r"(?:ltd|inc|llc|llp|lp|l\.p|corp|co|s\.?a|ag|gmbh|plc|b\.?v|n\.?v|k\.?k|limited|incorporated)\b\.?.*",
    re.IGNORECASE,
)
_SYMBOL_SIGNS: Final = re.compile(r"[;；、\n]")
_SYMBOL_LENGTH: Final = 40


def applicants_of(text: str) -> tuple[ApplicantName, ...]:
    """The names of a comma-separated list, each once. "ABC Co., Ltd." stays one name; a full-width blank in a name a blank."""
    names: list[str] = []
    for piece in _APPLICANT_SIGNS.split(text)[:MAX_ITEMS]:
        name = nfkc(piece)
        if names and _FORM_AFTER_COMMA.fullmatch(name):
            names[-1] = f"{names[-1]}, {name}"
        elif name:
            names.append(name)
    return tuple(ApplicantName(name) for name in dict.fromkeys(names))


def symbols_of(cells: Cells, column: str, scheme: Scheme) -> tuple[Classification, ...]:
    """The symbols in a cell, each once; one that can't be read stays as it is, with a note."""
    text = cells.paragraph(column, PARAGRAPH)
    pieces = [piece for part in _SYMBOL_SIGNS.split(text) for piece in split_fi(nfkc(part))]
    found = [_symbol(cells, column, scheme, piece.strip(" ,")) for piece in pieces[:MAX_ITEMS]]
    if len(pieces) > MAX_ITEMS:
        cells.report(column, text, reasons.CUT, "note")
    return tuple(dict.fromkeys(symbol for symbol in found if symbol.symbol))


def _symbol(cells: Cells, column: str, scheme: Scheme, piece: str) -> Classification:
    parsed = parse_symbol(piece)
    if parsed is not None:
        return Classification(scheme, parsed.text)
    plain = normalise_ipc(piece) if scheme is not Scheme.FI else None
    if piece and plain is None:
        cells.report(column, piece, reasons.SYMBOL_UNREADABLE, "note")
    return Classification(scheme, plain or piece[:_SYMBOL_LENGTH])
