"""Years in patent numbers: by era until 1999, western from 2000 on (JPO, 「番号の表記」)."""

from typing import Final

FIRST_YEAR: Final = 1885
"""専売特許条例: no Japanese number is older."""
LAST_YEAR: Final = 2099
WESTERN_FROM: Final = 2000
FIRST_INTERNATIONAL: Final = 1978
"""The first publications under the Patent Cooperation Treaty."""
LAST_EXAMINED: Final = 1996
"""With it examined publication (公告) ended."""
_HEISEI: Final = 1989
_SHOWA: Final = 1926
_BASE: Final = {"昭": 1925, "S": 1925, "平": 1988, "H": 1988, "令": 2018, "R": 2018}
_LONGEST: Final = {1925: 64, 1988: 31, 2018: 81}


def western_year(era: str, year: int) -> int | None:
    """The western year of `year` of an era given as 昭 平 令 or S H R; None where the era has no such year."""
    base = _BASE.get(era)
    if base is None or not 1 <= year <= _LONGEST[base]:
        return None
    return base + year


def era_year(year: int) -> tuple[str, str, int] | None:
    """(kanji, letter, year of the era) of a western year for numbers of 1926 to 1999; None outside.

    The numbers of 1989 begin under 昭64 and go on under 平1 in one count; as one year they are written 平1.
    """
    if not _SHOWA <= year < WESTERN_FROM:
        return None
    return ("平", "H", year - 1988) if year >= _HEISEI else ("昭", "S", year - 1925)


def unmarked_era_year(year: int) -> int | None:
    """The western year of an era year without its sign, as in JP58123456A and JP3143231A: 46–64 is 昭, 1–12 is 平.

    Publication of unexamined applications began in 1971 (昭46), so the two never meet.
    """
    if 46 <= year <= 64:
        return 1925 + year
    return 1988 + year if 1 <= year <= 12 else None


def year_of_two_digits(year: int) -> int:
    """The western year of WO 99/12345 and WO 03/012345."""
    return 1900 + year if 1900 + year >= FIRST_INTERNATIONAL else 2000 + year


def is_plausible(year: int) -> bool:
    """Whether a number can carry this western year."""
    return FIRST_YEAR <= year <= LAST_YEAR
