"""Where the typed words stand in a text: marks, snippets, and what was found as a synonym.

The text is compared folded and marked as it is written: ﾒｯｷ, めっき and メッキ are marked for each other. Everything but <mark>
is escaped.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from app.core.text import fold
from app.search.analysis import Analyser
from app.search.engine import Plan, Term, Variant

SNIPPET: Final = 120  # characters
_BEFORE: Final = 30
_KNOWN: Final = 20_000  # characters whose folding is remembered
_VOICED: Final = re.compile("[ﾞﾟ゛゜]")


@dataclass(frozen=True, slots=True)
class Match:
    """A place in a text that answers a typed word (`typed`, folded); `is_synonym`: it stands there in other words."""

    start: int
    end: int
    typed: str
    is_synonym: bool


class _Folding(dict[int, str]):
    """For `str.translate`: each character folded by itself, never to nothing, so that places can be told."""

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code)) or " "
        if len(self) < _KNOWN:
            self[code] = folded
        return folded


_FOLDING: Final = _Folding()


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters (and its end) the place in `text`."""
    plain = text.translate(_FOLDING)
    if len(plain) == len(text) and not _VOICED.search(text):
        return plain, range(len(text) + 1)
    parts: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        joined = fold(text[index - 1 : index + 1]) if _VOICED.match(character) and parts else ""
        if len(joined) == 1:  # a half-width kana and its mark are one character
            parts[-1] = joined
            continue
        for one in character.translate(_FOLDING):
            parts.append(one)
            origin.append(index)
    return "".join(parts), [*origin, len(text)]


class Marker:
    """Finds the words of one plan in texts."""

    def __init__(self, plan: Plan, analyser: Analyser) -> None:
        self._analyser = analyser
        self._needles: dict[str, tuple[str, bool]] = {}
        self._words: dict[str, str] = {}
        for term in plan.terms:
            self._needles.setdefault(term.text, (term.text, False))
        for phrase in plan.phrases:
            self._needles.setdefault(phrase.text, (phrase.text, False))
        for term in plan.terms:
            for variant in term.variants:
                self._add(term, variant)
        needles = sorted((needle for needle in self._needles if needle), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_pattern, needles))) if needles else None

    def _add(self, term: Term, variant: Variant) -> None:
        is_typed = variant.weight == 1.0
        self._needles.setdefault(fold(variant.text), (term.text, not is_typed))
        if len(variant.words) == 1:
            self._needles.setdefault(variant.words[0], (term.text, True))
            self._words.setdefault(variant.words[0], term.text)
        elif is_typed:
            for word in (word for word in variant.words if len(word) > 1):
                self._needles.setdefault(word, (term.text, False))

    def matches(self, text: str) -> list[Match]:
        """All places, in order, without overlap."""
        if self._pattern is None or not text:
            return []
        folded, origin = _folded(text)
        result: list[Match] = []
        for found in self._pattern.finditer(folded):
            known = self._needles.get(found[0]) or self._needles[found[0].rstrip("ー")]
            start, end = origin[found.start()], origin[found.end()]
            if not result or start >= result[-1].end:
                result.append(Match(start, end, *known))
        return result

    def word_matches(self, text: str) -> list[Match]:
        """Slower: places whose dictionary form is a typed word's (引っ越し for 引越し)."""
        if not self._words or not self._analyser.has_dictionary:
            return []
        tokens = self._analyser.tokens(text)
        return [Match(t.start, t.end, self._words[t.word], True) for t in tokens if t.word in self._words]


def _pattern(needle: str) -> str:
    before = "(?<![a-z0-9])" if needle[0].isascii() and needle[0].isalnum() else ""
    after = "(?![a-z0-9])" if needle[-1].isascii() and needle[-1].isalnum() else "ー?"
    return before + re.escape(needle) + after


def mark(text: str, matches: Iterable[Match], start: int = 0, end: int | None = None) -> Markup:
    """The text (or a part of it) escaped, with the matches marked."""
    end = len(text) if end is None else end
    parts, at = [], start
    for match in matches:
        if match.start >= at and match.end <= end:
            parts += [escape(text[at : match.start]), Markup("<mark>"), escape(text[match.start : match.end])]
            parts.append(Markup("</mark>"))
            at = match.end
    return Markup("").join([*parts, escape(text[at:end])])


def snippet(text: str, matches: Sequence[Match], length: int = SNIPPET) -> Markup:
    """The part of the text where most typed words stand together, marked; its beginning if none does."""
    if len(text) <= length:
        return mark(text, matches)
    start = max(0, _densest(matches, length) - _BEFORE) if matches else 0
    start = min(start, len(text) - length)
    inner = mark(text, [m for m in matches if m.start >= start], start, start + length)
    return Markup("").join(["…" if start else "", inner, "…" if start + length < len(text) else ""])


def _densest(matches: Sequence[Match], length: int) -> int:
    def words_from(first: Match) -> int:
        return len({m.typed for m in matches if first.start <= m.start and m.end <= first.start + length - _BEFORE})

    return max(matches[:50], key=lambda m: (words_from(m), -m.start)).start
