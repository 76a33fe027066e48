"""Importing the register's change file: rows a second of CPU time, first and again, memory, and the preview."""

import csv
import gzip
import shutil
from pathlib import Path
from typing import Final

from app.core.db import Database
from app.core.migrations import upgrade
from app.demo.service import _CHANGES
from app.imports.service import ImportRequest, run_import
from bench.children import Spent, in_child, measured
from bench.figures import OUT, Part, median

ROUNDS: Final = 3
_PREVIEWED: Final = 40_000
_HOW: Final = (
    "`flask import companies` without the command line: the demo's change file of the corporation register (gzip, {rows:,} rows) "
    "into an empty SQLite database, then the same file again, then a dry run of 40,000 rows on an empty database, each in a fresh "
    "process. Events are announced as for any user. CPU time of the process; memory is the peak of resident memory above what was "
    "resident before the import began; for flatness the same with the file's rows ten times over. Medians of {rounds} rounds."
)


def run(*, quick: bool) -> Part:
    """All of it."""
    rounds = 1 if quick else ROUNDS
    folder = OUT / "imports"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    whole, rows = _unpacked(folder, None)
    part = Part("imports", "Import", _HOW.format(rows=rows, rounds=rounds), is_quick=quick)
    places = [str(folder / f"round{n}") for n in range(rounds)]
    tries = [(in_child(_first, place, str(_CHANGES)), in_child(_again, place, str(_CHANGES))) for place in places]
    for index, (name, bar) in enumerate((("first", 5_000), ("again", 3_000))):
        speed = median([rows / one[index].cpu for one in tries])
        growth = median([one[index].peak_growth for one in tries])
        part.add(f"import of {rows:,} rows, {name}: rows a CPU-second", f"≥ {bar:,}", f"{speed:,.0f}", speed >= bar)
        part.add(f"… {name}: peak memory above start", "< 60 MB", f"{growth:.0f} MB", growth < 60)
    part.details.append("Wall time of the first import: " + ", ".join(f"{one[0].wall:.1f} s" for one in tries) + ".")
    preview = _part_of(whole, folder / "preview.csv", _PREVIEWED)
    previews: list[Spent] = [in_child(_preview, str(folder / f"preview{n}"), str(preview)) for n in range(rounds)]
    wall = median([one.wall for one in previews])
    part.add("preview (dry run) of 40,000 rows", "≤ 20 s", f"{wall:.1f} s", wall <= 20)
    if not quick:
        tenfold, many = _unpacked(folder, 10)
        spent = in_child(_preview, str(folder / "tenfold"), str(tenfold))
        part.add(f"memory with ten times the rows ({many:,}, dry run): peak above start", "< 60 MB, flat",
                 f"{spent.peak_growth:.0f} MB", spent.peak_growth < 60)  # fmt: skip
    shutil.rmtree(folder, ignore_errors=True)
    return part


def _database(folder: str) -> Database:
    path = Path(folder)
    path.mkdir(parents=True)
    url = f"sqlite:///{path / 'site.sqlite3'}"
    upgrade(url)
    return Database(url)


def _first(folder: str, file: str) -> Spent:
    return _spent(_database(folder), file, folder, dry_run=False)


def _again(folder: str, file: str) -> Spent:
    return _spent(Database(f"sqlite:///{Path(folder) / 'site.sqlite3'}"), file, folder, dry_run=False)


def _preview(folder: str, file: str) -> Spent:
    return _spent(_database(folder), file, folder, dry_run=True)


def _spent(database: Database, file: str, folder: str, *, dry_run: bool) -> Spent:
    request = ImportRequest(kind="companies", dry_run=dry_run)
    return measured(lambda: run_import(database, Path(file), request, folder=Path(folder)))[1]


def _unpacked(folder: Path, times: int | None) -> tuple[Path, int]:
    """The change file as plain CSV, its rows `times` over; and how many rows it has."""
    path, count = folder / f"changes-{times or 1}.csv", 0
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\r\n")
        for _ in range(times or 1):
            with gzip.open(_CHANGES, "rt", encoding="utf-8", newline="") as source:
                for row in csv.reader(source):
                    writer.writerow(row)
                    count += 1
    return path, count


def _part_of(whole: Path, path: Path, rows: int) -> Path:
    with whole.open(encoding="utf-8", newline="") as source, path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\r\n")
        for number, row in enumerate(csv.reader(source)):
            if number >= rows:
                break
            writer.writerow(row)
    return path
