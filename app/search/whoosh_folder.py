"""The folder of a Whoosh index: which of its versions is live, who may write, what changed while a new one is built.

    root/current          name of the live version's folder; replaced by renaming
    root/index-…/         one version: Whoosh's files and version.json
    root/.write .rebuild  locks of the operating system; never deleted, never tested by their existence
    root/.changed         (kind, id) written to the live version while a rebuild runs

Whoosh unpickles what it reads, so the folders are the owner's only (0700).
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from app.search.engine import IndexUnavailable

LOCK_WAIT: Final = 10.0  # seconds
KEEP_OLD: Final = 3600.0  # seconds
_STEP: Final = 0.02


class IndexFolder:
    """Paths, pointer and locks below one root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._pointer = root / "current"
        self._journal = root / ".changed"

    def prepare(self) -> None:
        """Make the root, for its owner only."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.root.chmod(0o700)

    def current(self) -> str | None:
        """Name of the live version, None if there is none."""
        try:
            return self._pointer.read_text(encoding="ascii").strip() or None
        except OSError:
            return None

    def path(self, version: str) -> Path:
        """The folder of a version."""
        return self.root / version

    def create(self, about: dict[str, Any]) -> Path:
        """A new, empty version; nobody reads it before `point`."""
        folder = self.root / f"index-{time.time_ns()}-{os.getpid()}"
        folder.mkdir(mode=0o700)
        (folder / "version.json").write_text(json.dumps(about), encoding="utf-8")
        return folder

    def about(self, version: str) -> dict[str, Any]:
        """What was written at `create`; empty if it can't be read."""
        try:
            found = json.loads((self.path(version) / "version.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def point(self, folder: Path) -> None:
        """Make `folder` the live version, at once for everybody."""
        fresh = self.root / f"current.{os.getpid()}"
        fresh.write_text(folder.name, encoding="ascii")
        fresh.replace(self._pointer)

    def sweep(self) -> None:
        """Remove versions that nobody has been pointed to for an hour; call it with the rebuild lock held."""
        live = self.current()
        pointed = self._pointer.stat().st_mtime if self._pointer.exists() else time.time()
        for folder in self.root.glob("index-*"):
            if folder.name != live and time.time() - max(folder.stat().st_mtime, pointed) > KEEP_OLD:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one write lock; IndexUnavailable after 10 s."""
        with self._lock(".write", LOCK_WAIT) as held:
            if not held:
                raise IndexUnavailable("another process has been writing to the search index for 10 s")
            yield

    @contextmanager
    def rebuilding(self) -> Iterator[bool]:
        """Hold the one rebuild lock, without waiting; False if another holds it."""
        with self._lock(".rebuild", 0.0) as held:
            yield held

    @contextmanager
    def _lock(self, name: str, wait: float) -> Iterator[bool]:
        self.prepare()
        handle = os.open(self.root / name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield _acquire(handle, time.monotonic() + wait)
        finally:
            os.close(handle)

    def start_journal(self) -> None:
        """From now on, writers say what they write."""
        self._journal.write_text("", encoding="utf-8")

    def note(self, ids: Iterable[tuple[str, str]]) -> None:
        """Say what is being written, if a rebuild asked for it; call it with the write lock held."""
        if self._journal.exists():
            with self._journal.open("a", encoding="utf-8") as journal:
                journal.writelines(json.dumps(pair) + "\n" for pair in ids)

    def noted(self, offset: int) -> tuple[list[tuple[str, str]], int]:
        """What was noted from `offset` on, and the offset after it."""
        with self._journal.open("rb") as journal:
            journal.seek(offset)
            data = journal.read()
        whole = data[: data.rfind(b"\n") + 1]
        pairs = [json.loads(line) for line in whole.splitlines()]
        return [(kind, id_) for kind, id_ in pairs], offset + len(whole)

    def end_journal(self) -> None:
        """Writers need not say any more what they write."""
        self._journal.unlink(missing_ok=True)


def _acquire(handle: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(_STEP)
        else:
            return True
