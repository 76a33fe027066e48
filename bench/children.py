"""Running a function of ours in a process of its own, so that its memory and CPU time are its alone."""

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil

MB: Final = 1024 * 1024
_STATUS: Final = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Spent:
    """What one step took. `peak_growth`: how far the peak of resident memory rose above what was resident before, in MB."""

    cpu: float
    wall: float
    peak_growth: float


def measured(step: Callable[[], Any]) -> tuple[Any, Spent]:
    """Run a step of this process; its result and what it took."""
    _forget_peak()
    before = resident_mb()
    cpu, wall = time.process_time(), time.perf_counter()
    result = step()
    spent = Spent(time.process_time() - cpu, time.perf_counter() - wall, max(0.0, peak_mb() - before))
    return result, spent


def in_child(function: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401 - whatever the function gives
    """The result of `function(*arguments)`, run in a fresh interpreter. Raises what it raises."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(function, arguments)


def resident_mb(process: int | None = None) -> float:
    """Resident memory of a process (this one), in MB."""
    return float(psutil.Process(process).memory_info().rss) / MB


def peak_mb() -> float:
    """The peak of this process's resident memory, in MB.

    Linux hands `ru_maxrss` of a large parent on to its children, through exec too; the high-water mark is the process's own.
    """
    if _STATUS.exists():
        line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return float(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak) / (MB if sys.platform == "darwin" else 1024)


def _forget_peak() -> None:
    """Let the high-water mark begin anew, where the system can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
