"""Alembic's door: the same online run for SQLite and PostgreSQL."""

from alembic import context
from sqlalchemy import create_engine, pool

from app.core.db import Base
from app.models import import_all

import_all()


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
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


_run()
