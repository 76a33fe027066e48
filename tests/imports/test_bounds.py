"""Memory is flat, the lock is short, and a run cut short is completed by running it again."""

import csv
import threading
import time
import tracemalloc
from pathlib import Path

import pytest
from sqlalchemy import text

from app.companies.models import Company, CompanyChange
from app.companies.numbers import number_of
from app.core.unit_of_work import unit_of_work
from app.imports import service
from app.imports.companies import HoujinImporter
from app.imports.models import ImportRun
from app.imports.report import SHOWN
from tests.imports.conftest import DATA, Desk


def _file(folder: Path, rows: int) -> Path:
    model = next(csv.reader([(DATA / "houjin.csv").read_text(encoding="utf-8").splitlines()[0]]))
    path = folder / f"{rows}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for at in range(rows):
            writer.writerow([str(at), number_of(f"{at:012d}"), *model[2:6], f"株式会社{at}", *model[7:]])
    return path


def _peak(desk: Desk, path: Path) -> int:
    tracemalloc.start()
    desk.take("companies", path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_file(desk: Desk) -> None:
    _peak(desk, _file(desk.folder, 300))  # what is loaded once
    small, large = _peak(desk, _file(desk.folder, 1_500)), _peak(desk, _file(desk.folder, 4_500))
    assert desk.count(Company) == 4_500
    assert large < small * 1.3
    assert large < 20 * 1024**2


def test_a_file_of_errors_keeps_only_the_first(desk: Desk) -> None:
    with pytest.raises(service.RowsRefused, match="3,000件の誤り") as refused:
        desk.take("companies", "1,2\n" * 3_000, format="houjin")
    assert len(refused.value.problems) == SHOWN


def test_others_can_write_while_a_file_comes_in(desk: Desk) -> None:
    path, waits, stop = _file(desk.folder, 4_000), [], threading.Event()

    def write() -> None:
        while not stop.is_set():
            start = time.monotonic()
            with unit_of_work(desk.database) as session:
                session.execute(text("UPDATE import_runs SET by = by"))
            waits.append(time.monotonic() - start)
            time.sleep(0.02)

    writer = threading.Thread(target=write)
    writer.start()
    desk.take("companies", path)
    stop.set()
    writer.join()
    assert desk.count(Company) == 4_000
    assert max(waits) < 3


def test_a_run_cut_short_is_completed_by_running_it_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _file(desk.folder, 900)
    real, calls = HoujinImporter.write, []

    def failing(self: HoujinImporter, session: object, rows: object) -> object:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(self, session, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(HoujinImporter, "write", failing)
    with pytest.raises(KeyboardInterrupt):
        desk.take("companies", path)
    assert 0 < desk.count(Company) < 900
    monkeypatch.setattr(HoujinImporter, "write", real)
    counts = desk.take("companies", path).counts
    assert counts.added + counts.unchanged == 900
    assert (desk.count(Company), desk.count(CompanyChange)) == (900, 900)
    with desk.read() as session:
        finished = [run.finished_at is not None for run in session.query(ImportRun).order_by(ImportRun.id)]
    assert finished == [False, True]
    assert list((desk.folder / "staging").glob("*")) == []
