"""Where the bytes lie: DATA_DIR/files/ab/abcd…, named by SHA-256, written aside and renamed, so that no half file is ever seen."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_PRIVATE: Final = 0o700


class FileStore:
    """The bytes of all files of one site."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, sha256: str) -> Path:
        """Where the bytes of this hash lie or would lie."""
        return self._root / sha256[:2] / sha256

    def put(self, content: bytes) -> str:
        """Keep `content`; its SHA-256. The same bytes are kept once."""
        sha256 = hashlib.sha256(content).hexdigest()
        place = self.path(sha256)
        if place.exists():
            place.touch()  # young again: the nightly cleaning leaves it alone until a row names it
            return sha256
        place.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as target:
                target.write(content)
                target.flush()
                os.fsync(target.fileno())
            Path(aside).replace(place)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
        return sha256

    def delete(self, sha256: str) -> None:
        """Forget the bytes."""
        self.path(sha256).unlink(missing_ok=True)

    def all_hashes(self) -> Iterator[tuple[str, float]]:
        """(hash, time last written in seconds since 1970) of everything that is kept."""
        for place in self._root.glob("??/*"):
            yield place.name, place.stat().st_mtime
