"""Whether a record has a word, as search would find it: in any spelling, or as a synonym. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from app.core.kinds import SearchDocument
from app.search.documents import analyse
from app.search.engine import Term
from app.search.query import parse
from app.search.wordbook import Wordbook


class Holding:
    """The words of one record."""

    def __init__(self, document: SearchDocument, book: Wordbook) -> None:
        analysed = analyse(replace(document, is_hidden_by_name=False), book.analyser)
        self._book = book
        self._words = {word for field, counts in analysed.counts.items() if "_bi" not in field for word in counts}
        self._text = analysed.text

    def has(self, word: str) -> bool:
        """Whether all of what is typed is there; also for what search would not ask for (a number, a weak word)."""
        plan = self._book.planner.plan(parse(word), _unknown, _unknown)
        return all(self._holds(term) for term in plan.terms if term.required)

    def _holds(self, term: Term) -> bool:
        if any(self._words.issuperset(variant.words) for variant in term.variants):
            return True
        is_whole = term.text.isascii() and self._book.analyser.has_dictionary  # "ai" is not in "main"
        return not is_whole and term.text in self._text


def _unknown(words: Sequence[str]) -> list[int]:
    return [0] * len(words)
