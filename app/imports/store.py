"""Where the files that officials send lie until they are taken in: DATA_DIR/imports, under random names, for the site alone."""

import hashlib
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from app.core.ids import new_id

_CHUNK: Final = 1024**2
_PRIVATE: Final = 0o700
_ASIDE: Final = ".part"
_YOUNG: Final = 24 * 3600  # seconds: a file without a row may be one that is just arriving


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies in the store."""

    place: str
    size: int
    sha256: str


class JobStore:
    """The files of all import jobs of one site, and the reports about them."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, stream: IO[bytes]) -> Kept:
        """Copy what `stream` holds, chunk by chunk. If that fails, nothing stays."""
        self.root.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        place = new_id()
        aside = self.path(place + _ASIDE)
        hashed, size = hashlib.sha256(), 0
        try:
            with aside.open("xb") as target:
                while chunk := stream.read(_CHUNK):
                    target.write(chunk)
                    hashed.update(chunk)
                    size += len(chunk)
            aside.replace(self.path(place))
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        return Kept(place, size, hashed.hexdigest())

    def path(self, place: str) -> Path:
        """Where a file lies or would lie."""
        return self.root / Path(place).name

    def delete(self, place: str) -> None:
        """Forget a file and the reports about it."""
        for path in self.root.glob(f"{Path(place).name}*"):
            path.unlink(missing_ok=True)

    def sweep(self, known: Collection[str]) -> int:
        """Delete what lies here for more than a day and belongs to none of the `known` places; how many files."""
        gone = 0
        for path in self.root.glob("*"):
            is_old = path.stat().st_mtime < time.time() - _YOUNG
            if is_old and path.name.split(".", 1)[0] not in known:
                path.unlink(missing_ok=True)
                gone += 1
        return gone
