"""What a part of the benchmark hands back, and the few statistics that all parts share."""

import gc
import json
import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

OUT: Final = Path(__file__).resolve().parent / "out"
RESULTS: Final = OUT / "results"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report. `met` None: there is no bar, or it could not be measured."""

    name: str
    bar: str
    got: str
    met: bool | None = None


@dataclass(slots=True)
class Part:
    """One part's figures, how they were measured, and further tables as Markdown."""

    name: str
    title: str
    how: str
    figures: list[Figure] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    day: str = ""
    load: str = ""
    is_quick: bool = False

    def add(self, name: str, bar: str, got: str, met: bool | None = None) -> None:
        """One more line, shown on the terminal at once."""
        self.figures.append(Figure(name, bar, got, met))
        verdict = {True: "met", False: "NOT MET", None: "-"}[met]
        print(f"  {name}: {got}   [{bar or 'no bar'}: {verdict}]", flush=True)

    def save(self) -> None:
        """Keep it for the report."""
        RESULTS.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (RESULTS / f"{self.name}.json").write_text(text, encoding="utf-8")


def load_part(name: str) -> Part | None:
    """What the part gave when it ran last; None if it never did."""
    path = RESULTS / f"{name}.json"
    if not path.exists():
        return None
    found = json.loads(path.read_text(encoding="utf-8"))
    return Part(**{**found, "figures": [Figure(**figure) for figure in found["figures"]]})


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0–1) of the values lie, by nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


def median(values: Sequence[float]) -> float:
    """The median; NaN of nothing."""
    return statistics.median(values) if values else math.nan


def cpu_ms(call: Callable[[], object]) -> float:
    """Milliseconds of CPU time that this process spends on `call`, all its threads together."""
    started = time.process_time_ns()
    call()
    return (time.process_time_ns() - started) / 1e6


def quiet_cpu_ms(calls: Sequence[Callable[[], object]], before: Callable[[], None] | None = None) -> list[float]:
    """CPU milliseconds of each call, without the garbage collector in between; `before` runs ahead of each, untimed."""
    gc.collect()
    gc.disable()
    times = []
    try:
        for call in calls:
            if before is not None:
                before()
            times.append(cpu_ms(call))
    finally:
        gc.enable()
    return times


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])
