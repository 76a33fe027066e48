"""Alembic's door: the same online run for SQLite and PostgreSQL."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, create_engine, pool

from app.core.db import Base, UTCDateTime
from app.models import import_all

import_all()


def _render(kind: str, item: object, context_: AutogenContext) -> str | Literal[False]:
    """Our own types by their names, with their imports."""
    if kind == "type" and isinstance(item, UTCDateTime):
        context_.imports.add("from app.core.db import UTCDateTime")
        return "UTCDateTime()"
    if kind == "type" and isinstance(item, JSON):
        context_.imports.add("from app.core.db import JSONValue")
        return "JSONValue"
    return False


def _run() -> None:
    url = context.config.get_main_option("sqlalchemy.url")
    assert url is not None
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=_render,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


_run()
