"""One row's cells, read one by one: what is wrong is collected, never raised.

Columns are named as their files name them and found in whatever width, case and spacing the header has. Every text is cut
to a bound before anything is computed on it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from app.core.rows import NumberedRow, RowProblem, Severity, problem
from app.core.text import clean, nfkc
from app.patents.dates import parse_day
from app.patents.numbers import NumberKind, PatentNumber, find_numbers, parse_number
from app.patents.readers import reasons
from app.patents.records import PatentRecord

LINE: Final = 1_000
"""Characters of a single-line text: titles, names, addresses."""
PARAGRAPH: Final = 20_000
"""Characters of a longer text: abstracts, lists of symbols."""
_EMPTY: Final = frozenset({"null", "NULL", "Null", "-", "－"})
_IN_BRACKETS: Final = re.compile(r"[(（][^()（）]*[)）]")
_BETWEEN_NUMBERS: Final = re.compile(r"[\s,;、，；/／・()（）]*")


@lru_cache(maxsize=2048)
def column_name(header: str) -> str:
    """A header cell in the form in which columns are compared: NFKC, no blanks, lower case."""
    return nfkc(header[:200]).replace(" ", "").lower()


class Cells:
    """The cells of one row and the problems found in them so far."""

    def __init__(self, row: int, cells: Mapping[str, str]) -> None:
        self.row = row
        self.problems: list[RowProblem] = []
        self._cells = {column_name(header or ""): value or "" for header, value in cells.items()}

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the row at all."""
        return not any(value and not value.isspace() for value in self._cells.values())

    @property
    def has_error(self) -> bool:
        """Whether the row must be refused."""
        return any(found.is_error for found in self.problems)

    def report(self, column: str, value: str, reason: str, severity: Severity = "error") -> None:
        """Remember a problem of one cell."""
        self.problems.append(problem(self.row, column, value, reason, severity))

    def filled(self, *columns: str) -> str:
        """The first of `columns` that the row has something in, else the first: files name one thing differently."""
        return next((c for c in columns if self._value(c).strip()), columns[0])

    def paragraph(self, column: str, limit: int = PARAGRAPH) -> str:
        """A text with its line breaks, cleaned and cut to `limit`; "" for gBizINFO's "Null"."""
        value = self._value(column)
        if len(value) > limit:
            self.report(column, value, reasons.CUT, "note")
            value = value[:limit]
        if "\0" in value:
            self.report(column, value, reasons.CONTROL_CHARACTERS, "note")
        text = clean(value).strip()
        return "" if text in _EMPTY else text

    def line(self, column: str, limit: int = LINE) -> str:
        """A single-line text, NFKC, cut to `limit`."""
        return nfkc(self.paragraph(column, limit))[:limit]

    def day(self, column: str) -> date | None:
        """A day; None where the cell is empty, and, with an error, where it is none."""
        text = self.line(column)
        try:
            return parse_day(text)
        except ValueError:
            self.report(column, text, reasons.DAY_UNREADABLE)
            return None

    def numbers(self, column: str, kind: NumberKind | None = None) -> tuple[PatentNumber, ...]:
        """The numbers in a cell (bare digits count as `kind`); an error where something else stands there.

        What stands in brackets behind a number is another writing of it and is passed over: WO2005/123456 (AA2005/123456).
        """
        text = self.line(column)
        if not text:
            return ()
        number = parse_number(text, kind) or parse_number(_IN_BRACKETS.sub("", text), kind)
        found = (number,) if number else _listed(text)
        if not found:
            self.report(column, text, reasons.NUMBER_UNREADABLE)
        return found

    def corporate_number(self, column: str) -> str | None:
        """The 法人番号 in a cell, with or without T; None where it is empty and, with an error, where it has not 13 digits.

        Its check digit is the companies' matter: a number that no firm has joins no firm.
        """
        return self.thirteen_digits(column, self.line(column))

    def thirteen_digits(self, column: str, text: str) -> str | None:
        """`corporate_number` of a part of a cell."""
        if not text:
            return None
        match = re.fullmatch(r"T?([0-9]{13})", text.replace("-", ""))
        if match is None:
            self.report(column, text, reasons.CORPORATE_NUMBER_UNREADABLE)
            return None
        return match[1]

    def url(self, column: str) -> str:
        """A web address; "" with a note for any other (javascript:, file:)."""
        text = self.paragraph(column, LINE)
        if not text:
            return ""
        if not re.match(r"https?://[^\s<>\"']+$", text, re.IGNORECASE):
            self.report(column, text, reasons.URL_REFUSED, "note")
            return ""
        return text

    def _value(self, column: str) -> str:
        return self._cells.get(column_name(column), "")


def _listed(text: str) -> tuple[PatentNumber, ...]:
    """The numbers of a list of numbers; none where words stand between them, as in 「特願2005-123456の分割」."""
    rest, found = text, find_numbers(text)
    for start, end, _ in reversed(found):
        rest = rest[:start] + rest[end:]
    return tuple(number for _, _, number in found) if _BETWEEN_NUMBERS.fullmatch(rest) else ()


def unique(numbers: Iterable[PatentNumber]) -> tuple[PatentNumber, ...]:
    """Each number once, in order."""
    return tuple(dict.fromkeys(numbers))


def require_identity(cells: Cells, record: PatentRecord, title_column: str) -> None:
    """Report what the record lacks to be found again: a number, or else day, title and applicant; and a missing title."""
    if not record.numbers and not (record.title and record.filed_on and record.applicants):
        cells.report(title_column, record.title, reasons.NO_IDENTITY)
    elif not record.title:
        cells.report(title_column, "", reasons.TITLE_MISSING, "note")


def read_each(
    rows: Iterable[NumberedRow], read: Callable[[Cells], PatentRecord | None]
) -> Iterator[PatentRecord | RowProblem]:
    """Every row's problems and, if none is an error, its record. Blank rows are passed over in silence."""
    for row, values in rows:
        cells = Cells(row, values)
        if cells.is_blank:
            continue
        record = read(cells)
        yield from cells.problems
        if record is not None and not cells.has_error:
            yield record
