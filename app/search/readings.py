"""How kanji are read: the words of a text with their readings in hiragana, for furigana.

Readings come from the dictionary and are right for ordinary prose; where it guesses wrongly in our own words (numbers of
applications, days after a number), the small tables here say it. A word that nobody can be sure about gets no reading: none is
better than a wrong one.
"""

import re
from typing import Final

from app.search.analysis import Analyser

_KANJI: Final = "一-鿿㐀-䶿豈-﫿々〆"
_RUN: Final = re.compile(rf"[{_KANJI}]+")
_PARTS: Final = re.compile(rf"[{_KANJI}]+|[^{_KANJI}]+")
_KANA: Final = re.compile(r"[ぁ-ゖー]+")
_TO_HIRAGANA: Final = {ord("ァ") + i: ord("ぁ") + i for i in range(0x56)}

_WEEKDAYS: Final = {"月": "げつ", "火": "か", "水": "すい", "木": "もく", "金": "きん", "土": "ど", "日": "にち"}
_BEFORE_NUMBERS: Final = {"特願": "とくがん", "実願": "じつがん", "特開": "とっかい", "特公": "とっこう"}
_AFTER_NUMBERS: Final = {
    "年": "ねん",
    "月": "がつ",
    "日": "にち",
    "人": "にん",
    "名": "めい",
    "時": "じ",
    "分": "",
    "本": "",
}
_KA_DAYS: Final = frozenset({"2", "3", "4", "5", "6", "7", "8", "9", "10", "14", "24"})
_ODD_DAYS: Final = frozenset({"1", "20"})  # ついたち, はつか: no reading of 日 alone
_SPECIAL: Final = re.compile(
    rf"(?<=[（(])[{''.join(_WEEKDAYS)}](?=[）)])|{'|'.join(_BEFORE_NUMBERS)}|(?<=[0-9０-９])[{''.join(_AFTER_NUMBERS)}](?![{_KANJI}])"
)

Word = tuple[str, str]
"""A stretch of text and its reading in hiragana; an empty reading where it needs none or has none."""


class Readings:
    """Texts to words with readings. Safe for threads as its analyser is."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser

    def __call__(self, text: str) -> list[Word]:
        """All of `text` in order; only stretches of kanji carry a reading."""
        result: list[Word] = []
        start = 0
        for special in _SPECIAL.finditer(text):
            result += self._words(text[start : special.start()])
            result.append((special[0], _special_reading(special[0], text[: special.start()])))
            start = special.end()
        return result + self._words(text[start:])

    def _words(self, text: str) -> list[Word]:
        if not _RUN.search(text):
            return [(text, "")] if text else []
        return [
            word
            for surface, kana in self._analyser.pronounced(text)
            for word in align(surface, kana.translate(_TO_HIRAGANA))
        ]


def align(surface: str, reading: str) -> list[Word]:
    """The word cut so that its kana stand by themselves: 取り扱い → 取(と) り 扱(あつか) い. Without a kana reading, no reading."""
    if not _RUN.search(surface):
        return [(surface, "")]
    if not _KANA.fullmatch(reading):
        return [(surface, "")]
    parts = _PARTS.findall(surface)
    pattern = "".join("(.+?)" if _RUN.match(part) else f"({re.escape(_hiragana(part))})" for part in parts)
    found = re.fullmatch(pattern, reading)
    if found is None:  # 次々月 read in its own way: the whole word carries the reading, if it is all kanji
        return [(surface, reading if len(parts) == 1 else "")]
    return [(part, kana if _RUN.match(part) else "") for part, kana in zip(parts, found.groups(), strict=True)]


def _hiragana(text: str) -> str:
    return text.translate(_TO_HIRAGANA)


def _special_reading(word: str, before: str) -> str:
    if word in _BEFORE_NUMBERS:
        return _BEFORE_NUMBERS[word]
    if before.endswith(("（", "(")):
        return _WEEKDAYS[word]
    digits = re.search(r"[0-9０-９]+$", before)
    number = digits[0].translate({ord("０") + i: ord("0") + i for i in range(10)}) if digits else ""
    if (word == "日" and number in _ODD_DAYS) or (word == "人" and number in ("1", "2")):
        return ""
    return "か" if word == "日" and number in _KA_DAYS else _AFTER_NUMBERS[word]
