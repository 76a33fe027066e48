"""Reads `data/trades/*.toml` into plain records. What the fields mean stands in `data/README.md`."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).parent / "data"
Entry = Mapping[str, Any]


def _files() -> Iterator[Mapping[str, list[Entry]]]:
    for path in sorted((DATA / "trades").glob("*.toml")):
        yield tomllib.loads(path.read_text(encoding="utf-8"))


def read_firms() -> list[Entry]:
    """All fictional firms, in file order."""
    return [firm for trade in _files() for firm in trade["firm"]]


def read_technologies() -> list[Entry]:
    """All fictional technologies, in file order."""
    return [technology for trade in _files() for technology in trade["technology"]]


def read_patents() -> list[Entry]:
    """All fictional patents, in file order."""
    return [patent for trade in _files() for patent in trade["patent"]]
