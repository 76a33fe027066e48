"""The schema of a database, by plain Alembic; `flask db` is the roof's `schema`."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config as AlembicConfig

_SCRIPTS: Final = Path(__file__).resolve().parents[2] / "migrations"


def alembic_config(url: str) -> AlembicConfig:
    """Alembic's configuration for one database address."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema of the database at `url` to `revision`."""
    command.upgrade(alembic_config(url), revision)
