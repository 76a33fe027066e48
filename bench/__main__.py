"""`python -m bench [part …] [--quick]`: run the parts (all of them by default), then write docs/benchmarks.md."""

import argparse
import importlib
import os
import subprocess
import sys
from datetime import UTC, datetime

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # as the Makefile has it; before NumPy is loaded


def main() -> None:
    """The command line."""
    from bench import report

    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*report.PARTS, []], help="default: all")
    parser.add_argument("--quick", action="store_true", help="small world, one round: to see that everything runs")
    parser.add_argument("--report", action="store_true", help="only write the page from what ran last")
    asked = parser.parse_args()
    names = [] if asked.report else (asked.parts or report.PARTS)
    for name in names:
        if len(names) == 1:
            _run(name, quick=asked.quick)
        else:  # a process each: no part begins with the memory of the one before
            flags = ["--quick"] if asked.quick else []
            subprocess.run([sys.executable, "-m", "bench", name, *flags], check=True)
    if not asked.quick:
        report.write()


def _run(name: str, *, quick: bool) -> None:
    print(name, flush=True)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    part = importlib.import_module(f"bench.{name}").run(quick=quick)
    part.day, part.load = datetime.now(UTC).date().isoformat(), load
    if not quick:
        part.save()


if __name__ == "__main__":
    main()
