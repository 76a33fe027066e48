"""One file on disk as the importers see it: bytes, text, its fingerprint and its beginning."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.imports.archives import open_bytes
from app.imports.encodings import Encoding, detect
from app.imports.errors import FileRefused

_CHUNK: Final = 1024**2
HEAD: Final = 64 * 1024  # characters that recognition looks at


@dataclass(frozen=True, slots=True)
class Source:
    """A file whose encoding is known. It is opened anew for every pass, so nothing of it stays in memory."""

    path: Path
    encoding: Encoding
    sha256: str
    head: str
    name: str
    """The file's own name, for report and history: where it lies, it may have another."""

    def open_bytes(self) -> AbstractContextManager[io.BufferedReader]:
        """The unpacked bytes."""
        return open_bytes(self.path)

    @contextmanager
    def open_text(self) -> Iterator[io.TextIOWrapper]:
        """The text without its BOM, line ends as they stand."""
        with self.open_bytes() as stream:
            stream.read(self.encoding.skip)
            text = io.TextIOWrapper(stream, self.encoding.name, self.encoding.errors, newline="")
            try:
                yield text
            finally:
                text.detach()


def open_source(path: Path, name: str = "") -> Source:
    """Look through the whole file once and say what it is; `name` if it is not that of `path`.

    FileRefused if it can't be read at all.
    """
    name = name or path.name
    try:
        encoding = detect(lambda: open_bytes(path))
        source = Source(path, encoding, _sha256(path), "", name)
        with source.open_text() as text:
            head = text.read(HEAD)
    except UnicodeDecodeError as bad:
        raise FileRefused("ファイルの文字が途中で切れています。もう一度入手してください。") from bad
    except OSError as error:
        raise FileRefused("ファイルを読めません（%(reason)s）。", reason=error.strerror or "I/O") from error
    if not head.strip("\ufeff \t\r\n"):
        raise FileRefused("ファイルが空です。")
    return Source(path, encoding, source.sha256, head, name)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
