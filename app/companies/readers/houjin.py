"""国税庁法人番号 CSV: 30 columns without a header, whole or change files (リソース定義書 Ver.5).

Rows are replayed in their own order. A number may stand in many rows: `latest` 0 is history, process 99 removes.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.companies.numbers import is_corporate_number
from app.companies.states import CLOSE_CAUSES, PROCESSES, REGISTER_KINDS, REMOVED
from app.core.rows import RowProblem
from app.core.text import clean, digits

COLUMNS: Final = [
    "sequenceNumber",
    "corporateNumber",
    "process",
    "correct",
    "updateDate",
    "changeDate",
    "name",
    "nameImageId",
    "kind",
    "prefectureName",
    "cityName",
    "streetNumber",
    "addressImageId",
    "prefectureCode",
    "cityCode",
    "postCode",
    "addressOutside",
    "addressOutsideImageId",
    "closeDate",
    "closeCause",
    "successorCorporateNumber",
    "changeCause",
    "assignmentDate",
    "latest",
    "enName",
    "enPrefectureName",
    "enCityName",
    "enAddressOutside",
    "furigana",
    "hihyoji",
]
_AT: Final = {name: position for position, name in enumerate(COLUMNS)}
_LONGEST: Final = {"name": 150, "streetNumber": 300, "addressOutside": 300, "changeCause": 500, "furigana": 500}
_SURELY_SHORT: Final = min(_LONGEST.values())
_FIELD_LIMIT: Final = 1_000  # characters; the layout's longest field has 500
# Codes that spreadsheets shorten: column → its full width.
_CODES: Final = {"process": 2, "prefectureCode": 2, "cityCode": 3, "postCode": 7, "closeCause": 2}


@dataclass(frozen=True, slots=True)
class HoujinRow:
    """One published row. Codes are checked; names stand as published."""

    number: str
    process: str
    is_correction: bool
    updated_on: date
    changed_on: date | None
    name: str
    has_name_image: bool
    kind: str
    prefecture_name: str
    city_name: str
    street: str
    has_address_image: bool
    prefecture_code: str
    city_code: str
    postcode: str
    address_outside: str
    closed_on: date | None
    close_cause: str | None
    successor_number: str | None
    change_cause: str
    assigned_on: date | None
    is_latest: bool
    name_en: str
    kana: str
    is_hidden: bool
    digest: str

    @property
    def is_current(self) -> bool:
        """Whether the row tells the present state: the latest one, or a removal."""
        return self.is_latest or self.process == REMOVED

    @property
    def address(self) -> str:
        """The whole address in one line."""
        return f"{self.prefecture_name}{self.city_name}{self.street}" or self.address_outside


def read_row(row: int, cells: Sequence[str]) -> tuple[HoujinRow | None, list[RowProblem]]:
    """One row of the file, or why it can't be taken; repairs are notes beside a good row."""
    if len(cells) != len(COLUMNS):
        reason = "列の数が30ではありません（%d列）。ファイルが途中で切れていないか確認してください。"
        return None, [RowProblem(row, "", str(len(cells)), reason % len(cells))]
    reader = _RowReader(row, [clean(cell).strip() if cell else "" for cell in cells])
    record = reader.record()
    return (None if reader.failed else record), reader.problems


class _RowReader:
    """Reads one row's cells and gathers what is wrong with them."""

    def __init__(self, row: int, cells: list[str]) -> None:
        self.row = row
        self.cells = cells
        self.problems: list[RowProblem] = []

    @property
    def failed(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)

    def record(self) -> HoujinRow:
        self._repair_codes()
        self._check_lengths()
        digest = hashlib.blake2b("\x1f".join(self.cells[1:]).encode(), digest_size=16).hexdigest()
        return HoujinRow(
            number=self._number(),
            process=self._code("process", PROCESSES),
            is_correction=self._flag("correct"),
            updated_on=self._date("updateDate", required=True) or date.min,
            changed_on=self._date("changeDate"),
            name=self._required("name"),
            has_name_image=bool(self._cell("nameImageId")),
            kind=self._code("kind", REGISTER_KINDS),
            prefecture_name=self._cell("prefectureName"),
            city_name=self._cell("cityName"),
            street=self._cell("streetNumber"),
            has_address_image=bool(self._cell("addressImageId")),
            prefecture_code=self._cell("prefectureCode"),
            city_code=self._cell("cityCode"),
            postcode=self._postcode(),
            address_outside=self._cell("addressOutside"),
            closed_on=self._date("closeDate"),
            close_cause=self._code("closeCause", CLOSE_CAUSES) if self._cell("closeDate") else None,
            successor_number=self._successor(),
            change_cause=self._cell("changeCause"),
            assigned_on=self._date("assignmentDate"),
            is_latest=self._flag("latest"),
            name_en=self._cell("enName"),
            kana=self._cell("furigana"),
            is_hidden=self._flag("hihyoji"),
            digest=digest,
        )

    def _cell(self, column: str) -> str:
        return self.cells[_AT[column]]

    def _fail(self, column: str, reason: str) -> None:
        self.problems.append(RowProblem(self.row, column, self._cell(column)[:80], reason))

    def _repair_codes(self) -> None:
        for column, width in _CODES.items():
            value = self._cell(column)
            if value and value.isascii() and value.isdigit() and len(value) < width:
                self.cells[_AT[column]] = value.zfill(width)
                reason = f"先頭の0が失われていたため、{value.zfill(width)} と読みました。"
                self.problems.append(RowProblem(self.row, column, value, reason, severity="note"))

    def _check_lengths(self) -> None:
        if max(map(len, self.cells)) <= _SURELY_SHORT:
            return
        for column, position in _AT.items():
            if len(self.cells[position]) > _LONGEST.get(column, _FIELD_LIMIT):
                self._fail(column, "この列の値が長すぎます。ファイルが壊れていないか確認してください。")
                self.cells[position] = ""

    def _number(self) -> str:
        value = self._cell("corporateNumber")
        if not is_corporate_number(value):
            self._fail("corporateNumber", "法人番号の検査数字が合いません。13桁の番号を確認してください。")
        return value

    def _successor(self) -> str | None:
        value = self._cell("successorCorporateNumber")
        if value and not is_corporate_number(value):
            self._fail("successorCorporateNumber", "承継先の法人番号の検査数字が合いません。")
        return value or None

    def _required(self, column: str) -> str:
        value = self._cell(column)
        if not value:
            self._fail(column, "値がありません。")
        return value

    def _code(self, column: str, known: object) -> str:
        value = self._cell(column)
        if value not in known:  # type: ignore[operator]  # any container of codes
            self._fail(column, "コード表にない値です。")
        return value

    def _flag(self, column: str) -> bool:
        value = self._cell(column)
        if value not in ("0", "1", ""):
            self._fail(column, "0か1で書かれている列です。")
        return value == "1"

    def _date(self, column: str, *, required: bool = False) -> date | None:
        value = self._cell(column)
        if not value and not required:
            return None
        try:
            return date.fromisoformat(value.replace("/", "-"))
        except ValueError:
            self._fail(column, "日付として読めません（例：2026-11-24）。")
            return None

    def _postcode(self) -> str:
        value = self._cell("postCode")
        if value and (len(digits(value)) != 7):
            self._fail("postCode", "郵便番号は7桁で書かれている列です。")
        return digits(value)
