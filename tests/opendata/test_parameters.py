"""What may be asked of a list, and what is refused by name."""

from datetime import UTC, datetime

import pytest

from app.core.errors import InvalidRequest
from app.opendata import records


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        (None, None),
        ("", None),
        ("2026-11-24", datetime(2026, 11, 23, 15, tzinfo=UTC)),
        ("2026-11-24T09:00:00", datetime(2026, 11, 24, tzinfo=UTC)),
        ("2026-11-24T09:00:00Z", datetime(2026, 11, 24, 9, tzinfo=UTC)),
        ("2026-11-24t09:00:00z", datetime(2026, 11, 24, 9, tzinfo=UTC)),
        ("2026-11-24T09:00:00+09:00", datetime(2026, 11, 24, tzinfo=UTC)),
        ("2026-11-24T09:00:00 09:00", datetime(2026, 11, 24, tzinfo=UTC)),  # a plus that was not escaped
        ("0001-01-01", datetime.min.replace(tzinfo=UTC)),
        ("9999-12-31T23:59:59-12:00", datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_a_day_begins_in_japan_and_an_instant_is_taken_as_it_is(text: str | None, instant: datetime | None) -> None:
    assert records.parse_updated_since(text) == instant


@pytest.mark.parametrize(
    "text", ["never", "２０２６-11-24", "2026-13-01", "1e9", "T", "2026-11-24T25:00", "\x00", "-1"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        records.parse_updated_since(text)


@pytest.mark.parametrize(("text", "closed"), [(None, False), ("", False), ("0", False), ("1", True)])
def test_closed_firms_are_asked_for_with_one(text: str | None, closed: bool) -> None:
    assert records.parse_closed(text) is closed


@pytest.mark.parametrize("text", ["yes", "2", "１", "true", "\x00"])
def test_any_other_wish_for_closed_firms_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        records.parse_closed(text)
