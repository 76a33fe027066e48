"""Rows of an uploaded or official file, and what is wrong with one of them.

Readers never raise on a file's content: they hand out records and, beside them, `RowProblem`s, from which the import's
report is written. An *error* means that the row is not taken; a *note* says what was repaired, cut or passed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Severity = Literal["error", "note"]
NumberedRow = tuple[int, Mapping[str, str]]
"""The row's number in the file (the header is 1) and its cells by column name, already decoded."""

SHOWN: Final = 100
"""How many characters of a wrong value the report shows."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing to report of one row: `reason` is a msgid (Japanese sentence), `value` what stood there, shortened."""

    row: int
    column: str
    value: str
    reason: str
    severity: Severity = "error"

    @property
    def is_error(self) -> bool:
        """Whether the row is refused; else it was taken (or passed over on purpose) and this is only told."""
        return self.severity == "error"


def problem(row: int, column: str, value: str, reason: str, severity: Severity = "error") -> RowProblem:
    """A `RowProblem` whose value is short enough for a report and holds no control characters."""
    shown = "".join(c if c.isprintable() else " " for c in value[: SHOWN + 1])
    return RowProblem(row, column, shown if len(shown) <= SHOWN else shown[:SHOWN] + "…", reason, severity)
