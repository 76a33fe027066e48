"""Numbers written with a country code: JPH03143231A, JP2019-061579A, JP6768620B2, US20010000943A1, EP1234567A1; DOCDB, epodoc.

The kind code's letter decides (WIPO ST.16): A application published, B examined or granted, U and Y utility models, S designs.
Old Japanese numbers bear the era's letter, older notations not even that (JP58123456A is 昭58, JP3143231A 平3).
"""

import re
from typing import Final

from app.patents.numbers.japanese import BLANK, NUMBER_ENDS
from app.patents.numbers.kinds import NumberKind
from app.patents.numbers.number import TRANSLATIONS_FROM, PatentNumber, build
from app.patents.numbers.years import LAST_EXAMINED, unmarked_era_year, western_year

_OTHERS: Final = "CN|KR|DE|FR|GB|TW|CA|AU|BR|RU|ES|IT|CH|AT|SE|NL|BE|DK|FI|NO|EA|MX|SG|HK|IL|IN|NZ|PL|CZ|HU|PT|IE|ZA|MY|TH|VN|ID|PH|SU|DD"
_CODE: Final = rf"(?:{BLANK}(?P<code>[A-Z][0-9]?))?(?![A-Z0-9])"
JAPAN: Final = re.compile(
    rf"(?<![A-Z0-9/])JP{BLANK}-?{BLANK}(?:(?P<lead>[ABUY]){BLANK}-{BLANK})?(?P<era>[SHR昭平令])?{BLANK}"
    rf"(?P<first>[0-9]{{1,11}})(?:{BLANK}-{BLANK}(?P<second>[0-9]{{1,6}}))?{NUMBER_ENDS}{_CODE}"
)
UNITED_STATES: Final = re.compile(
    rf"(?<![A-Z0-9/])US(?:(?P<series>D|RE|PP)|{BLANK}-?{BLANK})"
    rf"(?P<digits>[0-9]{{4}}{BLANK}[-/]{BLANK}[0-9]{{6,7}}|[0-9]{{1,2}}(?:,[0-9]{{3}}){{2}}|[0-9]{{1,12}}){NUMBER_ENDS}{_CODE}"
)
EUROPE: Final = re.compile(
    rf"(?<![A-Z0-9/])EP{BLANK}-?{BLANK}(?P<digits>[0-9]{{7}}|[0-9]{{1,8}}(?={BLANK}[AB])){NUMBER_ENDS}{_CODE}"
)
OTHER: Final = re.compile(
    rf"(?<![A-Z0-9/])(?P<country>{_OTHERS}){BLANK}-?{BLANK}(?P<digits>[0-9]{{2}}-[0-9]{{4}}-[0-9]{{7}}|[0-9]{{1,13}})"
    rf"{NUMBER_ENDS}{BLANK}(?P<code>[ABCUYS][0-9]?)(?![A-Z0-9])"
)
_LETTERS: Final = {
    "A": NumberKind.PUBLICATION,
    "B": NumberKind.GRANT,
    "C": NumberKind.GRANT,
    "U": NumberKind.UTILITY_PUBLICATION,
    "Y": NumberKind.UTILITY_GRANT,
    "S": NumberKind.DESIGN_GRANT,
}
_JAPANESE_REGISTRATIONS: Final = {
    "": NumberKind.GRANT,
    "B": NumberKind.GRANT,
    "C": NumberKind.GRANT,
    "U": NumberKind.UTILITY_GRANT,
    "Y": NumberKind.UTILITY_GRANT,
    "S": NumberKind.DESIGN_GRANT,
}


def read_japan(match: re.Match[str]) -> PatentNumber | None:
    """The number of a `JAPAN` match. A hyphenated one needs six digits or a kind code: JP2019-1 alone could be anything."""
    first, second = match["first"], match["second"] or ""
    letter = (match["code"] or match["lead"] or "")[:1]
    if second and not letter and len(second) < 6:
        return None
    if match["era"] or second:
        year, serial = (first, second) if second else (first[:2], first[2:])
        return _yearly(_year(match["era"] or "", year), serial, letter)
    return _japanese_solid(first, letter)


