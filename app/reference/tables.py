"""Reading of the packaged tables: UTF-8, tab separated, one header line, no quoting."""

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType


def read_table(name: str) -> tuple[Mapping[str, str], ...]:
    """All rows of `data/<name>.tsv` in file order, by column name. FileNotFoundError if there is no such table."""
    header, *lines = (files(__package__) / "data" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    columns = header.split("\t")
    return tuple(MappingProxyType(dict(zip(columns, line.split("\t"), strict=True))) for line in lines)
