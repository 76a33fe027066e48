"""Writes docs/benchmarks.md from what the parts gave when they ran last."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.figures import Part, load_part, table
from bench.world import ROOT

PARTS: Final = ("quality", "latency", "build", "imports", "pages", "start")
TARGET: Final = ROOT / "docs" / "benchmarks.md"
NOTES: Final = ROOT / "bench" / "notes.md"  # written by hand: what one run alone does not tell
_VERDICT: Final = {True: "yes", False: "**no**", None: "–"}
_INTRODUCTION: Final = """# Benchmarks

Written by `make bench` (`.venv/bin/python -m bench [part …] [--quick]`), but for the notes at its end (`bench/notes.md`).
Bars are those the project set itself; what is not met says so. Trust ratios and counts more than times: ratios are taken
between servers or engines that ran by turns in the same run on the same machine. A part may have run on another day than its
neighbours; each says when, and how busy the machine was with other work (load average at its begin)."""


def write(target: Path = TARGET) -> list[str]:
    """Write the page; names of parts that never ran."""
    parts = [part for name in PARTS if (part := load_part(name))]
    sections = [_INTRODUCTION, _machine(), _summary(parts), *(_section(part) for part in parts)]
    if NOTES.exists():
        sections.append(NOTES.read_text(encoding="utf-8").strip())
    missing = [name for name in PARTS if load_part(name) is None]
    if missing:
        sections.append("Not run yet: " + ", ".join(missing) + ".")
    target.write_text("\n\n".join(sections) + "\n", encoding="utf-8")
    return missing


def _machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("Whoosh", "numpy", "sudachipy", "tantivy", "gunicorn"))
    return (
        f"Machine: {os.cpu_count()} cores, {platform.machine()}, {_memory()}; Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {packages}."
    )


def _memory() -> str:
    import psutil

    return f"{psutil.virtual_memory().total / 1024**3:.0f} GB"


def _summary(parts: Sequence[Part]) -> str:
    judged = [figure for part in parts for figure in part.figures if figure.met is not None]
    met = sum(bool(figure.met) for figure in judged)
    missed = [f"- {figure.name}: {figure.got} (bar {figure.bar})" for figure in judged if not figure.met]
    lines = [f"{met} of {len(judged)} bars are met."]
    return "\n".join([*lines, *(["", "Not met:", "", *missed] if missed else [])])


def _section(part: Part) -> str:
    when = f"`python -m bench {part.name}{' --quick' if part.is_quick else ''}`, {part.day}, load average {part.load}."
    quick = ["**A quick run on a small world: only to see that it runs.**"] if part.is_quick else []
    rows = [(figure.name, figure.bar or "–", figure.got, _VERDICT[figure.met]) for figure in part.figures]
    figures = table(("figure", "bar", "got", "met"), rows)
    return "\n\n".join([f"## {part.title}", *quick, when, figures, part.how, *part.details])
