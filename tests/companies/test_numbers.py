"""法人番号: the first digit checks the other twelve."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.companies.numbers import check_digit, is_corporate_number, number_of, parse_corporate_number

BASES = st.text("0123456789", min_size=12, max_size=12)


@pytest.mark.parametrize("number", ["1010403020642", "1050001002386", "1050001025040", "1050005005162"])
def test_real_numbers_are_right(number: str) -> None:
    assert is_corporate_number(number)


@pytest.mark.parametrize(
    "written", ["１０５０００１００２３８６", "1-0500-0100-2386", "T1050001002386", " 1 0500 0100 2386 "]
)
def test_any_notation_is_read(written: str) -> None:
    assert parse_corporate_number(written) == "1050001002386"


@pytest.mark.parametrize(
    "text", ["", "1050001002387", "050001002386", "10500010023860", "abc", "１０５０００１００２３８７"]
)
def test_anything_else_is_no_number(text: str) -> None:
    assert parse_corporate_number(text) is None


@given(BASES)
def test_the_check_digit_is_one_to_nine(base: str) -> None:
    assert 1 <= check_digit(base) <= 9


@given(BASES, st.integers(0, 12), st.integers(1, 8))
def test_a_wrong_digit_is_nearly_always_noticed(base: str, place: int, shift: int) -> None:
    number = number_of(base)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    both_stand_for_nine = {number[place], wrong[place]} == {"0", "9"}
    assert is_corporate_number(wrong) is (both_stand_for_nine and place > 0)
