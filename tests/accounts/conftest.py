"""Fixtures of accounts: one person, and the clock put back after each test."""

from collections.abc import Iterator

import pytest

from app.core import clock
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from tests.people import make_user

EMAIL = "taro@example.jp"


@pytest.fixture
def taro(database: Database) -> str:
    """The id of a confirmed person without roles."""
    with unit_of_work(database) as session:
        return make_user(session, EMAIL).id


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    yield
    clock.configure(None)
