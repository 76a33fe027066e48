"""Public orders from gBizINFO's procurement CSV: date_of_order,title,amount,government_departments,joint_signatures,corporate_number."""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy.orm import Session

from app.companies.service.orders import OrderInput, write_orders
from app.core.rows import RowProblem
from app.imports.cells import Cells
from app.imports.files import Source
from app.imports.importer import Found, Importer, Staged, Written
from app.imports.tables import headed_rows

SOURCE: Final = "gBizINFO（経済産業省）"
_DAY: Final = ("date_of_order", "受注日")
_TITLE: Final = ("title", "事業名", "件名")
_AMOUNT: Final = ("amount", "金額")
_DEPARTMENT: Final = ("government_departments", "府省", "担当府省")
_JOINT: Final = ("joint_signatures", "連名")
_NUMBER: Final = ("corporate_number", "法人番号")


def is_orders(header: Sequence[str]) -> bool:
    """Whether a file with this header holds orders."""
    return all(any(name in header for name in names) for names in (_DAY, _TITLE, _NUMBER))


class OrderImporter(Importer[OrderInput]):
    """One row an order."""

    same = "last"
    key_column = "title"

    @property
    def record_type(self) -> type[OrderInput]:
        """As the companies' room takes them."""
        return OrderInput

    def read(self, source: Source) -> Iterator[Found[OrderInput]]:
        """Every row below the header."""
        for row in headed_rows(source):
            if isinstance(row, RowProblem):
                yield Found(row.row, problems=(row,))
            else:
                cells = Cells(*row)
                if not cells.is_blank:
                    yield self._found(cells)

    def _found(self, cells: Cells) -> Found[OrderInput]:
        number = cells.corporate_number(_NUMBER)
        ordered_on = cells.day(_DAY)
        title = cells.required(_TITLE)
        amount = cells.whole_number(_AMOUNT)
        if ordered_on is None and not cells.has_error:
            cells.report(cells.filled(_DAY), "", "日付がありません。")
        if number is None or ordered_on is None or cells.has_error:
            return Found(cells.row, problems=cells.problems)
        order = OrderInput(number, ordered_on, title, amount, cells.line(_DEPARTMENT), cells.line(_JOINT))
        key = f"{ordered_on.isoformat()} {title} {number}"
        return Found(cells.row, order, (key,), cells.problems)

    def write(self, session: Session, rows: Sequence[Staged[OrderInput]]) -> Written:
        """By the companies' own verb."""
        counts = write_orders(session, [row.record for row in rows], SOURCE)
        written = Written(added=counts.added, changed=counts.changed, unchanged=counts.unchanged)
        written.touch("company", counts.companies)
        return written
