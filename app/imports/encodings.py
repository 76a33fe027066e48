"""Which encoding a file has: by its BOM, else UTF-8 if the whole of it is, else cp932 (Shift_JIS), or UTF-16 by its NULs.

A file that is UTF-8 but for some bytes is read as UTF-8: the bad bytes come out as lone surrogates, and the table names their
row and column. Other encodings of Japanese (EUC-JP, ISO-2022-JP) are named in the refusal, never guessed into nonsense.
"""

import codecs
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final

from app.imports.errors import FileRefused

Opener = Callable[[], AbstractContextManager[io.BufferedReader]]
_CHUNK: Final = 1024**2
_SAMPLE: Final = 64 * 1024
_SURE: Final = 20  # bytes beyond one a character: ten kanji of good UTF-8
_BOMS: Final = (
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What Python's cp932 makes of bytes that no Shift_JIS text has.
_NOT_CP932: Final = frozenset("\x80\xa0\uf8f0\uf8f1\uf8f2\uf8f3")


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding, how its bad bytes are read, and how many bytes of BOM stand before the text."""

    name: str
    errors: str
    skip: int = 0


def detect(opener: Opener) -> Encoding:
    """The encoding of the whole stream that `opener` opens. FileRefused for encodings that we do not take."""
    with opener() as stream:
        sample = stream.peek(_SAMPLE)[:_SAMPLE]
        by_mark = _by_mark(sample)
        if by_mark:
            return by_mark
        good, is_whole = _utf8(stream)
    if is_whole:
        return Encoding("utf-8", "surrogateescape")
    if good < _SURE and _is_cp932(opener):
        _refuse_euc(sample)
        return Encoding("cp932", "surrogateescape")
    utf8 = _count_bad(sample, "utf-8")
    is_utf8 = good >= _SURE or utf8 <= _count_bad(sample, "cp932")
    return Encoding("utf-8" if is_utf8 else "cp932", "surrogateescape")


def _by_mark(sample: bytes) -> Encoding | None:
    for mark, name in _BOMS:
        if sample.startswith(mark):
            if not name:
                raise FileRefused("文字コードがUTF-32です。UTF-8かShift_JISで保存し直してください。")
            return Encoding(name, "surrogateescape" if name == "utf-8" else "surrogatepass", len(mark))
    if b"\x1b$B" in sample or b"\x1b$@" in sample:
        raise FileRefused("文字コードがISO-2022-JP（JIS）です。UTF-8かShift_JISで保存し直してください。")
    return _utf16_without_mark(sample[:4096])


def _utf16_without_mark(sample: bytes) -> Encoding | None:
    """UTF-16 text has NULs at every other place wherever it has digits, commas or line ends."""
    pairs = len(sample) // 2
    if pairs < 8:
        return None
    high, low = sample[0::2].count(0), sample[1::2].count(0)
    if low > pairs * 0.3 and high < pairs * 0.05:
        return Encoding("utf-16-le", "surrogatepass")
    if high > pairs * 0.3 and low < pairs * 0.05:
        return Encoding("utf-16-be", "surrogatepass")
    return None


def _utf8(stream: io.BufferedReader) -> tuple[int, bool]:
    """How much multi-byte UTF-8 stands before the first bad byte, and whether there is none."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    good = 0
    while True:
        chunk = stream.read(_CHUNK)
        try:
            good += len(chunk) - len(decoder.decode(chunk, final=not chunk))
        except UnicodeDecodeError as bad:
            return good + bad.start - len(bad.object[: bad.start].decode("utf-8", "replace")), False
        if not chunk:
            return good, True


def _is_cp932(opener: Opener) -> bool:
    decoder = codecs.getincrementaldecoder("cp932")()
    with opener() as stream:
        while True:
            chunk = stream.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                return False
            if not _NOT_CP932.isdisjoint(text):
                return False
            if not chunk:
                return True


def _refuse_euc(sample: bytes) -> None:
    """EUC-JP read as cp932 is mostly half-width katakana."""
    text = sample.decode("cp932", "replace")
    wide = [character for character in text if character > "\x7f"]
    kana = sum("\uff61" <= character <= "\uff9f" for character in wide)
    try:
        sample[: sample.rfind(b"\n") + 1].decode("euc_jp")
    except UnicodeDecodeError:
        return
    if wide and kana > len(wide) * 0.6:
        raise FileRefused("文字コードがEUC-JPのようです。UTF-8かShift_JISで保存し直してください。")


def _count_bad(sample: bytes, encoding: str) -> int:
    return sample.decode(encoding, "replace").count("\ufffd")
