"""Related records: a person must see why; one shared word is chance."""

import pytest

from app.search.related import Likeness


@pytest.mark.parametrize(
    ("bonus", "shared", "told"),
    [(0.0, 0, False), (0.0, 1, False), (0.0, 2, True), (1.0, 0, False), (1.0, 1, True), (3.0, 0, True)],
)
def test_what_makes_a_record_worth_naming(bonus: float, shared: int, told: bool) -> None:
    assert Likeness(bonus, (), shared).is_telling is told
