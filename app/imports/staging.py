"""The staging file: all checked rows of one import, on disk, until the whole file is known to be good.

A small SQLite file in the data directory, without a name once it is open (nothing is left if we are killed), read in the
file's order in batches. Memory stays flat for any number of rows.
"""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Generic, Self, TypeVar

from pydantic import TypeAdapter

from app.imports.importer import Found, Importer, Staged

T = TypeVar("T")
_CHUNK: Final = 1_000
_SCHEMA: Final = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-4000;
PRAGMA temp_store=FILE;
CREATE TABLE rows (position INTEGER PRIMARY KEY, row INTEGER NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE keys (key TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE ties (row INTEGER NOT NULL, one INTEGER NOT NULL, other INTEGER NOT NULL);
"""
_LAST: Final = "INSERT INTO keys VALUES (?, ?) ON CONFLICT DO UPDATE SET position = excluded.position"
_FIRST: Final = "INSERT INTO keys VALUES (?, ?) ON CONFLICT DO NOTHING"
# "merge": a key's position is that of the first row of its group.
_MERGED: Final = """SELECT rows.position, rows.row, rows.body, keys.position FROM rows JOIN keys USING (key)
ORDER BY keys.position, rows.position"""
_ALL: Final = """SELECT rows.position, rows.row, rows.body, rows.position = keys.position FROM rows LEFT JOIN keys USING (key)
ORDER BY rows.position"""
_FINAL: Final = """SELECT rows.position, rows.row, rows.body, 1 FROM rows JOIN keys ON keys.key = rows.key
AND keys.position = rows.position ORDER BY rows.position"""
_TWICE: Final = """SELECT rows.row, kept.row, rows.key FROM rows JOIN keys USING (key) JOIN rows AS kept
ON kept.position = keys.position WHERE rows.position <> keys.position ORDER BY rows.position"""
_TIES: Final = """SELECT ties.row, one.row, other.row FROM ties JOIN rows AS one ON one.position = ties.one
JOIN rows AS other ON other.position = ties.other ORDER BY ties.rowid"""


class Staging(Generic[T]):
    """Rows wait here between checking and writing."""

    def __init__(self, folder: Path, importer: Importer[T]) -> None:
        self._importer = importer
        self._codec: TypeAdapter[T] = TypeAdapter(importer.record_type)
        self._rows: list[tuple[int, int, str, bytes]] = []
        self._keys: list[tuple[str, int]] = []
        self._position = 0
        self.count = 0
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="import-", suffix=".staging", dir=folder)
        os.close(handle)
        self._path = Path(name)
        self._file = sqlite3.connect(name, isolation_level=None)
        self._file.executescript(_SCHEMA)
        if importer.same == "merge":
            self._file.execute("CREATE INDEX keys_position ON keys (position)")
        if os.name == "posix":
            self._path.unlink()
        self._file.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def add(self, found: Found[T], *, keep: bool = True) -> None:
        """Stage a good row. Without `keep` only its keys count: they may take the last word from rows that stay."""
        if found.record is None:
            return
        self._position += 1
        if self._importer.same == "merge":
            self._join(found.row, found.keys)
        elif found.is_current:
            self._keys.append((found.keys[0], self._position))
        if keep:
            self.count += 1
            self._rows.append((self._position, found.row, found.keys[0], self._codec.dump_json(found.record)))
        if len(self._rows) >= _CHUNK or len(self._keys) >= _CHUNK:
            self._flush()

    def _join(self, row: int, keys: Sequence[str]) -> None:
        """All these keys mean one thing, with whatever the earlier rows tied to any of them."""
        marks = ", ".join("?" * len(keys))
        query = f"SELECT DISTINCT position FROM keys WHERE key IN ({marks})"  # noqa: S608 - only question marks
        groups = sorted(position for (position,) in self._file.execute(query, keys))
        group = groups[0] if groups else self._position
        for other in groups[1:]:
            self._file.execute("UPDATE keys SET position = ? WHERE position = ?", (group, other))
            self._file.execute("INSERT INTO ties VALUES (?, ?, ?)", (row, group, other))
        self._file.executemany(_FIRST, [(key, group) for key in keys])

    def _flush(self) -> None:
        self._file.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", self._rows)
        self._file.executemany(_FIRST if self._importer.same == "error" else _LAST, self._keys)
        self._rows, self._keys = [], []

    def twice(self) -> Iterator[tuple[int, int, str]]:
        """Rows that are not taken because their key stands in another: (the row, the row that holds, key)."""
        self._flush()
        if self._importer.same in {"error", "last"}:
            yield from self._file.execute(_TWICE)

    def ties(self) -> Iterator[tuple[int, int, int]]:
        """Rows that showed two others to be one thing ("merge"): (the row, one, the other)."""
        self._flush()
        yield from self._file.execute(_TIES)

    def batches(self, size: Callable[[], int]) -> Iterator[list[Staged[T]]]:
        """The staged records in order, `size()` at a time (asked anew before each batch)."""
        self._flush()
        batch: list[Staged[T]] = []
        wanted = size()
        for staged in self._staged():
            batch.append(staged)
            if len(batch) >= wanted:
                yield batch
                batch, wanted = [], size()
        if batch:
            yield batch

    def _staged(self) -> Iterator[Staged[T]]:
        if self._importer.same == "merge":
            yield from self._merged()
            return
        query = _ALL if self._importer.same == "replay" else _FINAL
        for position, row, body, is_final in self._file.execute(query):
            yield Staged(position, row, self._codec.validate_json(body), bool(is_final))

    def _merged(self) -> Iterator[Staged[T]]:
        cursor: Iterator[tuple[int, int, bytes, Any]] = self._file.execute(_MERGED)
        for _, rows in groupby(cursor, key=lambda found: found[3]):
            group = list(rows)
            records = [self._codec.validate_json(body) for _, _, body, _ in group]
            record = records[0] if len(records) == 1 else self._importer.merge(records)
            yield Staged(group[0][0], group[-1][1], record, is_final=True)
