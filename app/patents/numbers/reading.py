"""From text to numbers: one number that fills a text, or all that stand in it.

Both ways use the same patterns on *flat* text, so that what `parse_number` takes, a search query may contain. Nothing but a
number with its word or country is taken for one: bare digits may be a 法人番号, a post code or a price.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from app.core.text import clean, plain_hyphens
from app.patents.numbers import japanese, office
from app.patents.numbers.kinds import APPLICATIONS, NumberKind
from app.patents.numbers.number import PatentNumber, build

MAX_LENGTH: Final = 200
"""No notation of one number is longer; a longer text is none."""
_WRAPPING: Final = "「」『』[]【】<>、。,."
_RARE_HYPHENS: Final = re.compile("(?<=[0-9])[─━一﹘](?=[0-9])")
_MIN_FOREIGN_DIGITS: Final = 6
_MATCHERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], PatentNumber | None]], ...]] = (
    (japanese.YEARLY, japanese.read_yearly),
    (japanese.INTERNATIONAL, japanese.read_international),
    (japanese.REGISTRATION, japanese.read_registration),
    (japanese.FOREIGN_APPLICATION, japanese.read_foreign_application),
    (office.JAPAN, office.read_japan),
    (office.UNITED_STATES, office.read_united_states),
    (office.EUROPE, office.read_europe),
    (office.OTHER, office.read_other),
)
_BARE_YEARLY: Final = re.compile(
    rf"第?(?:{japanese.ERA_YEAR}|(?P<year>[0-9]{{4}}))(?:[-/年](?P<serial>[0-9]{{1,7}})|(?P<six>[0-9]{{6}}))号?"
)
_BARE_REGISTRATION: Final = re.compile(r"第?([0-9]{5,8}|[0-9]{1,2}(?:,[0-9]{3}){2})号?")


def _flat(text: str) -> tuple[str, list[int]]:
    """The text as the patterns read it, and for each of its characters the place in `text` that it came from."""
    characters: list[str] = []
    places: list[int] = []
    for place, original in enumerate(text):
        for character in unicodedata.normalize("NFKC", clean(original)).upper():
            characters.append(" " if character.isspace() else character)
            places.append(place)
    return _RARE_HYPHENS.sub("-", plain_hyphens("".join(characters))), places


def _squeezed(text: str) -> str:
    """A text that should be one number, flat, without blanks and without the brackets around it."""
    whole = "".join(unicodedata.normalize("NFKC", clean(text)).upper().split()).strip(_WRAPPING)
    inner = whole[1:-1] if whole.startswith("(") and whole.endswith(")") else whole
    return _RARE_HYPHENS.sub("-", plain_hyphens(inner))


def parse_number(text: str, kind: NumberKind | None = None) -> PatentNumber | None:
    """The number that `text` is, in any notation; None for anything else, also for bare digits.

    With `kind` the caller says what bare digits are: "2020123456" and "平3-143231" with APPLICATION (the JPO's ten digits),
    "6768620" with GRANT. A word in the text (特開) goes before `kind`; a country code alone does not: JP2005505120 with
    APPLICATION is an application.
    """
    if len(text) > MAX_LENGTH:
        return None
    flat = _squeezed(text)
    for pattern, read in _MATCHERS:
        match = pattern.fullmatch(flat)
        number = read(match) if match else None
        if number is not None:
            return _as_application(number, kind) if pattern in {office.JAPAN, office.UNITED_STATES} else number
    return None if kind is None else _bare(flat, kind)


def _as_application(number: PatentNumber, kind: NumberKind | None) -> PatentNumber:
    if kind not in APPLICATIONS or number.year is None:
        return number
    return build(number.country, kind, number.year, number.serial) or number


def _bare(flat: str, kind: NumberKind) -> PatentNumber | None:
    if kind.is_registration:
        return registration_from_digits(flat, kind)
    match = _BARE_YEARLY.fullmatch(flat)
    year = japanese.year_of(match) if match else None
    if match is None or year is None:
        return None
    country = "WO" if kind is NumberKind.REPUBLICATION else "JP"
    return build(country, kind, year, int(match["serial"] or match["six"]))


def registration_from_digits(text: str, kind: NumberKind = NumberKind.GRANT) -> PatentNumber | None:
    """The Japanese registration whose bare digits these are, five to eight of them, commas allowed: "6768620", "6,768,620"."""
    if len(text) > MAX_LENGTH:
        return None
    match = _BARE_REGISTRATION.fullmatch(_squeezed(text))
    return build("JP", kind, None, int(match[1].replace(",", ""))) if match and kind.is_registration else None


def find_numbers(text: str) -> list[tuple[int, int, PatentNumber]]:
    """All numbers in `text` as (start, end, number), in order and apart; `text[start:end]` is the notation as written."""
    flat, places = _flat(text)
    found: list[tuple[int, int, PatentNumber]] = []
    free_from = 0
    for start, end, number in sorted(_candidates(flat), key=lambda hit: (hit[0], -hit[1])):
        if start >= free_from:
            found.append((places[start], places[end - 1] + 1, number))
            free_from = end
    return found


def _candidates(flat: str) -> Iterator[tuple[int, int, PatentNumber]]:
    for pattern, read in _MATCHERS:
        for match in pattern.finditer(flat):
            number = read(match)
            too_short = pattern is office.OTHER and len(match["digits"]) < _MIN_FOREIGN_DIGITS
            if number is not None and not too_short:
                yield match.start(), match.end(), number
