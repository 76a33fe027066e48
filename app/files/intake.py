"""Taking a file in: name cleaned, extension and content compared, archives bounded, scanned, kept. Before any transaction begins.

What is refused leaves nothing behind. Bounds: 10 MB a file; zip ≤ 200 entries, ≤ 100 MB and ≤ 50:1 unpacked.
"""

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, Final, Protocol

import filetype

from app.core.errors import InvalidInput
from app.core.text import clean, nfkc
from app.files.pictures import encode_anew
from app.files.scanner import scan
from app.files.store import FileStore

MOST_BYTES: Final = 10 * 1024 * 1024
_MOST_ENTRIES: Final = 200
_MOST_UNPACKED: Final = 100 * 1024 * 1024  # bytes
_MOST_RATIO: Final = 50
_LONGEST_NAME: Final = 200
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Extension → media type: all that is taken.
TAKEN: Final = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "xlsx": _EXCEL,
    "docx": _WORD,
}
PICTURES: Final = ("jpg", "jpeg", "png")
_OFFICE: Final = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}


class Upload(Protocol):
    """What Werkzeug gives for a file: a name and a stream."""

    filename: str | None
    stream: Any


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was checked and whose bytes are kept; `service.keep` makes its row."""

    sha256: str
    size: int
    media_type: str
    name: str
    kind: str
    scan: str
    width: int | None = None
    height: int | None = None


def take_picture(upload: Upload, store: FileStore, scanner_url: str | None) -> Prepared:
    """Check and keep a picture, encoded anew. InvalidInput with what to do if it can't be taken."""
    name, extension, content = _read(upload)
    if extension not in PICTURES:
        raise InvalidInput("写真はJPEGかPNGのファイルを選んでください。")
    scanned = scan(content, scanner_url)
    picture = encode_anew(content)
    return Prepared(
        sha256=store.put(picture.content),
        size=len(picture.content),
        media_type=picture.media_type,
        name=name,
        kind="picture",
        scan=scanned,
        width=picture.width,
        height=picture.height,
    )


def take_attachment(upload: Upload, store: FileStore, scanner_url: str | None) -> Prepared:
    """Check and keep an attachment as it was sent. InvalidInput with what to do if it can't be taken."""
    name, extension, content = _read(upload)
    _compare(extension, content)
    scanned = scan(content, scanner_url)
    return Prepared(store.put(content), len(content), TAKEN[extension], name, "attachment", scanned)


def clean_name(text: str | None) -> str:
    """A file's name as data: the last part, without control characters and line breaks, extension kept, bounded."""
    last = PurePosixPath(nfkc(clean(text or "")).replace("\n", " ").replace("\\", "/")).name or "file"
    stem, dot, extension = last.rpartition(".")
    if not dot:
        return last[:_LONGEST_NAME]
    return f"{stem[: _LONGEST_NAME - len(extension) - 1]}.{extension}" if len(extension) < 10 else last[:_LONGEST_NAME]


def _read(upload: Upload) -> tuple[str, str, bytes]:
    name = clean_name(upload.filename)
    extension = name.rpartition(".")[2].lower()
    if extension not in TAKEN:
        raise InvalidInput("受け取れるのは、PDF、JPEG、PNG、Excel（.xlsx）、Word（.docx）のファイルです。")
    content: bytes = upload.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InvalidInput("ファイルは1つ10MBまでです。小さくしてからお送りください。")
    if not content:
        raise InvalidInput("ファイルの中身が空です。もう一度選んでください。")
    return name, extension, content


def _compare(extension: str, content: bytes) -> None:
    wanted = TAKEN[extension]
    if extension in _OFFICE:
        _look_into(content, _OFFICE[extension])
        return
    found = filetype.guess(content)
    if found is None or found.mime != wanted:
        raise InvalidInput("ファイルの中身が拡張子と合いません。元のファイルを選び直してください。")


def _look_into(content: bytes, part: str) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InvalidInput("ファイルの中身が拡張子と合いません。元のファイルを選び直してください。") from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    is_bomb = len(entries) > _MOST_ENTRIES or unpacked > _MOST_UNPACKED or unpacked / packed > _MOST_RATIO
    if is_bomb and unpacked > MOST_BYTES // 10:
        raise InvalidInput("ファイルの中身が大きすぎます。内容を減らしてからお送りください。")
    names = {entry.filename for entry in entries}
    if part not in names:
        raise InvalidInput("ファイルの中身が拡張子と合いません。元のファイルを選び直してください。")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise InvalidInput("マクロの入ったファイルは受け取れません。マクロを除いて保存し直してください。")
