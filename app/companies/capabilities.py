"""Our lists of processes and materials (data/processes.tsv, data/materials.tsv): codes, labels and the words people use."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from app.core.labels import Label

_DATA: Final = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a list."""

    code: str
    group: str
    label: Label
    words: tuple[str, ...]


@lru_cache(maxsize=1)
def processes() -> Mapping[str, Term]:
    """Processes by code, in the list's order."""
    return _read(_DATA / "processes.tsv")


@lru_cache(maxsize=1)
def materials() -> Mapping[str, Term]:
    """Materials by code, in the list's order."""
    return _read(_DATA / "materials.tsv")


def _read(path: Path) -> Mapping[str, Term]:
    with path.open(encoding="utf-8", newline="") as source:
        rows = csv.DictReader(source, delimiter="\t")
        terms = (
            Term(row["code"], row["group"], Label(row["ja"], row["en"]), tuple(row["words"].split())) for row in rows
        )
        return MappingProxyType({term.code: term for term in terms})
