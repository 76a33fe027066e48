"""Amounts of money as people write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reference.money import NotAnAmount, parse_amount


@pytest.mark.parametrize(
    ("text", "yen"),
    [
        ("0", 0),
        ("123456", 123_456),
        ("123,456円", 123_456),
        ("１２３，４５６円", 123_456),
        ("¥5,000", 5_000),
        ("￥5,000", 5_000),
        ("3,000千円", 3_000_000),
        ("5百万円", 5_000_000),
        ("2千万円", 20_000_000),
        ("1億2,000万円", 120_000_000),
        ("1億 2,000万 500円", 120_000_500),
        ("1.5億円", 150_000_000),
        ("2兆円", 2_000_000_000_000),
        ("△5", -5),
        ("▲1,000千円", -1_000_000),
        ("-3", -3),
        ("−3", -3),
        ("+3", 3),
    ],
)
def test_an_amount_in_every_form(text, yen):
    assert parse_amount(text) == yen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "円",
        "12,34",
        "1,0000",
        "1万1億",
        "1万1万",
        "0.5円",
        "1.23456万円",
        "3万円以上",
        "約3万円",
        "1e5",
        "9" * 5000 + "x",
        "9" * 29,
        "٣円",
    ],
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(NotAnAmount):
        parse_amount(text)


@settings(deadline=None)  # the first example reads the tables
@given(st.integers(-(10**15), 10**15))
def test_grouped_digits_go_both_ways(yen):
    assert parse_amount(f"{yen:,}円") == parse_amount(f"{yen:,}".replace("-", "△")) == yen
