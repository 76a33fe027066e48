"""The clock is Japan's day, and can be moved in development."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from app.core import clock


@pytest.fixture(autouse=True)
def own_time() -> Iterator[None]:
    yield
    clock.configure(None)


def test_a_fixed_instant_without_zone_is_japans() -> None:
    clock.configure("2027-03-31T23:59:59")
    assert clock.now() == datetime(2027, 3, 31, 14, 59, 59, tzinfo=UTC)
    assert clock.today() == date(2027, 3, 31)


def test_the_day_turns_at_midnight_in_japan() -> None:
    clock.configure("2027-03-31T15:00:00+00:00")
    assert clock.today() == date(2027, 4, 1)


def test_a_shift_moves_the_machines_time() -> None:
    before = datetime.now(UTC)
    clock.configure("+30d")
    assert 29.9 < (clock.now() - before).total_seconds() / 86400 < 30.1


def test_another_setting_is_refused() -> None:
    with pytest.raises(ValueError, match="soon"):
        clock.configure("soon")
