"""CSV and TSV of any dialect as numbered rows: never raises on content, never holds more than one row.

The delimiter is found in the first line; line ends are any. A row counts as a spreadsheet counts it, blank rows too. What is
wrong with a row's shape (a quotation mark never closed, a value of megabytes, NULs, bytes that are no characters) comes out
as a `RowProblem` in the row's place, and reading goes on behind it.
"""

import csv
import io
import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import Final

from app.core.rows import RowProblem, problem
from app.core.text import nfkc
from app.imports.files import Source

Row = tuple[int, list[str]]
MAX_LINE: Final = 1024**2  # characters
BAD: Final = re.compile("[\x00\ud800-\udfff]")
_DELIMITERS: Final = ",\t;"
_LONG: Final = "1つの値が長すぎます（13万文字を超える）。引用符が閉じているか確認してください。"
_LONG_LINE: Final = "1行が長すぎます（100万文字を超える）。ファイルが壊れていないか確認してください。"
_CUT: Final = "引用符が閉じないままファイルが終わっています。ファイルが途中で切れていないか確認してください。"
_QUOTE: Final = "引用符の後に区切り以外の文字があります。"
_CUT_CHARACTER: Final = "文字の途中でファイルが終わっています。ファイルが途中で切れていないか確認してください。"
_NUL: Final = "NUL文字が含まれています。ファイルが壊れていないか確認してください。"
_NO_CHARACTER: Final = "文字として読めないバイトが含まれています。文字コードを確認してください。"
_WIDTH: Final = "列の数が見出しと合いません（見出し%d列、この行%d列）。ファイルが途中で切れていないか確認してください。"


class _LineTooLong(Exception):
    pass


class _Lines:
    """The lines of a text, each of bounded length; raises `_LineTooLong` in place of one that is not, and goes on."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self.ends_in_newline = True

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(MAX_LINE)
        if not line:
            raise StopIteration
        self.ends_in_newline = line[-1] in "\r\n"
        if len(line) >= MAX_LINE and not self.ends_in_newline:
            while (rest := self._text.readline(MAX_LINE)) and rest[-1] not in "\r\n":
                pass
            raise _LineTooLong
        return line


class Table:
    """The rows of one source. `ends_in_newline` is known once the rows are read."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.delimiter = find_delimiter(source.head)
        self.ends_in_newline = True

    def rows(self) -> Generator[Row | RowProblem]:
        """All rows that are not blank, the first included, numbered from 1."""
        with self._source.open_text() as text:
            lines = _Lines(text)
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            number = 0
            while True:
                number += 1
                try:
                    cells = next(reader)
                except StopIteration:
                    break
                except (csv.Error, _LineTooLong, UnicodeDecodeError) as error:
                    yield problem(number, "", "", _reason(error))
                    if isinstance(error, UnicodeDecodeError):
                        break
                    continue
                if not cells:
                    continue
                yield _checked(number, cells)
            self.ends_in_newline = lines.ends_in_newline


def _reason(error: Exception) -> str:
    if isinstance(error, _LineTooLong):
        return _LONG_LINE
    if isinstance(error, UnicodeDecodeError):
        return _CUT_CHARACTER
    text = str(error)
    if "field limit" in text:
        return _LONG
    return _CUT if "unexpected end" in text else _QUOTE


def _checked(number: int, cells: list[str]) -> Row | RowProblem:
    if not BAD.search("\x1f".join(cells)):
        return number, cells
    at, cell = next((at, cell) for at, cell in enumerate(cells) if BAD.search(cell))
    shown = BAD.sub("�", cell)
    return problem(number, f"{at + 1}列目", shown, _NUL if "\x00" in cell else _NO_CHARACTER)


def find_delimiter(head: str) -> str:
    """The delimiter of a table that begins with `head`: the most frequent one of the first line, outside quotes."""
    line = re.sub(r'"[^"]*"', "", head.lstrip("\ufeff")).split("\n", 1)[0]
    return max(_DELIMITERS, key=line.count) if any(sign in line for sign in _DELIMITERS) else ","


def first_row(head: str) -> list[str]:
    """The cells of the first row of a table, names brought into one width; empty if there is none to be read."""
    lines = head.lstrip("\ufeff").splitlines(keepends=True)
    try:
        cells = next(csv.reader(lines, delimiter=find_delimiter(head)), [])
    except csv.Error:
        return []
    return [column(cell) for cell in cells]


def column(name: str) -> str:
    """A header cell as names are compared: NFKC, one line, lower case."""
    return nfkc(name[:200]).lower()


def headed_rows(source: Source) -> Iterator[tuple[int, dict[str, str]] | RowProblem]:
    """The rows below the header as cells by `column` name. A header that names a column twice is a problem of row 1."""
    with closing(Table(source).rows()) as rows:
        header: list[str] | None = None
        for row in rows:
            if isinstance(row, RowProblem):
                yield row
            elif header is None:
                header = [column(cell.lstrip("\ufeff")) for cell in row[1]]
                yield from _header_problems(row[0], header)
            else:
                yield _named(row, header)


def _header_problems(number: int, header: Sequence[str]) -> Iterator[RowProblem]:
    seen: set[str] = set()
    for name in header:
        if name and name in seen:
            yield problem(number, name, name, "見出しに同じ列名が2回あります。")
        seen.add(name)


def _named(row: Row, header: Sequence[str]) -> tuple[int, dict[str, str]] | RowProblem:
    number, cells = row
    while len(cells) > len(header) and not cells[-1]:
        cells.pop()
    if len(cells) != len(header):
        return problem(number, "", "", _WIDTH % (len(header), len(cells)))
    return number, dict(zip(header, cells, strict=True))
