"""A load generator of the standard library alone: `python -m bench.client PORT CLIENTS SECONDS`, paths on standard input.

Each client is a thread with one kept connection that asks for the next path as soon as it has the answer. Prints JSON: seconds
of each answer, how many had which status (0: no answer), bytes of all.
"""

import http.client
import itertools
import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_PER_PROCESS = 8


@dataclass(frozen=True, slots=True)
class Load:
    """What the clients saw."""

    rate: float  # answers a second
    seconds: tuple[float, ...]
    statuses: dict[str, int]
    size: float  # bytes of an answer on average

    @property
    def bad(self) -> int:
        """Answers other than 2xx, and none at all."""
        return sum(count for status, count in self.statuses.items() if not status.startswith("2"))


def drive(port: int, paths: Sequence[str], clients: int, seconds: float) -> Load:
    """Let `clients` ask for `paths` in a circle for `seconds`, from processes of their own."""
    counts = [min(_PER_PROCESS, clients - start) for start in range(0, clients, _PER_PROCESS)]
    command = [sys.executable, "-m", "bench.client", str(port)]
    running = [
        subprocess.Popen([*command, str(n), str(seconds)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for n in counts
    ]
    lines = "\n".join(paths)
    feeders = [threading.Thread(target=_feed, args=(process, lines)) for process in running]
    for feeder in feeders:
        feeder.start()
    answers = [json.loads(process.stdout.read()) for process in running if process.stdout]
    for process, feeder in zip(running, feeders, strict=True):
        feeder.join()
        process.wait()
    times = tuple(t for answer in answers for t in answer["seconds"])
    statuses: Counter[str] = Counter()
    for answer in answers:
        statuses.update(answer["statuses"])
    size = sum(answer["bytes"] for answer in answers) / max(len(times), 1)
    return Load(len(times) / seconds, times, dict(statuses), size)


def _feed(process: "subprocess.Popen[str]", lines: str) -> None:
    if process.stdin:
        process.stdin.write(lines)
        process.stdin.close()


class _Client(threading.Thread):
    """One visitor."""

    def __init__(self, port: int, paths: Sequence[str], until: float, number: int) -> None:
        super().__init__()
        self.times: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.bytes = 0
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        order = list(paths)
        random.Random(number).shuffle(order)  # noqa: S311 - another order for each, the same every time
        self._paths = itertools.cycle(order)
        self._until = until

    def run(self) -> None:
        """Ask until the time is up."""
        while time.perf_counter() < self._until:
            started = time.perf_counter()
            try:
                self._connection.request("GET", next(self._paths), headers={"Accept-Language": "ja"})
                answer = self._connection.getresponse()
                self.bytes += len(answer.read())
                self.statuses[str(answer.status)] += 1
            except (OSError, http.client.HTTPException):
                self.statuses["0"] += 1
                self._connection.close()
            self.times.append(time.perf_counter() - started)


def main(port: int, clients: int, seconds: float) -> None:
    """The generator's own process."""
    paths = sys.stdin.read().splitlines()
    until = time.perf_counter() + seconds
    made = [_Client(port, paths, until, n) for n in range(clients)]
    for client in made:
        client.start()
    for client in made:
        client.join()
    statuses = sum((client.statuses for client in made), Counter[str]())
    times = [round(t, 6) for client in made for t in client.times]
    json.dump({"seconds": times, "statuses": statuses, "bytes": sum(c.bytes for c in made)}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
