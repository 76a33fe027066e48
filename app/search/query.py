"""What a person typed, taken apart: words, "phrases", -words, numbers, places. Pure; nothing here ever raises.

No engine sees the text. Everything is cleaned and brought to NFKC first, cut at 500 characters and 32 parts; signs that mean
something to some engine (* ? : [ ] ~ ^) mean nothing here.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from app.core.labels import Label
from app.core.text import nfkc, plain_hyphens
from app.reference.places import PlaceMatch, find_place_names
from app.reference.postcodes import PostalArea, find_by_postcode

MAX_LENGTH: Final = 500
MAX_PARTS: Final = 32
_PARTS: Final = re.compile(
    r'(?:(?<=\s)|^)(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))|"(?P<inner>[^"]*)"?|(?P<rest>[^\s"]+)'
)
_LETTERS: Final = re.compile(r"[^\W_]")
_QUOTES: Final = str.maketrans({"“": '"', "”": '"', "„": '"', "〝": '"', "〟": '"'})
_CODE: Final = re.compile(r"(?<![0-9a-z])t ?-? ?(\d{4})(?![0-9a-z-])", re.IGNORECASE)


NUMBER: Final = Label("番号", "Number")


@dataclass(frozen=True, slots=True)
class RecognisedNumber:
    """A number in a text, as `numbers` of search documents hold it; where it stands, and what it is."""

    key: str
    start: int
    end: int
    label: Label = NUMBER


# Takes a text in NFKC; the numbers that it recognises in it. Rooms above search bring theirs.
Recogniser = Callable[[str], list[RecognisedNumber]]


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query's parts in the order in which they stand."""

    text: str  # the cleaned query
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    without_phrases: tuple[str, ...] = ()
    numbers: tuple[RecognisedNumber, ...] = ()
    postal_areas: tuple[PostalArea, ...] = ()
    places: tuple[PlaceMatch, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing was typed: browse."""
        return not self.text


def parse(text: str, recognisers: Iterable[Recogniser] = ()) -> ParsedQuery:
    """Take a query apart."""
    cleaned = nfkc(text[:MAX_LENGTH].translate(_QUOTES))[:MAX_LENGTH]
    plain = plain_hyphens(cleaned)
    numbers = _numbers(plain, recognisers)
    for number in numbers:
        plain = plain[: number.start] + " " * (number.end - number.start) + plain[number.end :]
    parts: dict[str, list[str]] = {"words": [], "phrases": [], "without": [], "without_phrases": []}
    for found in list(_PARTS.finditer(plain))[:MAX_PARTS]:
        name, value = _part(found)
        if _LETTERS.search(value):
            parts[name].append(value)
    return ParsedQuery(
        text=cleaned,
        numbers=numbers,
        postal_areas=find_by_postcode(cleaned),
        places=find_place_names(cleaned),
        **{name: tuple(dict.fromkeys(values)) for name, values in parts.items()},
    )


def _part(found: re.Match[str]) -> tuple[str, str]:
    phrase = found["phrase"] if found["phrase"] is not None else found["inner"]
    word = found["word"] if found["word"] is not None else found["rest"]
    minus = "without" if found["minus"] else ""
    if phrase is not None:
        return ("without_phrases" if minus else "phrases"), phrase.strip()
    return (minus or "words"), word or ""


def _numbers(text: str, recognisers: Iterable[Recogniser]) -> tuple[RecognisedNumber, ...]:
    """All that is recognised, the first to claim a piece of text first; a piece may be two things, and then is both."""
    found = [number for recognise in (*recognisers, _technology_codes) for number in recognise(text)]
    return tuple({number.key: number for number in reversed(found)}.values())[::-1][:MAX_PARTS]


def _technology_codes(text: str) -> list[RecognisedNumber]:
    label = Label("技術コード", "Technology code")
    return [RecognisedNumber(f"t-{m[1]}", m.start(), m.end(), label) for m in _CODE.finditer(text)]
