"""Patents from J-PlatPat's and gBizINFO's CSV, DOCDB XML and our own headed CSV, by the readers of the patents' room."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sqlalchemy.orm import Session

from app.core.rows import RowProblem, problem
from app.imports.errors import FileRefused
from app.imports.files import Source
from app.imports.importer import Found, Importer, Staged, Written
from app.imports.tables import headed_rows
from app.patents.identity import number_keys, primary_key
from app.patents.readers import CSV_READERS, read_docdb
from app.patents.records import PatentRecord, PatentSource
from app.patents.service.merging import fold_records
from app.patents.service.writing import write_patents

_NOT_PATENTS: Final = ("trademark", "商標", "design", "意匠")
_TYPE: Final = ("patent_type", "特許/意匠/商標")
_MERGED: Final = "同じ出願と分かったため、%s にまとめました。前の住所は転送されます。"


class PatentImporter(Importer[PatentRecord]):
    """One row or document a gazette or application; rows about one application are told together."""

    key_column = "番号"
    batch = 100

    def __init__(self, layout: PatentSource) -> None:
        """`layout`: which reader."""
        self._layout = layout
        self.same = "error" if layout is PatentSource.HEADED else "merge"

    @property
    def record_type(self) -> type[PatentRecord]:
        """As the readers give them."""
        return PatentRecord

    def read(self, source: Source) -> Iterator[Found[PatentRecord]]:
        """Every row or document."""
        if self._layout is PatentSource.DOCDB:
            with source.open_bytes() as file:
                yield from _grouped(read_docdb(file))
        else:
            _refuse_others(source)
            yield from self._read_table(source)

    def _read_table(self, source: Source) -> Iterator[Found[PatentRecord]]:
        """The table's own problems come in their place among the reader's records."""
        misshapen: list[RowProblem] = []

        def rows() -> Iterator[tuple[int, dict[str, str]]]:
            for row in headed_rows(source):
                if isinstance(row, RowProblem):
                    misshapen.append(row)
                else:
                    yield row

        for found in _grouped(CSV_READERS[self._layout](rows())):
            while misshapen:
                wrong = misshapen.pop(0)
                yield Found(wrong.row, problems=(wrong,))
            yield found
        for wrong in misshapen:
            yield Found(wrong.row, problems=(wrong,))

    def merge(self, records: Sequence[PatentRecord]) -> PatentRecord:
        """All that a file tells about one application."""
        return fold_records(records)

    def write(self, session: Session, rows: Sequence[Staged[PatentRecord]]) -> Written:
        """By the patents' own verb."""
        counts = write_patents(session, [row.record for row in rows])
        written = Written(added=len(counts.added), changed=len(counts.changed), unchanged=counts.unchanged)
        written.touch("patent", counts.touched)
        for row, kept, gone in counts.merged:
            written.problems.append(problem(row, self.key_column, gone, _MERGED % kept, "note"))
        return written


def _grouped(items: Iterable[RowProblem | PatentRecord]) -> Iterator[Found[PatentRecord]]:
    """A row's problems together with its record, if it has one."""
    problems: list[RowProblem] = []
    for item in items:
        if problems and problems[0].row != item.row:
            yield Found(problems[0].row, problems=tuple(problems))
            problems = []
        if isinstance(item, RowProblem):
            problems.append(item)
        else:
            keys = (primary_key(item), *number_keys(item))
            yield Found(item.row, item, tuple(dict.fromkeys(keys)), tuple(problems))
            problems = []
    if problems:
        yield Found(problems[0].row, problems=tuple(problems))


def _refuse_others(source: Source) -> None:
    """gBizINFO's extracts of trade marks and designs look like those of patents; only their names tell."""
    first_line = source.head.split("\n", 1)[0]
    if any(word in source.name.lower() for word in _NOT_PATENTS) and not any(name in first_line for name in _TYPE):
        raise FileRefused(
            "商標か意匠のファイルのようです（ファイル名 %(name)s）。特許だけを取り込めます。", name=source.name
        )
