"""The bytes of a file, plain or out of a .gz or .zip, with bounds: no archive makes us read without end.

Bounds: an archive has at most 200 entries, of which exactly one is data (signatures such as the ministry's .asc are passed
over); unpacked it has at most 4 GiB (the whole of Japan is 1.2 GB) and, once past 100 MB, at most 50 times its packed size
(real files have 4 to 8 times).
"""

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from struct import unpack_from
from typing import BinaryIO, Final

from app.core.labels import phrase
from app.imports.errors import FileRefused

MAX_ENTRIES: Final = 200
MAX_UNPACKED: Final = 4 * 1024**3
RATIO_FROM: Final = 100 * 1024**2
MAX_RATIO: Final = 50
_MAX_DIRECTORY: Final = 1024**2  # bytes of a zip's table of contents
_TAIL: Final = 22 + 65_535  # end record and the longest comment
_DATA: Final = frozenset({".csv", ".tsv", ".txt", ".json", ".jsonl", ".xml"})
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK"
_BROKEN: Final = phrase("圧縮ファイルが壊れているか、途中で切れています。もう一度ダウンロードしてください。")


class BoundedReader(io.RawIOBase):
    """Reads `inner`, counts, and refuses what unpacks too far. `packed` None: the file is not packed."""

    def __init__(self, inner: BinaryIO, packed: int | None) -> None:
        self._inner = inner
        self._packed = packed
        self.count = 0

    def readable(self) -> bool:
        """It is for reading only."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed's private Buffer
        """The next bytes; FileRefused when a bound is passed or the archive is broken."""
        try:
            data = self._inner.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, lzma.LZMAError) as broken:
            raise FileRefused(_BROKEN) from broken
        buffer[: len(data)] = data
        self.count += len(data)
        self._check()
        return len(data)

    def _check(self) -> None:
        if self.count > MAX_UNPACKED:
            raise FileRefused("展開した大きさが%(limit)sを超えるため受け付けません。", limit="4 GB")
        if self._packed is not None and self.count > RATIO_FROM and self.count > self._packed * MAX_RATIO:
            raise FileRefused("圧縮率が異常に高い（%(ratio)s倍を超える）ため受け付けません。", ratio=MAX_RATIO)


@contextmanager
def open_bytes(path: Path) -> Iterator[io.BufferedReader]:
    """The unpacked bytes of the file at `path`. FileRefused for archives that are broken, out of bounds or ambiguous."""
    packed = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0)
        if head[:2] == _GZIP:
            with gzip.GzipFile(fileobj=file) as inner:
                yield _bounded(inner, packed)  # type: ignore[arg-type]  # a GzipFile reads like a file
        elif head[:2] == _ZIP and head[2:4] in {b"\x03\x04", b"\x05\x06"}:
            with _zip_member(file) as member:
                yield _bounded(member, packed)
        else:
            yield _bounded(file, None)


def _bounded(inner: BinaryIO, packed: int | None) -> io.BufferedReader:
    return io.BufferedReader(BoundedReader(inner, packed), buffer_size=256 * 1024)


@contextmanager
def _zip_member(file: BinaryIO) -> Iterator[BinaryIO]:
    _check_directory(file)
    try:
        with zipfile.ZipFile(file) as archive, archive.open(_only_member(archive)) as member:
            yield member  # type: ignore[misc]  # a ZipExtFile reads like a file
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, UnicodeDecodeError) as broken:
        raise FileRefused(_BROKEN) from broken


def _check_directory(file: BinaryIO) -> None:
    """Refuse a table of contents that is too long to be read at all."""
    size = file.seek(0, io.SEEK_END)
    start = max(0, size - _TAIL)
    file.seek(start)
    tail = file.read(_TAIL)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise FileRefused(_BROKEN)
    entries, length = unpack_from("<HI", tail, at + 10)
    has_zip64 = b"PK\x06\x07" in tail[max(0, at - 20) : at]
    file.seek(0)
    if has_zip64 or entries > MAX_ENTRIES or length > _MAX_DIRECTORY:
        raise FileRefused("ZIPの中のファイルが多すぎます（上限%(limit)s件）。", limit=MAX_ENTRIES)


def _only_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    if "xl/workbook.xml" in archive.namelist():
        raise FileRefused("Excelのファイルは取り込めません。Excelで「CSV UTF-8」として保存し直してください。")
    data = [
        info
        for info in archive.infolist()
        if not info.is_dir()
        and Path(info.filename).suffix.lower() in _DATA
        and not Path(info.filename).name.startswith(".")
        and "__MACOSX" not in info.filename
    ]
    if len(archive.infolist()) > MAX_ENTRIES:
        raise FileRefused("ZIPの中のファイルが多すぎます（上限%(limit)s件）。", limit=MAX_ENTRIES)
    if len(data) != 1:
        raise FileRefused(
            "ZIPの中のデータファイルが1件ではありません（%(count)s件）。1件だけのZIPにしてください。", count=len(data)
        )
    if data[0].flag_bits & 0x1:
        raise FileRefused("パスワード付きのZIPは受け付けません。")
    return data[0]
