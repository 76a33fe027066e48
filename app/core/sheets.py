"""Cells that a spreadsheet opens: a text must never run as a formula (OWASP CSV Injection)."""

from typing import Final

# The full-width twins and the minus sign are folded into the plain ones by some spreadsheets.
_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠−")


def safe_cell(text: str) -> str:
    """`text` with a leading apostrophe if a spreadsheet would run it as a formula, whatever blanks stand before it."""
    return f"'{text}" if text.startswith(_STARTS) or text.lstrip(" \u3000").startswith(_STARTS) else text
