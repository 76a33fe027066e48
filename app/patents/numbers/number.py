"""One number: its stable key, and how it is written in Japanese and in DOCDB."""

import re
from dataclasses import dataclass
from typing import Final

from app.patents.numbers.kinds import APPLICATIONS, YEARLY, NumberKind
from app.patents.numbers.years import FIRST_INTERNATIONAL, LAST_EXAMINED, WESTERN_FROM, era_year, is_plausible

MAX_SERIAL: Final = 10**13
TRANSLATIONS_FROM: Final = 500_000
"""特表 and 実表 are counted from 500001 each year; 特開 and 実開 never came so far."""
SIX_DIGITS: Final = 10**6
_EIGHTIES_UNCLEAR: Final = 100_000
"""Below it a publication of 1989 may have been printed as 昭64 or as 平1."""

_KEY: Final = re.compile(r"([a-z]{2})-([a-z]+)-(?:(\d{4})-)?(\d{1,13})")
PREFIXES: Final = {
    NumberKind.APPLICATION: "特願",
    NumberKind.PUBLICATION: "特開",
    NumberKind.TRANSLATION: "特表",
    NumberKind.EXAMINED: "特公",
    NumberKind.UTILITY_APPLICATION: "実願",
    NumberKind.UTILITY_PUBLICATION: "実開",
    NumberKind.UTILITY_TRANSLATION: "実表",
    NumberKind.UTILITY_EXAMINED: "実公",
    NumberKind.DESIGN_APPLICATION: "意願",
    NumberKind.TRADEMARK_APPLICATION: "商願",
}
TITLES: Final = {
    NumberKind.GRANT: "特許",
    NumberKind.UTILITY_GRANT: "実用新案登録",
    NumberKind.DESIGN_GRANT: "意匠登録",
    NumberKind.TRADEMARK_GRANT: "商標登録",
}
FOREIGN_APPLICATIONS: Final = {
    NumberKind.APPLICATION: "出願",
    NumberKind.UTILITY_APPLICATION: "実用新案出願",
    NumberKind.DESIGN_APPLICATION: "意匠出願",
    NumberKind.TRADEMARK_APPLICATION: "商標出願",
}
FOREIGN_LETTERS: Final = {
    NumberKind.PUBLICATION: "A",
    NumberKind.GRANT: "B",
    NumberKind.UTILITY_PUBLICATION: "U",
    NumberKind.UTILITY_GRANT: "Y",
    NumberKind.DESIGN_GRANT: "S",
}
US_SERIES: Final = {NumberKind.DESIGN_GRANT: "D", NumberKind.REISSUE: "RE", NumberKind.PLANT: "PP"}
_DOCDB_YEARLY: Final = {
    NumberKind.PUBLICATION: "A",
    NumberKind.TRANSLATION: "A",
    NumberKind.EXAMINED: "B2",
    NumberKind.UTILITY_PUBLICATION: "U",
    NumberKind.UTILITY_TRANSLATION: "U",
    NumberKind.UTILITY_EXAMINED: "Y2",
}


