"""What is compared without asking anyone: months, addresses in other spellings, domains of mails, codes."""

from datetime import date

import pytest

from app.companies.claim_checks import domain_of_site, is_same_address, months_before
from app.companies.claim_codes import is_same_code, letter_code

REGISTERED = "茨城県水戸市三の丸１丁目５番３８号"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 24), 3, date(2026, 8, 24)),
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2028, 5, 31), 3, date(2028, 2, 29)),
        (date(2026, 2, 15), 3, date(2025, 11, 15)),
        (date(2026, 3, 31), 3, date(2025, 12, 31)),
    ],
)
def test_three_months_before_a_day(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


@pytest.mark.parametrize(
    "typed",
    [
        REGISTERED,
        "水戸市三の丸1-5-38",
        "茨城県水戸市三の丸1丁目5-38",
        "水戸市三の丸１ー５ー３８",
        "水戸市 三の丸 1丁目5番38号",
        "水戸市三の丸1丁目5番地38",
    ],
)
def test_the_same_address_in_other_spellings(typed: str) -> None:
    assert is_same_address(typed, REGISTERED)


@pytest.mark.parametrize(
    "typed", ["", "水戸市", "水戸市三の丸1-5-3", "水戸市三の丸15-38", "つくば市三の丸1-5-38", "三の丸1-5-38"]
)
def test_another_address(typed: str) -> None:
    assert not is_same_address(typed, REGISTERED)


@pytest.mark.parametrize(
    ("site", "domain"),
    [("https://www.example.jp/a", "example.jp"), ("http://Example.JP", "example.jp"), ("", ""), ("no address", "")],
)
def test_the_domain_of_a_website(site: str, domain: str) -> None:
    assert domain_of_site(site) == domain


def test_a_code_belongs_to_one_letter_of_one_claim_on_one_site() -> None:
    codes = {letter_code(k, c, n) for k in ("key", "other") for c in ("a", "b") for n in (1, 2)}
    assert len(codes) == 8
    assert letter_code("key", "a", 1) == letter_code("key", "a", 1)


@pytest.mark.parametrize("typed", ["", "é", "ＡＢＣＤ", "ABCD-234", "ABCD-23456"])
def test_other_codes_are_not_the_same(typed: str) -> None:
    assert not is_same_code(typed, "ABCD-2345")


@pytest.mark.parametrize("typed", ["ＡＢＣＤ－２３４５", "abcd2345", " abcd 2345 ", "ABCDー2345"])
def test_a_code_in_other_notations(typed: str) -> None:
    assert is_same_code(typed, "ABCD-2345")
