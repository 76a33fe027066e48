"""Mass assignment: every form sent with the name of every column of the database beside its own fields; nothing but the fields counts."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Boolean, CheckConstraint, Integer

from app import create_app
from app.core import clock
from app.core.db import Base
from tests import databases
from tests.conftest import site_config
from tests.house.filled import ODD_DAY, ODD_NUMBER, ODD_TEXT, fill, odd_fields

# Columns that differ from one filling to the next by time and chance, without a form having a say.
_BY_CHANCE = {("import_jobs", "rows_done"), ("import_jobs", "tries"), ("outbox", "id")}


@pytest.fixture(scope="module")
def sites(
    server: databases.SQLiteServer | databases.PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Flask]]:
    """The same site filled twice: as people do, and with everything else beside it."""
    made = []
    for extra in (False, True):
        url = server.fresh()
        app = create_app(site_config(tmp_path_factory.mktemp("extra"), url))
        fill(app, extra=extra)
        made.append((app, url))
    yield made[0][0], made[1][0]
    for app, url in made:
        app.extensions["database"].dispose()
        server.drop(url)
    clock.configure(None)


def _rows(app: Flask) -> Iterator[tuple[str, str, Any]]:
    with app.extensions["database"].read() as session:
        for name, table in Base.metadata.tables.items():
            for row in session.execute(table.select()).mappings():
                yield from ((name, column, value) for column, value in row.items())


def _is_odd(value: Any) -> bool:
    if isinstance(value, datetime):
        return value.date() == ODD_DAY
    if isinstance(value, date):
        return value == ODD_DAY
    return value == ODD_NUMBER or ODD_TEXT in str(value) or str(ODD_DAY) in str(value) or str(ODD_NUMBER) in str(value)


def _is_choice(name: str, column: str) -> bool:
    """Yes and no, whole numbers, and words that the database knows: their values can be counted."""
    table = Base.metadata.tables[name]
    checks = " ".join(str(check.sqltext) for check in table.constraints if isinstance(check, CheckConstraint))
    kind = table.c[column].type
    is_key = table.c[column].primary_key or table.c[column].foreign_keys
    return not is_key and (isinstance(kind, Boolean | Integer) or f"{column} IN (" in checks)


def test_the_fields_that_are_sent_cover_every_column() -> None:
    columns = {column.name for table in Base.metadata.tables.values() for column in table.columns}
    assert set(odd_fields(set())) == columns
    assert "equipment-0-company_id" in odd_fields({"equipment-0-name"})


def test_no_odd_value_is_in_any_row(sites: tuple[Flask, Flask]) -> None:
    assert {(name, column) for name, column, value in _rows(sites[1]) if _is_odd(value)} == set()


def test_no_choice_is_another(sites: tuple[Flask, Flask]) -> None:
    """States, roles, switches and numbers stand as often in one site as in the other."""
    counts = [
        Counter((name, column, value) for name, column, value in _rows(app) if _is_choice(name, column))
        for app in sites
    ]
    differs = (counts[0] - counts[1]) + (counts[1] - counts[0])
    assert {key for key in differs if key[:2] not in _BY_CHANCE} == set()
