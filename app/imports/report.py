"""What an import says about its rows: a CSV file for people with a spreadsheet, the first few for the terminal, and counts."""

import csv
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from app.core.rows import RowProblem
from app.core.sheets import safe_cell
from app.imports.errors import FileRefused

COLUMNS: Final = ("row", "column", "value", "reason", "severity")
SHOWN: Final = 20


@dataclass(slots=True)
class Counts:
    """What a run did."""

    rows: int = 0  # read, good and bad
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    outdated: int = 0  # older than what we have
    outside: int = 0  # of other prefectures, passed over
    errors: int = 0  # rows refused
    notes: int = 0

    def as_dict(self) -> dict[str, int]:
        """For the history of runs."""
        return asdict(self)


class Report:
    """Takes problems one by one and keeps only the first few; all go into the file, if one is wanted."""

    def __init__(self, path: Path | None) -> None:
        """`path` None: no file."""
        self.first: list[RowProblem] = []
        self.errors = 0
        self.notes = 0
        self._path = path
        self._stack = ExitStack()
        self._writer: Any = None

    def __enter__(self) -> Self:
        if self._path is not None:
            try:
                file = self._stack.enter_context(self._path.open("w", encoding="utf-8-sig", newline=""))
            except OSError as error:
                raise FileRefused("報告ファイルを書けません（%(reason)s）。", reason=error.strerror or "I/O") from error
            self._writer = csv.writer(file)
            self._writer.writerow(COLUMNS)
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, problems: Iterable[RowProblem]) -> None:
        """Report these."""
        for problem in problems:
            if problem.is_error:
                self.errors += 1
            else:
                self.notes += 1
            self._keep(problem)
            if self._writer is not None:
                cells = (str(problem.row), problem.column, problem.value, problem.reason, problem.severity)
                self._writer.writerow([_cell(cell) for cell in cells])

    def _keep(self, problem: RowProblem) -> None:
        """The first few; errors push notes out."""
        if len(self.first) < SHOWN:
            self.first.append(problem)
        elif problem.is_error and (notes := [at for at, kept in enumerate(self.first) if not kept.is_error]):
            self.first.pop(notes[-1])
            self.first.append(problem)

    @property
    def first_error(self) -> RowProblem | None:
        """The first row that is refused."""
        return next((problem for problem in self.first if problem.is_error), None)


def _cell(text: str) -> str:
    """Lone surrogates as question marks, and no formula."""
    return safe_cell(text.encode("utf-8", "replace").decode())


def told(problem: RowProblem) -> str:
    """One line: 「3行目 corporateNumber「123」: …」."""
    column = f" {problem.column}" if problem.column else ""
    value = f"「{problem.value}」" if problem.value else ""
    return f"{problem.row}行目{column}{value}: {problem.reason}"
