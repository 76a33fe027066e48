"""The Whoosh engine against the conformance suite, and what is its own: damage, locks, threads, processes."""

import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.search.engine import Engine, Filters, IndexUnavailable, Plan, Sort
from app.search.whoosh_engine import WhooshEngine
from app.search.whoosh_folder import IndexFolder
from tests.search.conformance import PAINT, PLATING, EngineConformance, analysed
from tests.search.library import company


class TestWhoosh(EngineConformance):
    """The suite."""

    @pytest.fixture
    def engine(self, tmp_path: Path) -> Engine:
        return WhooshEngine(tmp_path / "index", "test")


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    made = WhooshEngine(tmp_path / "index", "test")
    with made.build() as build:
        build.add(analysed(PLATING))
        build.changed()
        build.switch()
    return made


def count(engine: Engine) -> int:
    return engine.search(Plan(is_browse=True), Filters(), Sort.NAME, 0, 1).total


def test_folders_are_the_owners_only(engine: WhooshEngine, tmp_path: Path) -> None:
    folders = [tmp_path / "index", *(tmp_path / "index").glob("index-*")]
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in folders] == [0o700, 0o700]


def test_another_analyser_needs_a_rebuild_but_still_answers(engine: WhooshEngine, tmp_path: Path) -> None:
    other = WhooshEngine(tmp_path / "index", "newer")
    assert other.status().problem == "analyser"
    assert count(other) == 1


def test_a_damaged_index_is_unavailable_and_can_be_rebuilt(engine: WhooshEngine, tmp_path: Path) -> None:
    for file in (tmp_path / "index").glob("index-*/*.toc"):
        file.write_bytes(b"\x00" * 100)
    fresh = WhooshEngine(tmp_path / "index", "test")
    assert fresh.status().needs_rebuild
    with pytest.raises(IndexUnavailable):
        count(fresh)
    with fresh.build() as build:
        build.add(analysed(PLATING, PAINT))
        build.changed()
        build.switch()
    assert count(fresh) == 2


def test_another_engine_on_the_folder_sees_commits_at_once(engine: WhooshEngine, tmp_path: Path) -> None:
    reader = WhooshEngine(tmp_path / "index", "test")
    assert count(reader) == 1
    engine.write((), analysed(PAINT))
    assert count(reader) == 2
    engine.write([("company", "1")], ())
    assert count(reader) == 1


def test_a_second_writer_waits_and_then_gives_up(
    engine: WhooshEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.search.whoosh_folder.LOCK_WAIT", 0.05)
    with IndexFolder(tmp_path / "index").writing(), pytest.raises(IndexUnavailable):
        engine.write((), analysed(PAINT))
    engine.write((), analysed(PAINT))
    assert count(engine) == 2


def test_a_lock_of_a_dead_process_is_free(engine: WhooshEngine, tmp_path: Path) -> None:
    script = "import fcntl, os, sys; h = os.open(sys.argv[1], os.O_RDWR); fcntl.flock(h, fcntl.LOCK_EX); os._exit(1)"
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "index" / ".write")], check=False)
    engine.write((), analysed(PAINT))
    assert count(engine) == 2


def test_readers_and_a_writer_at_once(engine: WhooshEngine) -> None:
    """Readers see whole generations: 1, then 2 … documents, never fewer than before."""
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        seen = 0
        while not done.is_set():
            try:
                now = count(engine)
            except Exception as error:  # noqa: BLE001 - whatever a reader meets is wrong
                wrong.append(error)
                return
            if now < seen:
                wrong.append((seen, now))
            seen = now

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for n in range(20):
        engine.write((), analysed(company(f"w{n}", f"第{n}工業")))
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert count(engine) == 21


def _write_one_by_one(engine: WhooshEngine, count_: int) -> None:
    for n in range(count_):
        engine.write((), analysed(company(f"w{n}", f"第{n}工業")))


def test_an_idle_moment_makes_one_segment_of_many(engine: WhooshEngine) -> None:
    _write_one_by_one(engine, 20)
    engine.write([("company", "w3")], ())
    assert engine.tidy()
    assert len(engine._current().leaves) <= 2
    assert count(engine) == 20


def test_an_idle_moment_leaves_few_segments_alone(engine: WhooshEngine) -> None:
    _write_one_by_one(engine, 5)
    generation = engine.generation()
    assert not engine.tidy()
    assert engine.generation() == generation


def test_without_idle_moments_segments_stay_bounded(engine: WhooshEngine) -> None:
    _write_one_by_one(engine, 80)
    assert count(engine) == 81
    assert len(engine._current().leaves) <= 64


def test_searching_while_a_rebuild_switches(engine: WhooshEngine) -> None:
    with engine.build() as build:
        build.add(analysed(PLATING))
        engine.write((), analysed(PAINT))
        assert count(engine) == 2
        assert build.changed() == [("company", "2")]
        build.replace([("company", "2")], analysed(PAINT))
        assert build.changed() == []
        build.switch()
        assert count(engine) == 2
    engine.write([("company", "1")], ())
    assert count(engine) == 1
