"""Fixtures of the whole suite. What asks for `database` (or anything made from it) runs on SQLite and on PostgreSQL."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import create_app, equip
from app.core import clock
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from app.demo.service import load_demo
from config import Config
from tests import databases

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
MakeApp = Callable[..., Flask]


@pytest.fixture(scope="session", params=databases.names())
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[databases.SQLiteServer | databases.PostgresServer]:
    """A database server: once with SQLite, once with PostgreSQL."""
    yield from databases.serve(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture
def database_url(server: databases.SQLiteServer | databases.PostgresServer) -> Iterator[str]:
    """Address of a fresh, migrated, empty database."""
    url = server.fresh()
    yield url
    server.drop(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated, empty database."""
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session; committed at the end of the test."""
    with unit_of_work(database) as opened:
        yield opened


def site_config(data_dir: Path, database_url: str, **changes: str) -> Config:
    """Settings of a test site."""
    environment = {
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": database_url,
        "RATE_LIMITS": "off",
        "PASSWORD_HASHING": "cheap",
        **changes,
    }
    return Config.from_environment(environment)


@pytest.fixture
def make_app(database_url: str, tmp_path: Path) -> Iterator[MakeApp]:
    """A function that makes the site on the fresh database, with settings changed as wanted."""
    made: list[Flask] = []

    def make(**changes: str) -> Flask:
        made.append(create_app(site_config(tmp_path, database_url, **changes)))
        return made[-1]

    yield make
    for app in made:
        app.extensions["database"].dispose()
    clock.configure(None)


# Routes and compiled templates are the same in every test, and take a third of a second to make: one app a process is kept.
_SPARE: list[Flask] = []


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The site on an empty database, equipped anew for every test. Who adds routes makes an app by `make_app`."""
    config = site_config(tmp_path, database_url)
    made = _SPARE.pop() if _SPARE else create_app(config)
    equip(made, config)
    made.jinja_env.globals.update(site=config, kinds=made.extensions["kinds"])
    yield made
    made.extensions["database"].dispose()
    clock.configure(None)
    _SPARE.append(made)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor of the empty site."""
    return app.test_client()


@pytest.fixture(scope="session")
def demo_app(
    server: databases.SQLiteServer | databases.PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The site with the whole fictional demo data and 300 real corporations. Tests must not change it."""
    url = server.fresh()
    made = create_app(site_config(tmp_path_factory.mktemp("demo"), url))
    load_demo(made.extensions["database"], made.extensions["search"], made.extensions["hasher"], firms=300)
    yield made
    made.extensions["database"].dispose()
    server.drop(url)


@pytest.fixture
def demo(demo_app: Flask) -> FlaskClient:
    """A visitor of the site with demo data."""
    return demo_app.test_client()
