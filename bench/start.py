"""The second start: what `make demo` does when the data is there, until the first page."""

import subprocess
import time
from typing import Final

from bench.figures import OUT, Part, median
from bench.servers import free_port, program, running, wait_for
from bench.world import ROOT, child_environment, demo_world

ROUNDS: Final = 3
_HOW: Final = (
    "`flask demo load --if-empty` on loaded data, then gunicorn with one process and eight threads, until `/` answers 200; then "
    "how long that server takes for its first search. Making the virtual environment and the first load are not in it. Medians of "
    "{rounds} rounds."
)


def run(*, quick: bool) -> Part:
    """All of it."""
    rounds = 1 if quick else ROUNDS
    part = Part("start", "Second start", _HOW.format(rounds=rounds), is_quick=quick)
    world = demo_world(quick=quick)
    starts = [_start(child_environment(world)) for _ in range(rounds)]
    whole, page, search = (median([one[n] for one in starts]) for n in range(3))
    part.add("second start until the first page", "≤ 5 s", f"{whole:.1f} s", whole <= 5)
    part.add("… of it: server started → first page", "", f"{page:.1f} s")
    part.add("first search after that", "≤ 1 s", f"{search:.2f} s", search <= 1)
    return part


def _start(environment: dict[str, str]) -> tuple[float, float, float]:
    started = time.perf_counter()
    subprocess.run([program("flask"), "demo", "load", "--if-empty"], env=environment, cwd=ROOT, check=True)
    port = free_port()
    command = [program("gunicorn"), "--config", "gunicorn.conf.py", "wsgi:app"]
    with running(command, {**environment, "PORT": str(port)}, OUT / "logs" / "start.log") as server:
        page = wait_for(port, "/", server)
        whole = time.perf_counter() - started
        search = wait_for(port, "/search?q=%E3%82%81%E3%81%A3%E3%81%8D", server)
    return whole, page, search
