"""One row's cells by column name, read one by one: what is wrong or mended is collected, never raised.

A column has several names: files call one thing differently. "Null" (gBizINFO), "-" and blanks mean that nothing is there.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from app.companies.numbers import LENGTH, check_digit, is_corporate_number
from app.core.clock import JAPAN
from app.core.rows import RowProblem, Severity, problem
from app.core.text import clean, nfkc, plain_hyphens

EMPTY: Final = frozenset({"", "null", "none", "-", "ー", "n/a"})
LINE: Final = 500
PARAGRAPH: Final = 20_000
_YEARS: Final = range(1850, 2201)
_MOST_YEN: Final = 10**16
_DAY: Final = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?", re.ASCII)
_LIST: Final = re.compile(r"[|、\n]")
_URL: Final = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)


class Cells:
    """The cells of one row, and what was wrong with them."""

    def __init__(self, row: int, cells: Mapping[str, str]) -> None:
        self.row = row
        self.problems: list[RowProblem] = []
        self._cells = cells

    @property
    def has_error(self) -> bool:
        """Whether the row is refused."""
        return any(found.is_error for found in self.problems)

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the row."""
        return not any(value.strip() for value in self._cells.values())

    def report(self, column: str, value: str, reason: str, severity: Severity = "error") -> None:
        """Remember what is wrong, or what was mended."""
        self.problems.append(problem(self.row, column, value, reason, severity))

    def filled(self, names: Sequence[str]) -> str:
        """The first of the column's names under which something stands, else the first that the file has."""
        there = [name for name in names if name in self._cells]
        return next((name for name in there if not is_empty(self._cells[name])), there[0] if there else names[0])

    def text(self, names: Sequence[str], limit: int = PARAGRAPH) -> str:
        """A text of several lines; an error if it is longer than `limit`."""
        name = self.filled(names)
        value = clean(self._cells.get(name, "")).strip()
        if is_empty(value):
            return ""
        if len(value) > limit:
            self.report(name, value, f"長すぎます（{len(value):,}文字、上限{limit:,}文字）。")
            return ""
        return value

    def line(self, names: Sequence[str], limit: int = LINE) -> str:
        """A text of one line as published: width stays, blanks become one."""
        return " ".join(part for part in re.split(r"[ \t\n]+", self.text(names, limit)) if part)

    def required(self, names: Sequence[str], limit: int = LINE) -> str:
        """A line that must be there."""
        value = self.line(names, limit)
        if not value and not self.has_error:
            self.report(self.filled(names), "", "値がありません。")
        return value

    def items(self, names: Sequence[str], limit: int = 100) -> tuple[str, ...]:
        """A list separated by |, 、 or line breaks, each item once."""
        parts = (part.strip() for part in _LIST.split(self.text(names)))
        found = tuple(dict.fromkeys(part for part in parts if not is_empty(part)))
        if len(found) > limit:
            self.report(self.filled(names), str(len(found)), f"項目が多すぎます（上限{limit}）。")
            return ()
        return found

    def whole_number(self, names: Sequence[str], *, least: int = 0) -> int | None:
        """A whole number, with commas, 円 or 人 behind it; None where there is none."""
        name, text = self.filled(names), nfkc(self.text(names, LINE))
        plain = re.sub(r"[,\s円人¥\\]", "", plain_hyphens(text)).replace("△", "-").replace("▲", "-")
        plain = re.sub(r"\.0+$", "", plain)
        if not plain:
            return None
        if not re.fullmatch(r"-?[0-9]{1,16}", plain):
            self.report(name, text, "数として読めません。")
            return None
        if not least <= int(plain) < _MOST_YEN:
            self.report(name, text, "あり得ない大きさの数です。")
            return None
        return int(plain)

    def day(self, names: Sequence[str]) -> date | None:
        """A day, or an instant of which Japan's day is taken; None where there is none."""
        name, text = self.filled(names), plain_hyphens(nfkc(self.text(names, LINE)))
        if not text:
            return None
        try:
            found = _read_day(text)
        except (ValueError, OverflowError):
            found = None
        if found is None or found.year not in _YEARS:
            self.report(name, text, "日付として読めません（例：2026-11-24）。")
            return None
        return found

    def corporate_number(self, names: Sequence[str], *, required: bool = True) -> str | None:
        """A 法人番号 with the right check digit; a lost leading zero can't be, so 12 digits are told what is missing."""
        name, text = self.filled(names), nfkc(self.text(names, LINE))
        plain = text.replace("-", "").replace(" ", "").removeprefix("T")
        if not plain:
            if required:
                self.report(name, "", "法人番号がありません。")
            return None
        if is_corporate_number(plain):
            return plain
        self.report(name, text, _wrong_number(plain))
        return None

    def url(self, names: Sequence[str]) -> str:
        """A web address; anything else is left out with a note."""
        name, text = self.filled(names), self.text(names, 2_000)
        if text and not _URL.fullmatch(text):
            self.report(name, text, "http または https のアドレスではないため使いません。", "note")
            return ""
        return text


def is_empty(value: str) -> bool:
    """Whether a cell says nothing."""
    return value.strip().lower() in EMPTY


def _wrong_number(plain: str) -> str:
    if not (plain.isascii() and plain.isdigit()):
        return "法人番号は13桁の数字です。"
    if len(plain) != LENGTH:
        return f"法人番号は13桁です（{len(plain)}桁）。"
    return f"法人番号の検査数字が合いません（先頭は{check_digit(plain[1:])}のはずです）。"


def _read_day(text: str) -> date:
    if "T" in text or ":" in text:
        instant = datetime.fromisoformat(text.replace("/", "-"))
        return instant.astimezone(JAPAN).date() if instant.tzinfo else instant.date()
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return date(int(match[1]), int(match[2]), int(match[3]))
