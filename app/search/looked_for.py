"""Which searches may be remembered, and as what: words, never a sentence, a number, an address or a person's name. Pure.

What is in doubt is forgotten: the lists made of it lose little, and nobody finds their own sentence in them.
"""

import re
from dataclasses import dataclass
from typing import Final

from app.core.text import nfkc
from app.search.analysis import Analyser
from app.search.query import ParsedQuery
from app.search.synonyms import fold_key
from app.search.wordbook import Wordbook

MOST_WORDS: Final = 3
MOST_LETTERS: Final = 30
MOST_DIGITS: Final = 5  # SUS304 and ISO9001 are words; a phone number, a date of birth or a 法人番号 is none
_SIGNS: Final = re.compile(r"[。．、，｡､!?…@:;<>=\\/]|www\.|\.(?:jp|com|net)\b", re.IGNORECASE)
_HIRAGANA: Final = re.compile("[ぁ-ゖ]")
_KANA_WORD: Final = re.compile("[ぁ-ゖー]{1,6}")
_JOINS: Final = ("の", "・", "と", "や")  # particles that tie two words into one thing
_PERSON: Final = ("名詞", "固有名詞", "人名")
_PLACE: Final = ("名詞", "固有名詞", "地名")


@dataclass(frozen=True, slots=True)
class LookedFor:
    """Words that people look for. `key` is the same for every spelling and order."""

    key: str
    shown: str
    length: int


def looked_for(query: ParsedQuery, book: Wordbook) -> LookedFor | None:
    """The query as it may be remembered; None if it may not."""
    text = nfkc(query.text.replace('"', " "))
    is_plain = not (query.numbers or query.postal_areas or query.without or query.without_phrases)
    words = text.split()
    if not is_plain or not any(c.isalpha() for c in text) or len(words) > MOST_WORDS or len(text) > MOST_LETTERS:
        return None
    if _SIGNS.search(text) or sum(c.isdigit() for c in text) > MOST_DIGITS:
        return None
    if names_person(text, book.analyser) or sum(_weight(word, book) for word in words) > MOST_WORDS:
        return None
    keys = sorted({fold_key(word) for word in words} - {""})
    return LookedFor(" ".join(keys), " ".join(words), len(keys)) if keys else None


def names_person(text: str, analyser: Analyser) -> bool:
    """Whether a text is a person's name, or holds a family name with a given name. 鈴木工業 does not."""
    parts = [pos for _, pos in analyser.parts_of_speech(text) if pos[0] not in ("空白", "補助記号")]
    people = [pos for pos in parts if pos[:3] == _PERSON]
    kinds = {pos[3] for pos in people}
    return bool(people) and (len(people) == len(parts) or {"姓", "名"} <= kinds)


def names_person_or_place(text: str, analyser: Analyser) -> bool:
    """Whether any word of a text is a name of a person or a place: nothing that a firm would call its trade by."""
    return any(pos[:3] in (_PERSON, _PLACE) for _, pos in analyser.parts_of_speech(text))


def _weight(word: str, book: Wordbook) -> int:
    """How many words a typed word is; more than any may have if it is a piece of a sentence."""
    key = fold_key(word)
    if key in book.synonyms.own or book.synonyms.of(key) or book.synonyms.read_as(key, book.analyser.reading):
        return 1
    if not book.analyser.has_dictionary:
        return 1 if not _HIRAGANA.search(word) or _KANA_WORD.fullmatch(word) else MOST_WORDS + 1
    count, is_inside = 0, False
    for surface, pos in book.analyser.parts_of_speech(word):
        if pos[0] == "助動詞" or (pos[0] == "助詞" and surface not in _JOINS) or pos[0] in ("代名詞", "感動詞"):
            return MOST_WORDS + 1
        if pos[0] in ("助詞", "補助記号"):
            is_inside = False
        elif not is_inside:
            count, is_inside = count + 1, True
    return count
