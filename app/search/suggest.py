""" "Did you mean": words of the index (and of our synonyms) that are spelt or read nearly as what was typed and found nothing."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from app.core.text import company_core
from app.search.analysis import Analyser
from app.search.query import ParsedQuery
from app.search.spelling import similar
from app.search.synonyms import Synonyms, fold_key

_TRIED: Final = 3  # spellings of a word
_MOST_WORDS: Final = 4  # of a query


class Speller:
    """Other spellings of queries."""

    def __init__(self, analyser: Analyser, synonyms: Synonyms) -> None:
        self._analyser = analyser
        self._synonyms = synonyms

    def respelt(self, query: ParsedQuery, unknown: Iterator[str], vocabulary: Mapping[str, str]) -> Iterator[str]:
        """Queries with one unknown word spelt otherwise, or a whole name; the nearest first."""
        for word in islice(unknown, _MOST_WORDS):
            for other in self._near(fold_key(word), vocabulary):
                if word in query.text:
                    yield query.text.replace(word, other, 1)
        core = company_core(query.text)
        for other in similar(core, vocabulary, _TRIED) if len(query.words) > 1 else ():
            yield vocabulary[other]

    def _near(self, word: str, vocabulary: Mapping[str, str]) -> list[str]:
        ours = self._synonyms.own
        read_so = self._synonyms.read_as(word, self._analyser.reading)
        near = [ours[w] for w in similar(word, ours, _TRIED)]
        indexed = [vocabulary[w] for w in similar(word, vocabulary, _TRIED)]
        return list(dict.fromkeys([*read_so, *near[:1], *indexed, *near[1:]]))[: 2 * _TRIED]