def _year(era: str, digits: str) -> int | None:
    if era:
        return western_year(era, int(digits)) if len(digits) <= 2 else None
    return int(digits) if len(digits) == 4 else unmarked_era_year(int(digits))


def _japanese_solid(digits: str, letter: str) -> PatentNumber | None:
    """Digits without any sign inside: ten are year and six, eleven an epodoc application, seven or so a registration."""
    if len(digits) == 10:
        return _yearly(int(digits[:4]), digits[4:], letter)
    if len(digits) == 11:
        kind = NumberKind.UTILITY_APPLICATION if letter == "U" else NumberKind.APPLICATION
        return build("JP", kind, int(digits[:4]), int(digits[4:]))
    if len(digits) in {7, 8} and (letter == "A" or (letter == "U" and len(digits) == 8)):
        return _yearly(unmarked_era_year(int(digits[:-6])), digits[-6:], letter)
    kind_or_none = _JAPANESE_REGISTRATIONS.get(letter)
    if kind_or_none is None or (not letter and len(digits) != 7) or len(digits) > 8:
        return None
    return build("JP", kind_or_none, None, int(digits))


def _yearly(year: int | None, serial: str, letter: str) -> PatentNumber | None:
    if year is None or not serial:
        return None
    kind = _yearly_kind(letter, year, int(serial))
    return None if kind is None else build("JP", kind, year, int(serial))


def _yearly_kind(letter: str, year: int, serial: int) -> NumberKind | None:
    if letter == "T":
        return NumberKind.TRANSLATION
    translated = serial > TRANSLATIONS_FROM
    if letter in {"", "A"}:
        return NumberKind.TRANSLATION if translated else NumberKind.PUBLICATION
    if letter == "U":
        return NumberKind.UTILITY_TRANSLATION if translated else NumberKind.UTILITY_PUBLICATION
    if year > LAST_EXAMINED:
        return None
    return {"B": NumberKind.EXAMINED, "Y": NumberKind.UTILITY_EXAMINED}.get(letter)


def read_united_states(match: re.Match[str]) -> PatentNumber | None:
    """The number of a `UNITED_STATES` match. A design needs its S: USD435854 alone could be money."""
    digits = re.sub("[^0-9]", "", match["digits"])
    code, series = (match["code"] or "")[:1], match["series"] or ""
    if series:
        kind = {"D": NumberKind.DESIGN_GRANT, "RE": NumberKind.REISSUE, "PP": NumberKind.PLANT}[series]
        return None if series == "D" and code != "S" else build("US", kind, None, int(digits))
    if len(digits) in {10, 11} and code in {"", "A"}:
        return build("US", NumberKind.PUBLICATION, int(digits[:4]), int(digits[4:]))
    if len(digits) == 12 and code in {"", "A"}:
        return build("US", NumberKind.APPLICATION, int(digits[:4]), int(digits[4:]))
    return _american_grant(digits, code)


def _american_grant(digits: str, code: str) -> PatentNumber | None:
    kinds = {"": NumberKind.GRANT, "A": NumberKind.GRANT, "B": NumberKind.GRANT, "C": NumberKind.GRANT}
    kinds |= {"E": NumberKind.REISSUE, "P": NumberKind.PLANT, "S": NumberKind.DESIGN_GRANT}
    kind = kinds.get(code)
    if kind is None or len(digits) > 8 or (not code and len(digits) < 7):
        return None
    return build("US", kind, None, int(digits))


def read_europe(match: re.Match[str]) -> PatentNumber | None:
    """The number of an `EUROPE` match: without a kind code it is the publication."""
    kind = {"": NumberKind.PUBLICATION, "A": NumberKind.PUBLICATION, "B": NumberKind.GRANT}.get(
        (match["code"] or "")[:1]
    )
    return None if kind is None else build("EP", kind, None, int(match["digits"]))


def read_other(match: re.Match[str]) -> PatentNumber | None:
    """The number of an `OTHER` match: any other office's, always with a kind code."""
    return build(match["country"], _LETTERS[match["code"][0]], None, int(match["digits"].replace("-", "")))
