"""A real SQLite file with all tables, and one call that imports a text, bytes or file as the command does."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from app.core.db import Base, Database
from app.core.outbox import OutboxRow
from app.imports.errors import FileRefused
from app.imports.service import ImportOutcome, ImportRequest, run_import

DATA = Path(__file__).parent / "data"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Empty, with all tables."""
    opened = Database(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    Base.metadata.create_all(opened.writing)
    yield opened
    opened.dispose()


@dataclass
class Desk:
    """Imports files into one database and looks at what came of it."""

    database: Database
    folder: Path

    def take(self, kind: str, content: str | bytes | Path, *, name: str = "file.csv", **options: Any) -> ImportOutcome:
        path = content if isinstance(content, Path) else self.file(content, name)
        return run_import(self.database, path, ImportRequest(kind, **options), folder=self.folder / "staging")

    def file(self, content: str | bytes, name: str = "file.csv") -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def zipped(self, content: bytes) -> Path:
        return self.file(gzip.compress(content), "file.csv.gz")

    def read(self) -> Any:
        return self.database.read()

    def dump(self) -> dict[str, list[Any]]:
        """Every row of every table but the history of runs."""
        with self.database.read() as session:
            return {table.name: _rows(session, table) for table in _tables()}

    def events(self) -> list[tuple[str, list[str]]]:
        with self.database.read() as session:
            payloads = session.scalars(select(OutboxRow.payload).order_by(OutboxRow.id))
            return [(payload["kind"], payload["ids"]) for payload in payloads]

    def count(self, model: type[Base]) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(model)) or 0


def _tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if table.name != "import_runs"]


def _rows(session: Session, table: Table) -> list[Any]:
    return [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """Where files are taken in."""
    return Desk(database, tmp_path)


@pytest.fixture
def refused(desk: Desk) -> Callable[..., str]:
    """Imports a file that must be refused without a change; the sentence."""

    def refuse(kind: str, content: str | bytes | Path, **options: Any) -> str:
        before = desk.dump()
        with pytest.raises(FileRefused) as refusal:
            desk.take(kind, content, **options)
        assert desk.dump() == before
        assert list((desk.folder / "staging").glob("*")) == []
        return str(refusal.value)

    return refuse
