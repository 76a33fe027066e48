"""Industry codes of a row: revision 14 as it stands, revision 13 led to the codes of today."""

import re
from collections.abc import Sequence
from typing import Final

from app.core.text import nfkc
from app.imports.cells import Cells
from app.reference.jsic import CURRENT_REVISION, find_industry, from_rev13

_REVISION: Final = ("industry_revision", "jsic_revision")
_SIGNS: Final = re.compile(r"[|,、;\s]+")


def read_industries(cells: Cells, names: Sequence[str], revision: int | None = None) -> tuple[str, ...]:
    """The codes in a cell, with their letter, each once, the broader ones that a narrower one says already left out.

    `revision` None: what the row's own column `industry_revision` says (13 or 14), else 14; a code that only revision 13 has
    is led to today's all the same. An unknown code is an error.
    """
    wanted = revision or _revision(cells)
    found: list[str] = []
    for text in _SIGNS.split(nfkc(cells.text(names, 1_000))):
        found += _read(cells, cells.filled(names), text, wanted) if text else ()
    return tuple(code for code in dict.fromkeys(found) if not any(o != code and o.startswith(code) for o in found))


def _read(cells: Cells, column: str, text: str, revision: int) -> tuple[str, ...]:
    codes = _codes(text, revision)
    if codes:
        return codes
    codes = _codes(f"0{text}", revision) if text.isascii() and text.isdigit() else ()
    if codes:
        cells.report(column, text, f"先頭の0が失われていたため、0{text} と読みました。", "note")
    else:
        cells.report(column, text, "日本標準産業分類にないコードです。")
    return codes


def _revision(cells: Cells) -> int:
    return 13 if cells.whole_number(_REVISION) == 13 else CURRENT_REVISION


def _codes(text: str, revision: int) -> tuple[str, ...]:
    """Codes of today for one code; () if there is none such."""
    if revision == CURRENT_REVISION:
        today = find_industry(text)
        if today is not None:
            return (today.code,)
    old = find_industry(text, 13)
    if old is not None:
        return from_rev13(old.code)[:1]
    today = find_industry(text)
    return (today.code,) if today else ()
