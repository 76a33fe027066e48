"""Companies from the corporate number register's files (国税庁法人番号 CSV): whole or change files, replayed in order."""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.companies.models import Company
from app.companies.readers.houjin import COLUMNS, HoujinRow, read_row
from app.companies.service.registry import write_registry_rows
from app.core.rows import RowProblem, problem
from app.core.text import digits
from app.imports.files import Source
from app.imports.importer import Found, Importer, Staged, Written
from app.imports.tables import Row, Table
from app.patents.service.linking import relink_companies
from app.reference.municipalities import list_prefectures

_CUT: Final = "最後の行が途中で切れています。もう一度ダウンロードしてください。"
_PREFECTURE: Final = "都道府県名がコードと合いません。文字コードか列の並びを確認してください。"


def is_houjin(first_row: Sequence[str]) -> bool:
    """Whether a file that begins so is the register's: no header, 30 columns, a number in the second."""
    return len(first_row) == len(COLUMNS) and len(digits(first_row[1])) in {12, 13} and first_row[1].isascii()


class HoujinImporter(Importer[HoujinRow]):
    """30 columns without a header."""

    same = "replay"
    batch = 500

    def __init__(self, prefecture: str | None) -> None:
        """`prefecture`: only this one's companies, and those that we have."""
        self._prefecture = prefecture
        self._names = {one.code: one.name for one in list_prefectures()}

    @property
    def record_type(self) -> type[HoujinRow]:
        """Rows as the reader gives them."""
        return HoujinRow

    def read(self, source: Source) -> Iterator[Found[HoujinRow]]:
        """Every row, one behind: the last one is checked for a cut."""
        table = Table(source)
        held: Row | None = None
        for row in table.rows():
            if held is not None:
                yield self._found(held)
            held = None
            if isinstance(row, RowProblem):
                yield Found(row.row, problems=(row,))
            else:
                held = row
        if held is not None:
            yield self._last(held, table)

    def _last(self, row: Row, table: Table) -> Found[HoujinRow]:
        number, cells = row
        if not table.ends_in_newline and len(cells) == len(COLUMNS) and not cells[-1]:
            return Found(number, problems=(problem(number, COLUMNS[-1], "", _CUT),))
        return self._found(row)

    def _found(self, row: Row) -> Found[HoujinRow]:
        number, cells = row
        record, problems = read_row(number, cells)
        if record is None:
            return Found(number, problems=problems)
        if record.prefecture_code and record.prefecture_name != self._names.get(record.prefecture_code):
            wrong = problem(number, "prefectureName", record.prefecture_name, _PREFECTURE)
            return Found(number, problems=(*problems, wrong))
        is_in_scope = self._prefecture in {None, record.prefecture_code}
        return Found(number, record, (record.number,), problems, record.is_current, is_in_scope)

    def known(self, session: Session, keys: Sequence[str]) -> set[str]:
        """Companies that we have: a firm that moved away must not stay where it was."""
        return set(session.scalars(select(Company.id).where(Company.id.in_(keys))))

    def write(self, session: Session, rows: Sequence[Staged[HoujinRow]]) -> Written:
        """History and present rows, by the registry's own verb."""
        counts = write_registry_rows(session, [(row.position, row.record, row.is_final) for row in rows])
        written = Written(
            added=len(counts.added),
            changed=len(counts.changed),
            unchanged=counts.unchanged,
            closed=len(counts.closed),
            outdated=counts.outdated,
        )
        written.touch("company", counts.touched)
        written.touch("patent", relink_companies(session, counts.touched))
        return written