@dataclass(frozen=True, slots=True, order=True)
class PatentNumber:
    """A number as a value: two notations of one number are equal.

    `country` is a WIPO ST.3 code ("WO" for an international publication, thus for 再表 too), `year` is western, or None
    where the kind is counted on and on or the office puts no year into it.
    """

    country: str
    kind: NumberKind
    year: int | None
    serial: int

    @property
    def key(self) -> str:
        """A lower-case slug, safe in addresses, one per number: jp-app-1991-143231, jp-grant-6768620, us-pub-2001-0000943."""
        head = f"{self.country.lower()}-{self.kind.value}"
        return f"{head}-{self.serial}" if self.year is None else f"{head}-{self.year}-{self.serial:0{self._width}d}"

    @property
    def display_ja(self) -> str:
        """As Japanese readers write it: 特開平3-143231, 特表2005-533465, 特許第6768620号, WO2005/123456, US2001/0000943."""
        if self.country == "JP":
            return self._japanese()
        if self.kind is NumberKind.REPUBLICATION:
            return f"WO{self.year}/{self._padded}"
        if self.country == "US" and self.kind in {NumberKind.PUBLICATION, NumberKind.GRANT, *US_SERIES}:
            return self._american("/")
        return self._foreign()

    @property
    def docdb(self) -> str | None:
        """As the EPO writes it (JPH03143231A, JP6768620B2) with the usual kind code; None where it can't be told.

        JP grants get B2 (published before grant, as nearly all are), international publications A1. A US grant bears no
        kind code: B1 or B2 is not in the number. Applications have none: 特願 and 特開 would look alike.
        """
        if self.kind in APPLICATIONS:
            return None
        if self.country == "JP":
            return self._japanese_docdb()
        if self.kind is NumberKind.REPUBLICATION:
            return f"WO{self.year}{self._padded}A1" if self.year is not None and self.year >= 2004 else None
        if self.country == "US" and self.kind in {NumberKind.PUBLICATION, NumberKind.GRANT, *US_SERIES}:
            return self._american("") + {NumberKind.PUBLICATION: "A1", NumberKind.DESIGN_GRANT: "1"}.get(self.kind, "")
        return self._foreign()

    @property
    def _width(self) -> int:
        return 7 if self.country == "US" and self.kind is NumberKind.PUBLICATION else 6

    @property
    def _padded(self) -> str:
        return f"{self.serial:0{self._width}d}"

    def _japanese(self) -> str:
        if self.year is None:
            return f"{TITLES[self.kind]}第{self.serial}号"
        era = era_year(self.year)
        year = f"{era[0]}{era[2]}" if era else str(self.year)
        return f"{PREFIXES[self.kind]}{year}-{self._padded}"

    def _japanese_docdb(self) -> str | None:
        if self.year is None:
            return self._registered_docdb()
        code = _DOCDB_YEARLY.get(self.kind)
        if code is None or not self._is_usual:
            return None
        if era := era_year(self.year):
            unclear = self.year == 1989 and self.serial < _EIGHTIES_UNCLEAR
            return None if unclear else f"JP{era[1]}{era[2]:02d}{self.serial}{code}"
        return None if self.year < WESTERN_FROM or self.serial >= SIX_DIGITS else f"JP{self.year}{self._padded}{code}"

    @property
    def _is_usual(self) -> bool:
        """Whether the number lies in its kind's range, so that DOCDB's letter leads back to the kind."""
        if self.kind in {NumberKind.EXAMINED, NumberKind.UTILITY_EXAMINED}:
            return self.year is not None and self.year <= LAST_EXAMINED
        is_translation = self.kind in {NumberKind.TRANSLATION, NumberKind.UTILITY_TRANSLATION}
        return is_translation == (self.serial > TRANSLATIONS_FROM)

    def _registered_docdb(self) -> str | None:
        if self.kind is NumberKind.GRANT:
            return f"JP{self.serial:07d}{'B2' if self.serial > 2_500_000 else 'C'}"
        if self.kind is NumberKind.UTILITY_GRANT and self.serial > 2_500_000:
            return f"JP{self.serial:07d}{'U' if self.serial > 3_000_000 else 'Y2'}"
        return f"JP{self.serial:07d}S" if self.kind is NumberKind.DESIGN_GRANT else None

    def _american(self, separator: str) -> str:
        if self.kind is NumberKind.PUBLICATION:
            return f"US{self.year}{separator}{self._padded}"
        if self.kind is NumberKind.GRANT:
            return f"US{self.serial:07d}"
        return f"US{US_SERIES[self.kind]}{self.serial}{'S' if self.kind is NumberKind.DESIGN_GRANT else ''}"

    def _foreign(self) -> str:
        serial = str(self.serial) if self.year is None else f"{self.year}-{self._padded}"
        if self.kind in FOREIGN_APPLICATIONS:
            return f"{self.country}{FOREIGN_APPLICATIONS[self.kind]}{serial}"
        return f"{self.country}{serial}{FOREIGN_LETTERS.get(self.kind, '')}"


def build(country: str, kind: NumberKind, year: int | None, serial: int) -> PatentNumber | None:
    """The number, or None where its parts do not go together (year out of range, serial 0, a yearly kind without year)."""
    if not 0 < serial < MAX_SERIAL or (year is not None and not is_plausible(year)):
        return None
    if (country == "WO") != (kind is NumberKind.REPUBLICATION):
        return None
    if country in {"JP", "WO"} and ((year is not None) != (kind in YEARLY) or serial >= 10**8):
        return None
    return _checked(PatentNumber(country, kind, year, serial))


def _checked(number: PatentNumber) -> PatentNumber | None:
    if number.country == "JP":
        return number if number.kind in PREFIXES or number.kind in TITLES else None
    if number.country == "WO":
        is_real = number.year is not None and number.year >= FIRST_INTERNATIONAL and number.serial < SIX_DIGITS
        return number if is_real else None
    if number.country == "US" and number.kind is NumberKind.PUBLICATION:
        return number if number.year is not None and number.serial < 10**7 else None
    if number.kind in FOREIGN_APPLICATIONS:
        return number
    known = number.kind in FOREIGN_LETTERS or (number.country == "US" and number.kind in US_SERIES)
    return number if known and number.year is None else None


def from_key(key: str) -> PatentNumber | None:
    """The number whose `key` this is; None for anything else, also for a key in another spelling (padding, case)."""
    match = _KEY.fullmatch(key) if key.isascii() else None
    if match is None:
        return None
    try:
        kind = NumberKind(match[2])
    except ValueError:
        return None
    number = build(match[1].upper(), kind, int(match[3]) if match[3] else None, int(match[4]))
    return number if number is not None and number.key == key else None
