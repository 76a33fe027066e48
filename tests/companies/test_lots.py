"""The facet `lot`: which classes a range of pieces an order touches."""

import pytest

from app.companies.states import Lot, lots_of


@pytest.mark.parametrize(
    ("least", "most", "lots"),
    [
        (1, 1, (Lot.PROTOTYPE,)),
        (1, 10, (Lot.PROTOTYPE, Lot.SMALL)),
        (10, 99, (Lot.SMALL,)),
        (100, 10_000, (Lot.MEDIUM, Lot.LARGE)),
        (50_000, None, (Lot.LARGE,)),
        (None, 9, (Lot.PROTOTYPE,)),
        (None, None, ()),
    ],
)
def test_a_range_touches_classes(least: int | None, most: int | None, lots: tuple[Lot, ...]) -> None:
    assert lots_of(least, most) == lots
