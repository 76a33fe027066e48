"""Numbers written with Japanese words: 特願2005-123456, 特開平3-143231, 特許第6,768,620号公報, 再表2005/123456.

Patterns read *flat* text (see `reading`): NFKC, upper case, plain hyphens, single-width blanks. Blanks may stand between
all parts. The word decides the kind; what the file or the person calls the number is believed.
"""

import re
from typing import Final

from app.patents.numbers.kinds import NumberKind
from app.patents.numbers.number import FOREIGN_APPLICATIONS, PatentNumber, build
from app.patents.numbers.years import western_year, year_of_two_digits

BLANK: Final = " {0,2}"
ERA_YEAR: Final = rf"(?P<era>昭和?|平成?|令和?|[SHR]){BLANK}(?P<era_year>[0-9]{{1,2}}|元)"
NUMBER_ENDS: Final = r"(?![0-9])(?![-/.][0-9])"
_SUFFIX: Final = (
    rf"(?:{BLANK}\((?:[ABCSTUY][1-9]?|P[0-9]{{4}}-?[0-9]{{3,6}}[A-Z]?)\)|[ABCSTUY][1-9]?(?![A-Z0-9]))?"
    rf"(?:{BLANK}号{BLANK}(?:\((?:[ABCSTUY][1-9]?|P[0-9]{{7}})\)|公報|明細書|パンフレット)?|{BLANK}公報)?"
)
_YEARLY_WORDS: Final = {
    "特許出願": NumberKind.APPLICATION,
    "特願": NumberKind.APPLICATION,
    "特許公開": NumberKind.PUBLICATION,
    "公開特許": NumberKind.PUBLICATION,
    "特開": NumberKind.PUBLICATION,
    "特表": NumberKind.TRANSLATION,
    "特許公告": NumberKind.EXAMINED,
    "公告特許": NumberKind.EXAMINED,
    "特公": NumberKind.EXAMINED,
    "実願": NumberKind.UTILITY_APPLICATION,
    "実開": NumberKind.UTILITY_PUBLICATION,
    "実全": NumberKind.UTILITY_PUBLICATION,  # the full text (マイクロフィルム) of a 実開, under its number
    "実表": NumberKind.UTILITY_TRANSLATION,
    "実公": NumberKind.UTILITY_EXAMINED,
    "意願": NumberKind.DESIGN_APPLICATION,
    "商願": NumberKind.TRADEMARK_APPLICATION,
}
_REGISTRATION_WORDS: Final = {
    "特許登録": NumberKind.GRANT,
    "登録特許": NumberKind.GRANT,
    "特許": NumberKind.GRANT,
    "特登": NumberKind.GRANT,
    "実用新案登録": NumberKind.UTILITY_GRANT,
    "登録実用新案": NumberKind.UTILITY_GRANT,
    "実登": NumberKind.UTILITY_GRANT,
    "意匠登録": NumberKind.DESIGN_GRANT,
    "登録意匠": NumberKind.DESIGN_GRANT,
    "意登": NumberKind.DESIGN_GRANT,
    "商標登録": NumberKind.TRADEMARK_GRANT,
    "登録商標": NumberKind.TRADEMARK_GRANT,
    "商登": NumberKind.TRADEMARK_GRANT,
}


def _alternatives(words: dict[str, NumberKind]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


YEARLY: Final = re.compile(
    rf"(?P<word>{_alternatives(_YEARLY_WORDS)}){BLANK}(?:番号)?:?{BLANK}第?{BLANK}"
    rf"(?:{ERA_YEAR}|(?P<year>[0-9]{{4}})){BLANK}"
    rf"(?:(?:-|年|第|年第){BLANK}(?P<serial>[0-9]{{1,7}})|(?P<six>[0-9]{{6}})){NUMBER_ENDS}{_SUFFIX}"
)
# Without 第…号 only what is long enough to be no count: 「特許3件」 and 「特許2005年」 are no numbers.
REGISTRATION: Final = re.compile(
    rf"(?P<word>{_alternatives(_REGISTRATION_WORDS)}){BLANK}(?:番号)?:?{BLANK}"
    rf"(?:第{BLANK}(?P<formal>[0-9]{{1,3}}(?:,[0-9]{{3}}){{1,2}}|[0-9]{{1,8}}){NUMBER_ENDS}(?={BLANK}号)"
    rf"|第?{BLANK}(?P<plain>[0-9]{{1,2}}(?:,[0-9]{{3}}){{2}}|[0-9]{{5,8}}){NUMBER_ENDS}(?!{BLANK}[件個社人円年月点%])){_SUFFIX}"
)
INTERNATIONAL: Final = re.compile(
    rf"(?:(?:再公?表|国際公開){BLANK}(?:番号)?:?{BLANK}第?{BLANK}(?:JP)?{BLANK}(?:WO)?|(?<![A-Z0-9/])(?:JP)?{BLANK}WO){BLANK}-?{BLANK}"
    rf"(?:(?P<year>[0-9]{{4}}|[0-9]{{2}}){BLANK}[-/]{BLANK}(?P<serial>[0-9]{{1,6}})"
    rf"|(?P<year4>[0-9]{{4}})(?P<serial4>[0-9]{{6}})|(?P<year2>[0-9]{{2}})(?P<serial2>[0-9]{{5,6}}))"
    rf"{NUMBER_ENDS}(?:{BLANK}[A-Z][1-9]?(?![A-Z0-9]))?{_SUFFIX}"
)
FOREIGN_APPLICATION: Final = re.compile(
    rf"(?<![A-Z0-9])(?P<country>[A-Z]{{2}})(?P<word>{'|'.join(sorted(FOREIGN_APPLICATIONS.values(), key=len, reverse=True))})"
    rf"(?:(?P<year>[0-9]{{4}})-)?(?P<serial>[0-9]{{1,13}}){NUMBER_ENDS}"
)
_FOREIGN_WORDS: Final = {word: kind for kind, word in FOREIGN_APPLICATIONS.items()}


def year_of(match: re.Match[str]) -> int | None:
    """The western year of a match with the groups `era`, `era_year`, `year`; None where there is no such year."""
    if match["era"]:
        return western_year(match["era"][0], 1 if match["era_year"] == "元" else int(match["era_year"]))
    return int(match["year"])


def read_yearly(match: re.Match[str]) -> PatentNumber | None:
    """The number of a `YEARLY` match."""
    year = year_of(match)
    kind = _YEARLY_WORDS[match["word"]]
    return None if year is None else build("JP", kind, year, int(match["serial"] or match["six"]))


def read_registration(match: re.Match[str]) -> PatentNumber | None:
    """The number of a `REGISTRATION` match."""
    serial = (match["formal"] or match["plain"]).replace(",", "")
    return build("JP", _REGISTRATION_WORDS[match["word"]], None, int(serial))


def read_international(match: re.Match[str]) -> PatentNumber | None:
    """The number of an `INTERNATIONAL` match: the same for 再表 and WO. Solid two-digit years end in 2003, as the treaty's did."""
    year = int(match["year"] or match["year4"] or match["year2"])
    serial = int(match["serial"] or match["serial4"] or match["serial2"])
    year = year_of_two_digits(year) if year < 100 else year
    if match["year2"] and year > 2003:
        return None
    return build("WO", NumberKind.REPUBLICATION, year, serial)


def read_foreign_application(match: re.Match[str]) -> PatentNumber | None:
    """The number of a `FOREIGN_APPLICATION` match: how `display_ja` writes other offices' applications."""
    year = int(match["year"]) if match["year"] else None
    return build(match["country"], _FOREIGN_WORDS[match["word"]], year, int(match["serial"]))
