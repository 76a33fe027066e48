"""Eras both ways, and the forms of a date."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.eras import FIRST_DAY, NotADate, parse_date, wareki

ERA_DAYS = st.dates(FIRST_DAY, date(2099, 12, 31))


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 24), "令和8年11月24日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1868, 1, 25), "明治元年1月25日"),
    ],
)
def test_eras_change_on_their_day(day, text):
    assert wareki(day) == text
    assert parse_date(text) == day


def test_the_weekday_is_written_on_request():
    assert wareki(date(2026, 11, 24), weekday=True) == "令和8年11月24日（火）"


def test_before_the_first_era_there_is_no_name():
    with pytest.raises(NotADate, match="1868-01-25"):
        wareki(date(1868, 1, 24))


@settings(deadline=None)  # the first example reads the tables
@given(ERA_DAYS, st.booleans())
def test_eras_go_both_ways(day, weekday):
    assert parse_date(wareki(day, weekday=weekday)) == day


@settings(deadline=None)  # the first example reads the tables
@given(st.dates(date(1000, 1, 1)))
def test_western_dates_go_both_ways(day):
    assert parse_date(day.isoformat()) == parse_date(day.strftime("%Y%m%d")) == day
    assert parse_date(f"{day.year}/{day.month}/{day.day}") == day


@pytest.mark.parametrize(
    "text",
    [
        "R8.4.1",
        "r08.04.01",
        "Ｒ８．４．１",
        "令8.4.1",
        "令和８年４月１日",
        "令和 8 年 4 月 1 日",
        "令和8年4月1日（水）",
        "㋿8年4月1日",
        "2026/4/1",
        "2026.04.01",
        "2026－04－01",
        "2026年4月1日",
        "20260401",
        "２０２６０４０１",
        "2026/4/1(水)",
    ],
)
def test_one_day_in_many_forms(text):
    assert parse_date(text) == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not the form"),
        ("8.4.1", "not the form"),
        ("26/4/1", "not the form"),
        ("来月末", "not the form"),
        ("2026-04", "not the form"),
        ("2026/2/30", "no such day"),
        ("令和8年13月1日", "no such day"),
        ("00000101", "no such day"),
        ("平成31年5月1日", "not a day of the era 平成"),
        ("令和元年4月30日", "not a day of the era 令和"),
        ("令和0年5月1日", "not a day of the era 令和"),
        ("昭和64年1月8日", "not a day of the era 昭和"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text, why):
    with pytest.raises(NotADate, match=why):
        parse_date(text)
