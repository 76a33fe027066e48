"""Lists for spreadsheets (.xlsx): text stays text, dates are dates, numbers are numbers, the header stays in view and prints."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from app.core.clock import JAPAN, now
from app.core.text import clean

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | date | datetime | None
_LONGEST: Final = 32_767  # characters of a cell (Excel's specifications and limits)
_LONGEST_NAME: Final = 31  # of a sheet
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\']")
_DAY: Final = "yyyy/mm/dd"
_MOMENT: Final = "yyyy/mm/dd hh:mm"
_PAPER_A4: Final = 9


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading and its width in digits of the standard font."""

    heading: str
    width: int = 16


def xlsx(rows: Iterable[Sequence[Cell]], columns: Sequence[Column], title: str) -> bytes:
    """A workbook of one sheet called `title`. Instants are written in Japan's time; longer texts than Excel takes are cut."""
    import xlsxwriter  # late: only these downloads need it

    target = BytesIO()
    with xlsxwriter.Workbook(target, _options()) as book:
        book.set_properties({"title": title, "created": now().replace(tzinfo=None)})
        sheet = book.add_worksheet(_NOT_IN_NAMES.sub(" ", clean(title))[:_LONGEST_NAME].strip() or "1")
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#F2F2F2"})
        styles = {
            "text": book.add_format({"valign": "top", "text_wrap": True}),
            "day": book.add_format({"valign": "top", "num_format": _DAY, "align": "left"}),
            "moment": book.add_format({"valign": "top", "num_format": _MOMENT, "align": "left"}),
        }
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(0, number, column.heading, head)
        last = 0
        for last, row in enumerate(rows, start=1):
            for number, cell in enumerate(row):
                _write(sheet, last, number, cell, styles)
        _lay_out(sheet, last, len(columns))
    return target.getvalue()


def _options() -> dict[str, Any]:
    return {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def _lay_out(sheet: Any, rows: int, columns: int) -> None:  # noqa: ANN401 - the package has no types
    sheet.freeze_panes(1, 0)
    if columns:
        sheet.autofilter(0, 0, max(rows, 1), columns - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(_PAPER_A4)
    sheet.fit_to_pages(1, 0)


def _write(sheet: Any, row: int, column: int, cell: Cell, styles: dict[str, Any]) -> None:  # noqa: ANN401 - the package has no types
    if cell is None or cell == "":
        sheet.write_blank(row, column, None, styles["text"])
    elif isinstance(cell, str):
        sheet.write_string(row, column, clean(cell)[:_LONGEST], styles["text"])
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell.astimezone(JAPAN).replace(tzinfo=None), styles["moment"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, styles["day"])
    else:
        sheet.write_number(row, column, cell, styles["text"])
