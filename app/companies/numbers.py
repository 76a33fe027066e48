"""法人番号: thirteen digits whose first checks the other twelve."""

from typing import Final

from app.core.text import digits

LENGTH: Final = 13


def check_digit(base: str) -> int:
    """Check digit of a 12-digit base.

    9 - (sum of P(n) * Q(n) mod 9), n from the right, Q = 1 for odd n and 2 for even n (行政手続における特定の個人を識別する
    ための番号の利用等に関する法律施行令 35条, 省令 2条).
    """
    total = sum(int(digit) * (1 if n % 2 == 0 else 2) for n, digit in enumerate(reversed(base)))
    return 9 - total % 9


def is_corporate_number(text: str) -> bool:
    """Whether `text` is thirteen ASCII digits with the right check digit."""
    if len(text) != LENGTH or not (text.isascii() and text.isdigit()):
        return False
    return int(text[0]) == check_digit(text[1:])


def parse_corporate_number(text: str) -> str | None:
    """The number in any width and with blanks or hyphens, or T before it (適格請求書); None if it is none."""
    found = digits(text)
    return found if is_corporate_number(found) else None


def number_of(base: str) -> str:
    """The whole number of a 12-digit base."""
    return f"{check_digit(base)}{base}"
