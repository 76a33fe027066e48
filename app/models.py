"""All tables, for migrations and for tests that make a schema: importing a room's models registers them."""

import importlib
from pathlib import Path

import app.core.outbox
import app.core.publication  # noqa: F401 - registers its table


def import_all() -> None:
    """Import every `models.py` of every room."""
    here = Path(__file__).parent
    for path in sorted(here.glob("*/models.py")):
        importlib.import_module(f"app.{path.parent.name}.models")
