"""The same files on SQLite and PostgreSQL: taken once, merged, and nothing the second time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.db import Database
from tests.imports.conftest import DATA, Desk
from tests.imports.test_listings import V1, _json
from tests.imports.test_patents import HEADED, JPLATPAT, A, B
from tests.imports.test_technologies import HEADER, ROW


@pytest.fixture
def everywhere(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    """A desk on each database."""
    opened = Database(database_url)
    yield Desk(opened, tmp_path)
    opened.dispose()


def test_every_kind_twice(everywhere: Desk) -> None:
    files: list[tuple[str, str | Path]] = [
        ("companies", DATA / "houjin.csv"),
        ("companies", _json(V1)),
        ("orders", DATA / "orders.csv"),
        ("patents", HEADED + "めっき装置,株式会社ヨシダ,,特開2007-123456,,,,\n"),
        ("patents", HEADED + "めっき装置,株式会社ヨシダ,,,特許4000001,,やさしい説明,許諾\n"),
        ("patents", JPLATPAT + A + B),
        ("patents", DATA / "gbizinfo_patents.csv"),
        ("technologies", HEADER + ROW),
    ]
    added = [everywhere.take(kind, content).counts.added for kind, content in files]
    assert added == [8, 1, 6, 1, 1, 0, 4, 1]
    before = everywhere.dump()
    for kind, content in files:
        counts = everywhere.take(kind, content).counts
        assert (counts.added, counts.changed) == (0, 0)
    assert everywhere.dump() == before
