"""The index: full build, one-document commits, how soon a change is found, and the memory of whoever indexes."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.companies.models import Company, CompanyProfile
from app.core.events import RecordsChanged, announce
from app.core.unit_of_work import unit_of_work
from app.search.engine import Filters, Sort
from bench.children import in_child, measured, peak_mb, resident_mb
from bench.figures import OUT, Part, cpu_ms, median, percentile
from bench.servers import program, running
from bench.world import World, child_environment, demo_world

COMMITS: Final = 100  # as many firms have a profile
CHANGES: Final = 60  # more than it takes until small segments are merged
_WORD: Final = "ざくろいし"  # with a number behind it; in no record of the demo
_PATIENCE: Final = 20.0  # seconds
Freshness = tuple[list[float], list[float], float]  # seconds until found, until gone; the worker's MB
_HOW: Final = (
    "On a copy of the demo. Full build: `SearchService.rebuild` in a fresh process, reading every document from the database, "
    "analysing and writing it; CPU time and wall time of the whole, medians of {rounds} runs; the "
    "process's peak of resident memory is the indexer's. One-document commit: {commits} × `SearchService.index` with one firm that has a profile, CPU "
    "time of the process. Saved → found and withdrawn → gone: a real `flask worker` beside; the clock runs from the commit of the "
    "change (a new word in a profile's keywords; a firm removed from the register) until the engine, asked by another process "
    "every few milliseconds, finds it or finds it no more; {changes} times each, {rounds} runs. What the page shows is checked in the database "
    "besides, so there a withdrawn record is gone at once."
)


def run(*, quick: bool) -> Part:
    """All of it."""
    rounds, commits, changes = (1, 20, 5) if quick else (3, COMMITS, CHANGES)
    world = demo_world(quick=quick).copy("build")
    part = Part("build", "Index", _HOW.format(rounds=rounds, commits=commits, changes=changes), is_quick=quick)
    builds = [in_child(_build, str(world.folder)) for _ in range(rounds)]
    speed = median([documents / cpu for documents, cpu, _, _ in builds])
    wall, peak = median([wall for _, _, wall, _ in builds]), median([peak for *_, peak in builds])
    documents = builds[0][0]
    part.add(
        "full build: documents a CPU-second, with reading and analysis", "≥ 1,000", f"{speed:,.0f}", speed >= 1_000
    )
    part.add(f"full build of {documents:,} documents", "≤ 60 s", f"{wall:.1f} s", wall <= 60)
    part.add("indexer at a full build: peak memory", "≤ 500 MB", f"{peak:.0f} MB", peak <= 500)
    times = in_child(_commits, str(world.folder), commits)
    p95 = percentile(times, 0.95)
    part.add(
        "one-document commit: p95 of CPU time",
        "≤ 150 ms",
        f"{p95:.0f} ms (p50 {median(times):.0f}, most {max(times):.0f})",
        p95 <= 150,
    )
    _freshness(part, [_through_the_worker(demo_world(quick=quick).copy("build"), changes) for _ in range(rounds)])
    return part


def _freshness(part: Part, runs: Sequence[Freshness]) -> None:
    """The worst of all changes of all runs counts: merges come every so many commits, so a percentile would miss them."""
    found = [second for one in runs for second in one[0]]
    gone = [second for one in runs for second in one[1]]
    for name, seconds in (("saved → found", found), ("withdrawn → gone", gone)):
        late = sum(second > 1 for second in seconds)
        told = f"{max(seconds):.2f} s at most of {len(seconds)} (median {median(seconds):.2f}, {late} above 1 s)"
        part.add(f"{name}, through the outbox and a worker", "≤ 1 s", told, max(seconds) <= 1)
    memory = max(one[2] for one in runs)
    part.add("worker after these changes: resident memory", "≤ 500 MB", f"{memory:.0f} MB", memory <= 500)


def _build(folder: str) -> tuple[int, float, float, float]:
    app = _app(folder)
    with app.extensions["database"].read() as session:
        documents, spent = measured(lambda: app.extensions["search"].rebuild(session))
    return documents, spent.cpu, spent.wall, peak_mb()


def _commits(folder: str, count: int) -> list[float]:
    app = _app(folder)
    search, database = app.extensions["search"], app.extensions["database"]
    with database.read() as session:
        ids = list(session.scalars(select(CompanyProfile.company_id).order_by(CompanyProfile.company_id).limit(count)))
        times = [cpu_ms(partial(search.index, session, {"company": [id_]})) for id_ in ids]
    return times[1:]  # the first one loads the dictionary


def _app(folder: str) -> Flask:
    from pathlib import Path

    return World(Path(folder)).app()


def _through_the_worker(world: World, changes: int) -> Freshness:
    app = world.app()
    command = [program("flask"), "worker"]
    with running(command, child_environment(world), OUT / "logs" / "worker.log") as worker:
        time.sleep(5)  # dictionary and index are loaded
        _until(app, _change_keyword(app, "まえふり", 0), "まえふり", is_there=True)
        found = [
            _until(app, _change_keyword(app, f"{_WORD}{n}", n), f"{_WORD}{n}", is_there=True) for n in range(changes)
        ]
        gone = [_withdraw(app, n) for n in range(changes)]
        memory = resident_mb(worker.pid)
    app.extensions["database"].dispose()
    return found, gone, memory


def _change_keyword(app: Flask, word: str, number: int) -> str:
    """Give a firm a new keyword; its id."""
    with unit_of_work(app.extensions["database"]) as session:
        id_ = _firm(session, number)
        session.execute(update(CompanyProfile).where(CompanyProfile.company_id == id_).values(keywords=[word]))
        announce(session, RecordsChanged(kind="company", ids=(id_,)))
    return id_


def _withdraw(app: Flask, number: int) -> float:
    """Take a firm out of the register; seconds until the engine has it no more."""
    with unit_of_work(app.extensions["database"]) as session:
        id_ = _firm(session, number)
        name = session.scalars(select(Company.name).where(Company.id == id_)).one()
        session.execute(update(Company).where(Company.id == id_).values(removed_on=Company.source_on))
        announce(session, RecordsChanged(kind="company", ids=(id_,)))
    return _until(app, id_, name, is_there=False)


def _firm(session: Session, number: int) -> str:
    shown = select(CompanyProfile.company_id).order_by(CompanyProfile.company_id)
    return session.scalars(shown.offset(number).limit(1)).one()


def _until(app: Flask, id_: str, query: str, *, is_there: bool) -> float:
    """Seconds until the engine finds the firm, or finds it no more."""
    asks = _asker(app, query)
    started = time.perf_counter()
    while time.perf_counter() - started < _PATIENCE:
        if (id_ in asks()) is is_there:
            return time.perf_counter() - started
        time.sleep(0.005)
    return _PATIENCE


def _asker(app: Flask, query: str) -> Callable[[], set[str]]:
    """Asks the engine itself, as the page would; the database is not looked at."""
    from app.registers import recognisers
    from app.search.query import parse

    search: Any = app.extensions["search"]
    engine = search._engine
    parsed = parse(query, recognisers())

    def ask() -> set[str]:
        plan = search._planner.plan(parsed, engine.frequencies, engine.bigram_frequencies)
        return {hit.id for hit in engine.search(plan, Filters(), Sort.RELEVANCE, 0, 20).hits}

    return ask
