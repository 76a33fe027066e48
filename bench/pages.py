"""Pages over HTTP: list, detail and search at 1 and 16 clients, beside a plain yardstick and beside other engines behind the page."""

import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from flask import Flask
from sqlalchemy import event, select

from app.companies.models import Company, CompanyProfile
from app.technologies.models import Technology
from bench import queries
from bench.children import resident_mb
from bench.client import Load, drive
from bench.corpus import Corpus, read_documents
from bench.figures import OUT, Part, median, percentile, table
from bench.latency import indexes
from bench.servers import Server, gunicorn
from bench.world import World, child_environment, demo_world

ROUNDS: Final = 3
SECONDS: Final = 4.0
CLIENTS: Final = (1, 16)
_EACH: Final = 20  # detail pages of each sort
_HOW: Final = (
    "Real gunicorn processes on loopback over the whole demo, `RATE_LIMITS=off`: the site as `make serve` runs it (1 process × 8 "
    "threads) and with 2 × 4; the same site with every hook around a request taken off (“bare”: same queries, same templates, no "
    "guard, headers, request id, logs); the plain yardstick (Flask, SQLAlchemy, SQLite WAL, Jinja, 20 of 5,000 rows, {size}, "
    "gthread 2 × 4); the site with SQLite FTS5 and with Whoosh's own scorer behind the search page (facets counted from all that they find). Load "
    "comes from a generator of the standard library in processes of its own on the same two cores: each client keeps one "
    "connection and asks for the next page at once. List: 40 pages of /companies/ with 30 firms each. Detail: {each} firms with "
    "a profile, {each} bare firms and {each} technologies, each with its similar records. Search: the labelled, plain and trade "
    "queries in another order for each client. Medians of {rounds} rounds of {seconds:g} s, the servers by turns within a round, "
    "after a warming round. Everything that is not 2xx is counted."
)


@dataclass(slots=True)
class _Seen:
    """All rounds of one page on one server with so many clients."""

    loads: list[Load] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Median of answers a second."""
        return median([load.rate for load in self.loads])

    @property
    def p95(self) -> float:
        """Median of the rounds' p95, in ms."""
        return median([percentile(load.seconds, 0.95) * 1000 for load in self.loads])

    @property
    def p50(self) -> float:
        """Median of the rounds' p50, in ms."""
        return median([percentile(load.seconds, 0.5) * 1000 for load in self.loads])

    @property
    def bad(self) -> int:
        """Answers other than 2xx in all rounds."""
        return sum(load.bad for load in self.loads)


Seen = dict[tuple[str, str, int], _Seen]


def run(*, quick: bool) -> Part:
    """All of it."""
    world = demo_world(quick=quick)
    app = world.app()
    paths = _paths(app)
    indexes(Corpus(documents := read_documents(app), len(documents)))
    rounds, seconds = (1, 1.5) if quick else (ROUNDS, SECONDS)
    with ExitStack() as stack:
        servers = _servers(stack, world)
        seen = _drive(servers, paths, rounds, seconds)
        memory = _memory(servers["make serve (1 × 8)"])
    sizes = {page: seen["yardstick (2 × 4)" if page == "yardstick" else "make serve (1 × 8)", page, 1].loads[0].size
             for page in ("list", "detail", "search", "yardstick")}  # fmt: skip
    how = _HOW.format(size=f"{sizes['yardstick'] / 1000:.0f} KB", each=_EACH, rounds=rounds, seconds=seconds)
    part = Part("pages", "Pages", how, is_quick=quick)
    _figures(part, seen)
    part.add("web process after this load: resident memory", "≤ 350 MB", f"{memory:.0f} MB", memory <= 350)
    _statements(part, app, paths)
    part.details.append(_table(seen))
    part.details.append(
        "Average answer: " + ", ".join(f"{page} {size / 1000:.0f} KB" for page, size in sizes.items()) + "."
    )
    app.extensions["database"].dispose()
    return part


