"""All tables, for migrations and for tests that make a schema: importing a room's models registers them."""

import importlib
from pathlib import Path

import app.core.chores
import app.core.once
import app.core.outbox
import app.core.publication  # noqa: F401 - registers its table


def import_all() -> None:
    """Import the `models` of every room, file or folder."""
    here = Path(__file__).parent
    rooms = {path.parent.name for path in here.glob("*/models.py")} | {
        path.parents[1].name for path in here.glob("*/models/__init__.py")
    }
    for room in sorted(rooms):
        importlib.import_module(f"app.{room}.models")
