"""JSON files of gBizINFO as numbered objects: an array, the API's wrapper {"hojin-infos": […]}, or one object a line.

Never raises on content and never holds more than one object: depth, size and count of what is read have bounds, so that a
file of any size, cut or nested on purpose, ends in a `RowProblem`. Objects are counted from 1.
"""

import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NoReturn

from app.core.rows import RowProblem, problem
from app.imports.files import Source
from app.imports.tables import BAD, column

MAX_OBJECT: Final = 4 * 1024**2  # characters
MAX_DEPTH: Final = 32
_CHUNK: Final = 64 * 1024
_WRAPPER: Final = re.compile(r'"hojin-infos"\s*:\s*\[')
_BETWEEN: Final = re.compile(r"[\s,]*")
_OUTSIDE: Final = re.compile(r'["{}\[\]]')
_INSIDE: Final = re.compile(r'["\\]')
_CUT: Final = "JSONが途中で終わっています。ファイルが途中で切れていないか確認してください。"
_BROKEN: Final = "JSONとして読めません。"
_TOO_LARGE: Final = "1件が大きすぎます（400万文字を超える）。"
_TOO_DEEP: Final = "入れ子が深すぎます。"
_NO_OBJECT: Final = "法人の情報（{ で始まるもの）がありません。"
_BAD_TEXT: Final = "NUL文字か、文字の半分（サロゲート）が含まれています。"


class _Stop(Exception):
    """The file can't be read any further; says why."""


class _Scanner:
    """Finds where the next object of a text ends."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self._buffer = ""
        self._at = 0

    def _more(self) -> bool:
        try:
            chunk = self._text.read(_CHUNK)
        except UnicodeDecodeError as bad:
            raise _Stop(_CUT) from bad
        self._buffer += chunk
        return bool(chunk)

    def skip_to_records(self) -> bool:
        """Go to the first object; whether it stands in an array, so that a "]" must follow the last."""
        self._more()
        start = len(self._buffer) - len(self._buffer.lstrip("\ufeff \t\r\n"))
        wrapper = _WRAPPER.search(self._buffer)
        if self._buffer[start : start + 1] == "[":
            self._at = start + 1
            return True
        self._at = wrapper.end() if wrapper else start
        return wrapper is not None

    def next_sign(self) -> str:
        """The next character that is neither blank nor comma; "" at the end of the file."""
        while True:
            self._at = _BETWEEN.match(self._buffer, self._at).end()  # type: ignore[union-attr]  # it matches nothing, too
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            self._buffer, self._at = "", 0
            if not self._more():
                return ""

    def _find(self, pattern: re.Pattern[str], start: int, at: int) -> re.Match[str]:
        """The next match from `at` on, reading more as needed."""
        while (match := pattern.search(self._buffer, at)) is None:
            at = max(at, len(self._buffer))
            if len(self._buffer) - start > MAX_OBJECT:
                raise _Stop(_TOO_LARGE)
            if not self._more():
                raise _Stop(_CUT)
        return match

    def take(self) -> str:
        """The text of the object that begins here."""
        if self._at > _CHUNK:
            self._buffer, self._at = self._buffer[self._at :], 0
        start, at, depth, is_string = self._at, self._at, 0, False
        while True:
            match = self._find(_INSIDE if is_string else _OUTSIDE, start, at)
            sign, at = match[0], match.end()
            if is_string:
                at += sign == "\\"
                is_string = sign != '"'
            else:
                is_string = sign == '"'
                depth += (sign in "{[") - (sign in "}]")
            if depth > MAX_DEPTH:
                raise _Stop(_TOO_DEEP)
            if depth == 0:
                self._at = at
                return self._buffer[start:at]


def json_rows(source: Source) -> Iterator[tuple[int, dict[str, str]] | RowProblem]:
    """Every object as cells by column name: texts and numbers as they stand, lists joined by "|", anything deeper left out."""
    with source.open_text() as text:
        number = 0
        scanner = _Scanner(text)
        try:
            is_array = scanner.skip_to_records()
            while (sign := scanner.next_sign()) == "{":
                number += 1
                yield _row(number, scanner.take())
            if number == 0 and sign != "]":
                raise _Stop(_NO_OBJECT)
            if is_array and sign != "]":
                raise _Stop(_CUT if not sign else _BROKEN)
            if not is_array and sign:
                raise _Stop(_BROKEN)
        except _Stop as stop:
            yield problem(max(number, 1), "JSON", "", str(stop))


def _row(number: int, text: str) -> tuple[int, dict[str, str]] | RowProblem:
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return problem(number, "JSON", text[:60], _BROKEN)
    cells = {column(str(name)): _cell(value) for name, value in found.items()}
    bad = next((name for name, value in cells.items() if BAD.search(value)), None)
    if bad is not None:
        return problem(number, BAD.sub("�", bad), BAD.sub("�", cells[bad]), _BAD_TEXT)
    return number, cells


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _cell(value: Any) -> str:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, list):
        return "|".join(_cell(_code(item)) for item in value[:1_000] if not isinstance(item, list))
    return ""


def _code(item: Any) -> Any:  # noqa: ANN401 - any JSON value
    return item.get("code", "") if isinstance(item, Mapping) else item
