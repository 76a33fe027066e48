"""Fiscal years and business days."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.eras import FIRST_DAY
from app.reference.calendar import (
    add_business_days,
    business_days_between,
    fiscal_year,
    fiscal_year_label,
    fiscal_year_range,
    is_business_day,
)

ERA_DAYS = st.dates(FIRST_DAY, date(2099, 12, 31))
OFFICE_DAYS = st.dates(date(2000, 1, 1), date(2035, 12, 31))


def test_a_fiscal_year_runs_from_april_to_march():
    assert fiscal_year(date(2026, 3, 31)) == 2025
    assert fiscal_year(date(2026, 4, 1)) == 2026
    assert fiscal_year_range(2026) == (date(2026, 4, 1), date(2027, 3, 31))


@pytest.mark.parametrize(
    ("year", "label"),
    [(2026, "令和8年度"), (2019, "令和元年度"), (2018, "平成30年度"), (1989, "平成元年度"), (1988, "昭和63年度")],
)
def test_a_fiscal_year_has_a_japanese_name(year, label):
    assert fiscal_year_label(year) == label


@settings(deadline=None)  # the first example reads the tables
@given(ERA_DAYS)
def test_a_day_lies_in_its_fiscal_year(day):
    first, last = fiscal_year_range(fiscal_year(day))
    assert first <= day <= last


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 23), False),  # 勤労感謝の日
        (date(2026, 11, 22), False),  # Sunday
        (date(2026, 9, 22), False),  # between two holidays
        (date(2026, 5, 6), False),  # substitute holiday
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),
        (date(2027, 1, 1), False),
        (date(2028, 1, 3), False),
        (date(2028, 1, 4), True),
    ],
)
def test_offices_are_open_on_business_days(day, is_open):
    assert is_business_day(day) is is_open


def test_counting_passes_over_the_years_end():
    assert add_business_days(date(2026, 12, 28), 1) == date(2027, 1, 4)
    assert add_business_days(date(2027, 1, 4), -1) == date(2026, 12, 28)
    assert add_business_days(date(2026, 11, 21), 0) == date(2026, 11, 24)
    assert add_business_days(date(2026, 11, 24), 0) == date(2026, 11, 24)
    assert business_days_between(date(2026, 12, 28), date(2027, 1, 4)) == 1


@settings(deadline=None)  # the first example reads the tables
@given(OFFICE_DAYS, st.integers(-60, 60).filter(bool))
def test_adding_and_counting_agree(day, count):
    reached = add_business_days(day, count)
    assert is_business_day(reached)
    assert business_days_between(day, reached) == count or (count < 0 and not is_business_day(day))


@settings(deadline=None)  # the first example reads the tables
@given(OFFICE_DAYS, st.integers(0, 800))
def test_counting_backwards_is_the_negative(start, days):
    end = start + timedelta(days=days)
    assert business_days_between(start, end) == -business_days_between(end, start)
