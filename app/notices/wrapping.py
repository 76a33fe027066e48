"""Lines of a mail: at most 35 full-width characters, as 公用文 and mail programs without wrapping want them.

Addresses of pages stay whole, words of Latin letters are not cut, and no line begins or ends with a sign that may not (禁則).
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

COLUMNS: Final = 70  # 35 full-width characters
_PIECE: Final = re.compile(r"https?://[!-~]+|[!-~]+|[ \t]+|.")
_NEVER_FIRST: Final = frozenset("、。，．・：；！？」』）】〕］｝〉》ー々…〜ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ％")
_NEVER_LAST: Final = frozenset("「『（【〔［｛〈《")


def width(text: str) -> int:
    """Columns that `text` takes: two for a full-width character, one for any other."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def wrap(text: str) -> list[str]:
    """`text` as lines; its own line breaks stay."""
    return [line for paragraph in text.splitlines() for line in _wrapped(paragraph)]


def _wrapped(paragraph: str) -> Iterator[str]:
    line = ""
    for piece in _pieces(paragraph):
        if width(line + piece.rstrip()) > COLUMNS and line.strip():
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
        while width(line) > COLUMNS and "://" not in line:
            head = _fitting(line)
            yield head
            line = line[len(head) :]
    yield line.rstrip()


def _pieces(paragraph: str) -> Iterator[str]:
    """Parts between which a line may break."""
    piece = ""
    for part in _PIECE.findall(paragraph):
        if piece and part[0] not in _NEVER_FIRST and piece[-1] not in _NEVER_LAST:
            yield piece
            piece = ""
        piece += part
    if piece:
        yield piece


def _fitting(text: str) -> str:
    end = next(n for n in range(1, len(text) + 1) if width(text[:n]) > COLUMNS) - 1
    return text[: max(1, end)]
