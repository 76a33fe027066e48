"""The database: one declarative base, our column types, and the engines.

Engines on the same database: reading begins plainly, writing begins with `BEGIN IMMEDIATE` on SQLite, so that a read that
turns into a write never fails half-way. Looks are written by a third one that does not wait: a busy database costs a look,
never a page. Only `core/unit_of_work.py` commits.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import JSON, CursorResult, DateTime, Engine, MetaData, Result, String, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_BUSY_MS: Final = 10_000
_BRIEF_MS: Final = 100  # how long a look may wait for the database


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, stored in UTC. A naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC, without zone on SQLite, which has none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: use core.clock.now()")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


JSONValue: Final = JSON().with_variant(JSONB(), "postgresql")


# Text in the order of its characters' codes on every database: kana sort by kana, whatever the server's locale.
Binary: Final = String().with_variant(String(collation="C"), "postgresql")


class Base(DeclarativeBase):
    """Base of every room's models."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: String(), datetime: UTCDateTime(), dict[str, Any]: JSONValue, list[str]: JSONValue}  # noqa: RUF012 - SQLAlchemy's own declaration


class Database:
    """The engines of one database address."""

    def __init__(self, url: str, *, durable: bool = False, chain_key: bytes = b"") -> None:
        """`durable` asks SQLite to wait for the disk at every commit (production); `chain_key` signs the audit chain."""
        self.url = make_url(url)
        self.chain_key = chain_key
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.writing = self._engine(immediate=True, durable=durable)
        self.reading = self._engine(immediate=False, durable=durable)
        self.noting = self._engine(immediate=True, durable=False, brief=True)
        self._writers = sessionmaker(self.writing, expire_on_commit=False, info={"chain_key": chain_key})
        self._noters = sessionmaker(self.noting, expire_on_commit=False)
        self._readers = sessionmaker(self.reading, autoflush=False)

    def _engine(self, *, immediate: bool, durable: bool, brief: bool = False) -> Engine:
        if not self.is_sqlite and brief:
            waits = f"-c lock_timeout={_BRIEF_MS} -c statement_timeout={_BRIEF_MS * 5} -c synchronous_commit=off"
            return create_engine(
                self.url,
                pool_size=2,
                pool_timeout=_BRIEF_MS / 1000,
                connect_args={"options": waits},
                hide_parameters=True,
            )
        if not self.is_sqlite:
            return create_engine(self.url, pool_pre_ping=True, pool_size=10, max_overflow=10, hide_parameters=True)
        busy_ms = _BRIEF_MS if brief else _BUSY_MS
        engine = create_engine(
            self.url, connect_args={"check_same_thread": False, "timeout": busy_ms / 1000}, hide_parameters=True
        )
        begin, synchronous = "BEGIN IMMEDIATE" if immediate else "BEGIN", "FULL" if durable else "NORMAL"
        _tune_sqlite(engine, begin, synchronous, busy_ms)
        return engine

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that never writes: whatever happened in it is rolled back."""
        with self._readers() as session:
            try:
                yield session
            finally:
                session.rollback()

    def writer(self, *, is_look: bool = False) -> Session:
        """A writing session; only for `unit_of_work`. One of a look gives up after a tenth of a second."""
        return self._noters() if is_look else self._writers()

    def dispose(self) -> None:
        """Close all connections (before a fork, at the end of a test)."""
        self.writing.dispose()
        self.reading.dispose()
        self.noting.dispose()


def _tune_sqlite(engine: Engine, begin: str, synchronous: str, busy_ms: int) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin by itself
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            f"busy_timeout={busy_ms}",
            "foreign_keys=ON",
            f"synchronous={synchronous}",
            "temp_store=MEMORY",
            "cache_size=-4000",  # KiB a connection; the system keeps the file in memory anyway
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def upsert(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]], key: Sequence[str]) -> None:
    """Insert `rows`, or update the row that has the same `key` columns with all the other columns given."""
    if not rows:
        return
    statement = _insert(session, model)
    changes = {name: statement.excluded[name] for name in rows[0] if name not in key}
    session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changes), list(rows))


def insert_ignoring(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of `rows` that break no unique constraint; the others are there already."""
    if rows:
        session.execute(_insert(session, model).on_conflict_do_nothing(), list(rows))


def count_rows(done: Result[Any]) -> int:
    """How many rows an UPDATE or DELETE reached."""
    assert isinstance(done, CursorResult)
    return done.rowcount


def _insert(session: Session, model: type[Base]) -> Any:  # noqa: ANN401 - two dialects' statements share no base with these verbs
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(model.__table__)  # type: ignore[arg-type]  # a mapped class has a Table
    return postgresql.insert(model.__table__)  # type: ignore[arg-type]  # a mapped class has a Table
