"""Loads the demo: the register's changes file and public orders as any import does, then the fictional trades, then the index."""

import csv
import gzip
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from app.accounts.passwords import Hasher
from app.companies.models import Company
from app.core.db import Database
from app.core.errors import ConfigurationError
from app.core.unit_of_work import unit_of_work
from app.demo.cases import write_cases
from app.demo.firms import write_firms
from app.demo.patents import write_patents
from app.demo.people import has_real_people, write_people
from app.demo.technologies import write_technologies
from app.demo.trades import DATA, read_firms, read_patents, read_technologies
from app.imports.service import ImportRequest, run_import
from app.search.service import SearchService

Tell = Callable[[str, int, int], None]
_CHANGES: Final = DATA / "houjin_changes.csv.gz"
_ORDERS: Final = DATA / "orders.csv"
_NUMBER_COLUMN: Final = 1


def has_companies(database: Database) -> bool:
    """Whether anything is loaded already."""
    with database.read() as session:
        return bool(session.scalar(select(func.count()).select_from(select(Company.id).limit(1).subquery())))


def load_demo(
    database: Database,
    search: SearchService,
    hasher: Hasher,
    *,
    firms: int | None = None,
    folder: Path | None = None,
    tell: Tell | None = None,
) -> None:
    """Load everything and build the index. `firms` takes only so many real corporations; `folder` holds the staging file.

    ConfigurationError on a database that real people use.
    """
    with database.read() as session:
        if has_real_people(session):
            raise ConfigurationError("This database has real accounts: demo data are not loaded into it.")
    say = tell or (lambda _step, _done, _total: None)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        changes = _CHANGES if firms is None else _first_firms(Path(scratch), firms)
        if firms != 0:
            _import(database, "companies", changes, Path(scratch), say)
        _import(database, "orders", _ORDERS, Path(scratch), say)
    say("fictional firms", 0, 0)
    with unit_of_work(database) as session:
        write_firms(session, read_firms())
        write_technologies(session, read_technologies())
        write_patents(session, read_patents())
        write_people(session, hasher)
        write_cases(session)
    with database.read() as session:
        search.rebuild(session, lambda done, total: say("search index", done, total))


def _import(database: Database, kind: str, path: Path, folder: Path, say: Tell) -> None:
    request = ImportRequest(kind=kind, quiet=True, by="demo")
    run_import(
        database, path, request, folder=folder, progress=lambda stage, done, total: say(f"{kind}: {stage}", done, total)
    )


def _first_firms(folder: Path, count: int) -> Path:
    """A changes file with the rows of the first `count` corporations only."""
    path = folder / "changes.csv"
    numbers: set[str] = set()
    with gzip.open(_CHANGES, "rt", encoding="utf-8", newline="") as source, path.open("w", newline="") as target:
        writer = csv.writer(target, lineterminator="\r\n")
        for row in csv.reader(source):
            number = row[_NUMBER_COLUMN]
            if number in numbers or len(numbers) < count:
                numbers.add(number)
                writer.writerow(row)
    return path
