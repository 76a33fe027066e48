"""J-PlatPat's list of results as CSV, in its layouts of 14 columns (until 2019 or so), 15 (without 要約) and 16.

Columns are found by name, so that order and layout make no difference:
文献番号 出願番号 出願日 公知日 発明の名称 出願人/権利者 FI 要約 公開番号 公告番号 登録番号 審判番号 その他 ステージ イベント詳細 文献URL.
Numbers come as 特願2005-123456, 特開平3-143231, 再表2005/123456, WO2005/123456 (AA2005/123456), 特許6768620, 実登3000001;
days as yyyy/mm/dd. 公知日 is the day of the gazette or of the international publication. Source: INPIT, J-PlatPat, help of the
list of results, and 7,316 records read.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from app.core.rows import NumberedRow, RowProblem
from app.patents.numbers import NumberKind
from app.patents.readers import reasons
from app.patents.readers.cells import LINE, PARAGRAPH, Cells, column_name, read_each, unique
from app.patents.readers.lists import applicants_of, symbols_of
from app.patents.records import PatentRecord, PatentSource, Scheme
from app.patents.stages import stage_of

_TITLE: Final = "発明の名称"
_APPLICANTS: Final = "出願人/権利者"
_NUMBER_COLUMNS: Final = (
    ("出願番号", NumberKind.APPLICATION),
    ("公開番号", None),
    ("公告番号", None),
    ("登録番号", None),
    ("文献番号", None),
)
_REMARKS: Final = ("審判番号", "その他", "イベント詳細")
_SIGNATURE: Final = ("文献番号", "出願番号", _TITLE)


def is_jplatpat(header: Iterable[str]) -> bool:
    """Whether a file with this header is J-PlatPat's."""
    names = {column_name(name) for name in header}
    return all(column_name(name) in names for name in _SIGNATURE)


def read_jplatpat(rows: Iterable[NumberedRow]) -> Iterator[PatentRecord | RowProblem]:
    """The records of the rows, in order, with the problems of each before it. Never raises on content."""
    return read_each(rows, _record)


def _record(cells: Cells) -> PatentRecord | None:
    numbers = unique(n for column, kind in _NUMBER_COLUMNS for n in cells.numbers(column, kind))
    raw_stage = cells.line("ステージ")
    record = PatentRecord(
        source=PatentSource.JPLATPAT,
        row=cells.row,
        title=cells.line(_TITLE),
        abstract=cells.paragraph("要約"),
        applicants=applicants_of(cells.paragraph(cells.filled(_APPLICANTS, "出願人", "権利者"), PARAGRAPH)),
        numbers=numbers,
        classifications=symbols_of(cells, "FI", Scheme.FI),
        filed_on=cells.day("出願日"),
        published_on=cells.day("公知日"),
        stage=stage_of(raw_stage),
        raw_stage=raw_stage,
        source_url=cells.url("文献URL"),
        remarks=tuple(f"{column}: {text}" for column in _REMARKS if (text := cells.line(column, LINE))),
    )
    if not numbers:
        cells.report("出願番号", "", reasons.NO_NUMBER)
    elif not record.title:
        cells.report(_TITLE, "", reasons.TITLE_MISSING, "note")
    return record
