"""Technologies from the headed CSV: code,title,summary,description,problems,keywords,owner_corporate_number,owner_name,ipc,
industry,municipality,stage,url. Only code and title are required; lists are separated by | or 、 or line breaks.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy.orm import Session

from app.core.rows import RowProblem, problem
from app.core.text import nfkc
from app.imports.cells import Cells
from app.imports.files import Source
from app.imports.importer import Found, Importer, Staged, Written
from app.imports.industries import read_industries
from app.imports.listings import HEADED, OWNER_FIRST
from app.imports.places import find_place
from app.imports.tables import headed_rows
from app.patents.classification import normalise_ipc
from app.technologies.service import TechnologyInput, write_technologies
from app.technologies.states import TechnologyStage, parse_stage

_CODE: Final = ("code", "技術番号", "コード")
_TITLE: Final = ("title", "名称", "技術名")
_LONGEST_CODE: Final = 64
# Column of the file → field of the record.
_FIELDS: Final = {
    "title": "title",
    "summary": "summary",
    "description": "description",
    "problems": "problems",
    "keywords": "keywords",
    "owner_corporate_number": "owner_number",
    "owner_name": "owner_name",
    "ipc": "ipc",
    "industry": "industry",
    "municipality": "municipality_code",
    "stage": "stage",
    "url": "url",
}


def is_headed_technologies(header: Sequence[str]) -> bool:
    """Whether a CSV with this header holds technologies."""
    return any(name in header for name in _CODE) and any(name in header for name in _TITLE)


class TechnologyImporter(Importer[TechnologyInput]):
    """One row a technology; a code in two rows is an error. Columns that the file has not stay as they are."""

    same = "error"
    key_column = "code"
    batch = 200

    def __init__(self) -> None:
        self._given: frozenset[str] = frozenset()

    @property
    def record_type(self) -> type[TechnologyInput]:
        """As the technologies' room takes them."""
        return TechnologyInput

    def read(self, source: Source) -> Iterator[Found[TechnologyInput]]:
        """Every row below the header."""
        for row in headed_rows(source):
            if isinstance(row, RowProblem):
                yield Found(row.row, problems=(row,))
                continue
            self._given = self._given or frozenset(_FIELDS[name] for name in row[1] if name in _FIELDS) | {"title"}
            cells = Cells(*row)
            if not cells.is_blank:
                yield self._found(cells)

    def _found(self, cells: Cells) -> Found[TechnologyInput]:
        record = TechnologyInput(
            code=nfkc(cells.required(_CODE, _LONGEST_CODE)),
            title=cells.required(_TITLE, 300),
            summary=cells.text(("summary", "概要"), 2_000),
            description=cells.text(("description", "説明")),
            problems=cells.items(("problems", "課題")),
            keywords=cells.items(("keywords", "キーワード")),
            owner_number=cells.corporate_number(("owner_corporate_number", "法人番号"), required=False),
            owner_name=cells.line(("owner_name", "保有者")),
            ipc=_ipc(cells),
            industry=_industry(cells),
            municipality_code=find_place(cells, ("municipality", "市町村")),
            stage=_stage(cells),
            url=cells.url(("url",)),
        )
        if cells.has_error:
            return Found(cells.row, problems=cells.problems)
        return Found(cells.row, record, (record.code,), cells.problems)

    def write(self, session: Session, rows: Sequence[Staged[TechnologyInput]]) -> Written:
        """By the technologies' own verb."""
        counts = write_technologies(session, [row.record for row in rows], HEADED, given=self._given)
        written = Written(added=len(counts.added), changed=len(counts.changed), unchanged=counts.unchanged)
        written.touch("technology", [*counts.added, *counts.changed])
        for row in rows:
            offered = counts.offered.get(row.record.code)
            if offered:
                written.problems.append(problem(row.row, "・".join(offered), "", OWNER_FIRST, "note"))
        return written


def _ipc(cells: Cells) -> tuple[str, ...]:
    found = []
    for item in cells.items(("ipc",)):
        symbol = normalise_ipc(item)
        if symbol is None:
            cells.report("ipc", item, "分類記号として読み取れないため使いません。", "note")
        else:
            found.append(symbol)
    return tuple(dict.fromkeys(found))


def _industry(cells: Cells) -> str | None:
    found = read_industries(cells, ("industry", "業種"))
    if len(found) > 1:
        cells.report("industry", "|".join(found), f"業種は1つだけです。{found[0]} を採りました。", "note")
    return found[0] if found else None


def _stage(cells: Cells) -> TechnologyStage:
    text = cells.line(("stage", "段階"))
    stage = parse_stage(text)
    if stage is None:
        cells.report("stage", text, "知らない段階です（research、prototype、proven、in-use）。")
    return stage or TechnologyStage.UNKNOWN
