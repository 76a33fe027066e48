"""gBizINFO's patent CSV (特許情報), as downloaded (Japanese column names) or as an extract with the API's English names.

Columns: 法人番号 法人名 特許/意匠/商標 出願番号 登録番号 出願年月日 特許_FI分類_コード値 発明の名称(等)/意匠に係る物品/表示用商標 文献固定アドレス;
or corporate_number, company/name, patent_type, application_number, registration_number, application_date/date,
classifications, title, url. Numbers are often missing (extracts have date, title, company only): such a record is found
again by day, title and applicant. The word "Null" means nothing. Designs and trade marks are passed over with a note; a file
without the type column holds patents. Source: METI, gBizINFO, 「データ項目定義」 and its REST API v1/v2.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from app.core.rows import NumberedRow, RowProblem
from app.patents.numbers import NumberKind
from app.patents.readers import reasons
from app.patents.readers.cells import Cells, column_name, read_each, require_identity, unique
from app.patents.readers.lists import symbols_of
from app.patents.records import ApplicantName, PatentRecord, PatentSource, Scheme

_TITLE: Final = ("title", "発明の名称(等)/意匠に係る物品/表示用商標", "発明の名称(等)", "発明の名称")
_DAY: Final = ("application_date", "date", "出願年月日", "出願日")
_NAME: Final = ("company", "name", "法人名", "商号または名称", "商号又は名称")
_CORPORATE_NUMBER: Final = ("corporate_number", "法人番号")
_TYPE: Final = ("patent_type", "特許/意匠/商標")
_APPLICATION: Final = ("application_number", "出願番号")
_REGISTRATION: Final = ("registration_number", "登録番号")
_FI: Final = ("classifications", "patent_classification_fi_code", "特許_FI分類_コード値", "FI分類_コード値", "分類")
_URL: Final = ("url", "文献固定アドレス")
_KINDS: Final = {
    "": (NumberKind.APPLICATION, NumberKind.GRANT),
    "特許": (NumberKind.APPLICATION, NumberKind.GRANT),
    "実用新案": (NumberKind.UTILITY_APPLICATION, NumberKind.UTILITY_GRANT),
}
_SKIPPED: Final = {"意匠": reasons.DESIGN_SKIPPED, "商標": reasons.TRADEMARK_SKIPPED}


def is_gbizinfo(header: Iterable[str]) -> bool:
    """Whether a file with this header is a gBizINFO patent file: title, day and a firm."""
    names = {column_name(name) for name in header}
    groups = (_TITLE, _DAY, (*_NAME, *_CORPORATE_NUMBER))
    return all(any(column_name(name) in names for name in group) for group in groups)


def read_gbizinfo(rows: Iterable[NumberedRow]) -> Iterator[PatentRecord | RowProblem]:
    """The records of the rows, in order, with the problems of each before it. Never raises on content."""
    return read_each(rows, _record)


def _record(cells: Cells) -> PatentRecord | None:
    type_column = cells.filled(*_TYPE)
    patent_type = cells.line(type_column)
    if patent_type in _SKIPPED:
        cells.report(type_column, patent_type, _SKIPPED[patent_type], "note")
        return None
    if patent_type not in _KINDS:
        cells.report(type_column, patent_type, reasons.TYPE_UNKNOWN)
        return None
    application, registration = _KINDS[patent_type]
    title_column = cells.filled(*_TITLE)
    record = PatentRecord(
        source=PatentSource.GBIZINFO,
        row=cells.row,
        title=cells.line(title_column),
        applicants=_applicants(cells),
        numbers=unique(
            (
                *cells.numbers(cells.filled(*_APPLICATION), application),
                *cells.numbers(cells.filled(*_REGISTRATION), registration),
            )
        ),
        classifications=symbols_of(cells, cells.filled(*_FI), Scheme.FI),
        filed_on=cells.day(cells.filled(*_DAY)),
        source_url=cells.url(cells.filled(*_URL)),
    )
    require_identity(cells, record, title_column)
    return record


def _applicants(cells: Cells) -> tuple[ApplicantName, ...]:
    """The firm of the row; with its number only, the number stands for the name until the firm is joined."""
    number = cells.corporate_number(cells.filled(*_CORPORATE_NUMBER))
    name = cells.line(cells.filled(*_NAME))
    return (ApplicantName(name or number or "", number),) if name or number else ()
