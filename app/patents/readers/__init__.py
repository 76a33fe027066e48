"""Readers of official and own patent files. They know layouts, never files' encodings nor the database.

CSV readers take decoded rows `(row number, cells by column name)`, `read_docdb` takes a binary file; all hand out
`PatentRecord`s and `RowProblem`s in the file's order and never raise on its content.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from app.core.rows import NumberedRow, RowProblem
from app.patents.readers.docdb import read_docdb
from app.patents.readers.gbizinfo import is_gbizinfo, read_gbizinfo
from app.patents.readers.headed import is_headed, read_headed
from app.patents.readers.jplatpat import is_jplatpat, read_jplatpat
from app.patents.records import PatentRecord, PatentSource

__all__ = ["CSV_READERS", "read_docdb", "read_gbizinfo", "read_headed", "read_jplatpat", "recognise"]

CSV_READERS: Final[dict[PatentSource, Callable[[Iterable[NumberedRow]], Iterator[PatentRecord | RowProblem]]]] = {
    PatentSource.JPLATPAT: read_jplatpat,
    PatentSource.GBIZINFO: read_gbizinfo,
    PatentSource.HEADED: read_headed,
}


def recognise(header: Iterable[str]) -> PatentSource | None:
    """The layout of a CSV with this header (`--format auto`); None where it is no patent file that we know."""
    names = list(header)
    if is_jplatpat(names):
        return PatentSource.JPLATPAT
    if is_headed(names):
        return PatentSource.HEADED
    return PatentSource.GBIZINFO if is_gbizinfo(names) else None
