"""Amounts of money as people and official tables write them, in whole yen."""

import re
from decimal import Decimal
from typing import Final

from app.core.text import nfkc, plain_hyphens

_UNITS: Final = {
    "": 1,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "億": 10**8,
    "兆": 10**12,
}
_NUMBER: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT: Final = "千万|百万|十万|兆|億|万|千"
_PART: Final = re.compile(rf"({_NUMBER})({_UNIT}|)", re.ASCII)
_LONGEST: Final = 28  # characters; within it Decimal counts exactly
# Only the last number may lack a unit: without that rule, a long row of digits could be cut up in endless ways.
_WHOLE: Final = re.compile(
    rf"(?P<sign>[△▲+-]?)¥?(?=\d)(?P<parts>(?:(?:{_NUMBER})(?:{_UNIT}))*(?:{_NUMBER})?)円?", re.ASCII
)


class NotAnAmount(ValueError):
    """The text is not an amount in whole yen; the message says why, in English, for logs and row reports."""


def parse_amount(text: str) -> int:
    """Yen for 3,000千円, 1億2,000万円, 1.5億円, 5百万円, ¥5,000 or plain digits of any width; △, ▲ and - are negative.

    NotAnAmount for anything else: commas out of place, units that do not fall from large to small, parts of a yen.
    """
    found = _WHOLE.fullmatch(plain_hyphens(nfkc(text)).replace(" ", ""))
    if found is None or len(found["parts"]) > _LONGEST:
        raise NotAnAmount(f"not the form of an amount: {text!r}")
    parts = [(Decimal(number.replace(",", "")), _UNITS[unit]) for number, unit in _PART.findall(found["parts"])]
    units = [unit for _number, unit in parts]
    if units != sorted(set(units), reverse=True):
        raise NotAnAmount(f"units do not fall from large to small: {text!r}")
    total = sum((number * unit for number, unit in parts), Decimal(0))
    if total != total.to_integral_value():
        raise NotAnAmount(f"parts of a yen: {text!r}")
    return -int(total) if found["sign"] in {"△", "▲", "-"} else int(total)