def _servers(stack: ExitStack, world: World) -> dict[str, Server]:
    yardstick = OUT / "yardstick"
    shutil.rmtree(yardstick, ignore_errors=True)
    yardstick.mkdir(parents=True)
    environment = child_environment(world, YARDSTICK=str(yardstick / "things.sqlite3"))
    wanted = [
        ("make serve (1 × 8)", "wsgi:app", 1, 8),
        ("2 × 4", "wsgi:app", 2, 4),
        ("bare (1 × 8)", "bench.sites:bare()", 1, 8),
        ("FTS5 behind the page (1 × 8)", "bench.sites:fts5()", 1, 8),
        ("Whoosh's scorer behind the page (1 × 8)", "bench.sites:whoosh()", 1, 8),
        ("yardstick (2 × 4)", "bench.yardstick:make()", 2, 4),
    ]
    logs = OUT / "logs"
    return {
        name: stack.enter_context(gunicorn(name, app, environment, workers, threads, logs / f"{n}.log"))
        for n, (name, app, workers, threads) in enumerate(wanted)
    }


def _drive(servers: dict[str, Server], paths: dict[str, list[str]], rounds: int, seconds: float) -> Seen:
    seen: Seen = {}
    plan = [(name, page) for name in servers for page in _pages_of(name)]
    for name, page in plan:
        drive(servers[name].port, paths[page], 2, min(seconds, 2.0))
    for clients in CLIENTS:
        for turn in range(rounds):
            print(f"  {clients} clients, round {turn + 1}", flush=True)
            for name, page in plan:
                load = drive(servers[name].port, paths[page], clients, seconds)
                seen.setdefault((name, page, clients), _Seen()).loads.append(load)
    return seen


def _pages_of(server: str) -> tuple[str, ...]:
    if server.startswith("yardstick"):
        return ("yardstick",)
    if "behind the page" in server:
        return ("search",)
    return ("list", "detail") if server.startswith("bare") else ("list", "detail", "search")


def _figures(part: Part, seen: Seen) -> None:
    bad = {f"{name}, {page}, {n} clients": one.bad for (name, page, n), one in seen.items() if one.bad}
    ours = sum(one.bad for (name, _, _), one in seen.items() if name in {"make serve (1 × 8)", "2 × 4"})
    total = sum(len(load.seconds) for one in seen.values() for load in one.loads)
    part.add("answers other than 2xx", "0", f"{ours} of ours, of {total:,} answers of all", ours == 0)
    if bad:
        part.details.append("Not 2xx: " + "; ".join(f"{name}: {count}" for name, count in bad.items()) + ".")
    for clients in CLIENTS:
        _beside_yardstick(part, seen, clients)
    for page, bar in (("list", 300), ("detail", 300), ("search", 400)):
        p95 = seen["make serve (1 × 8)", page, 16].p95
        part.add(f"{page}: p95 at 16 clients", f"≤ {bar} ms", f"{p95:.0f} ms", p95 <= bar)
    p95 = seen["make serve (1 × 8)", "search", 1].p95
    part.add("search: p95 at 1 client", "≤ 60 ms", f"{p95:.0f} ms", p95 <= 60)
    for clients in CLIENTS:
        _beside_engines(part, seen, clients)


def _beside_yardstick(part: Part, seen: Seen, clients: int) -> None:
    base = seen["yardstick (2 × 4)", "yardstick", clients]
    for page, bar in (("list", 0.4), ("detail", 0.5)):
        shares = {name: seen[name, page, clients].rate / base.rate for name in ("make serve (1 × 8)", "2 × 4")}
        told = ", ".join(f"{share:.2f} × ({name})" for name, share in shares.items())
        part.add(f"{page}: requests/s beside the yardstick's {base.rate:.0f}, {clients} clients", f"≥ {bar} ×", told,
                 shares["make serve (1 × 8)"] >= bar)  # fmt: skip
        share = seen["make serve (1 × 8)", page, clients].rate / seen["bare (1 × 8)", page, clients].rate
        part.add(
            f"{page}: requests/s beside the bare view, {clients} clients", "≥ 0.6 ×", f"{share:.2f} ×", share >= 0.6
        )
    ratios = {name: seen[name, "search", clients].p95 / base.p95 for name in ("make serve (1 × 8)", "2 × 4")}
    told = ", ".join(f"{ratio:.1f} × ({name})" for name, ratio in ratios.items())
    part.add(f"search: p95 beside the yardstick's {base.p95:.0f} ms, {clients} clients", "≤ 4 ×", told,
             ratios["make serve (1 × 8)"] <= 4)  # fmt: skip


def _beside_engines(part: Part, seen: Seen, clients: int) -> None:
    own = seen["make serve (1 × 8)", "search", clients].p95
    for name in ("FTS5 behind the page (1 × 8)", "Whoosh's scorer behind the page (1 × 8)"):
        other = seen[name, "search", clients].p95
        told = f"{own:.0f} against {other:.0f} ms"
        part.add(f"search: p95 below {name.split(' (')[0]}, {clients} clients", "below", told, own < other)


def _table(seen: Seen) -> str:
    rows = [
        [page, str(clients), name, f"{one.rate:.0f}", f"{one.p50:.0f}", f"{one.p95:.0f}", str(one.bad)]
        for (name, page, clients), one in sorted(seen.items(), key=lambda entry: (entry[0][1], entry[0][2]))
    ]
    return table(("page", "clients", "server", "requests/s", "p50 ms", "p95 ms", "not 2xx"), rows)


def _memory(server: Server) -> float:
    """The largest of the server's processes; the workers do the work."""
    import psutil

    processes = [server.pid, *(child.pid for child in psutil.Process(server.pid).children(recursive=True))]
    return max(resident_mb(pid) for pid in processes)


def _paths(app: Flask) -> dict[str, list[str]]:
    shown = (Company.closed_on.is_(None), Company.removed_on.is_(None), Company.is_hidden.is_(False))
    with app.extensions["database"].read() as session:
        rich = session.scalars(select(CompanyProfile.company_id).order_by(CompanyProfile.company_id).limit(_EACH)).all()
        bare = session.scalars(
            select(Company.id).where(*shown, Company.id.not_in(rich)).order_by(Company.id).limit(_EACH)
        ).all()
        technologies = session.scalars(select(Technology.id).order_by(Technology.id).limit(_EACH)).all()
    texts = [*(row.query for row in queries.labelled()), *queries.plain(), *queries.trade()]
    return {
        "list": [f"/companies/?page={n}" for n in range(1, 41)],
        "detail": [*(f"/companies/{id_}" for id_ in (*rich, *bare)), *(f"/technologies/{id_}" for id_ in technologies)],
        "search": [f"/search?q={quote(text)}" for text in texts],
        "yardstick": [f"/?page={n}" for n in range(1, 41)],
    }


def _statements(part: Part, app: Flask, paths: dict[str, list[str]]) -> None:
    """SQL statements of one page, the most of all pages of a sort."""
    counted = {"n": 0}

    def count(*_: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own arguments
        counted["n"] += 1

    engine = app.extensions["database"].reading
    event.listen(engine, "before_cursor_execute", count)
    most = {page: _most(app, paths[page], counted) for page in ("list", "detail", "search")}
    event.remove(engine, "before_cursor_execute", count)
    told = ", ".join(f"{page} {number}" for page, number in most.items())
    part.add("SQL statements a page, at most (BEGIN and the like apart)", "≤ 12", told, max(most.values()) <= 12)


def _most(app: Flask, paths: Sequence[str], counted: dict[str, int]) -> int:
    client, most = app.test_client(), 0
    for path in paths[:60]:
        counted["n"] = 0
        client.get(path)
        most = max(most, counted["n"])
    return most
