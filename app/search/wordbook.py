"""What a process knows of words at one moment: analysis, synonyms, planning and spelling that belong together.

The groups that the office keeps change while the site runs. `Follower` asks every two seconds at most whether they did, and then
makes a new book; a search that is under way ends with the one that it began with.
"""

import logging
import threading
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from app.search.analysis import Analyser
from app.search.plan import Planner
from app.search.suggest import Speller
from app.search.synonyms import Synonyms, shipped_special_words, special_words, with_groups

EVERY: Final = 2.0  # seconds between two questions for a newer state
_LOG: Final = logging.getLogger(__name__)

Groups = Sequence[tuple[str, ...]]


class SavedGroups(Protocol):
    """Where the office's groups are kept."""

    def stamp(self) -> str:
        """Changes whenever any group does; one cheap question."""

    def groups(self) -> Groups:
        """The groups in use, each with its words as they are written."""


@dataclass(frozen=True, slots=True)
class Wordbook:
    """One state of our words."""

    analyser: Analyser
    synonyms: Synonyms
    planner: Planner
    speller: Speller

    @classmethod
    def of(cls, analyser: Analyser, shipped: Collection[str], groups: Groups = ()) -> "Wordbook":
        """The book with `groups` before the shipped ones. Words that the dictionary cuts apart (`shipped` are those of the
        shipped groups, folded) are told to the analyser."""
        told = analyser.with_special_words({*shipped, *special_words(analyser, groups)})
        synonyms = with_groups(groups)
        return cls(told, synonyms, Planner(told, synonyms), Speller(told, synonyms))


class Follower:
    """The newest book. Safe for threads: one asks, the others go on with what there is."""

    def __init__(self, analyser: Analyser, saved: SavedGroups | None) -> None:
        self._analyser = analyser
        self._saved = saved
        self._stamp = ""
        self._asked_at = float("-inf")
        self._lock = threading.Lock()
        self._shipped = shipped_special_words(analyser.has_dictionary)
        self._book = self.imagine(())

    def book(self, *, at_once: bool = False) -> Wordbook:
        """The book, at most two seconds old; `at_once` asks now. A failed question changes nothing."""
        if self._saved is None or (not at_once and time.monotonic() - self._asked_at < EVERY):
            return self._book
        if self._lock.acquire(blocking=at_once):
            try:
                self._asked_at = time.monotonic()
                self._follow(self._saved)
            except Exception:  # noqa: BLE001 - a search goes on with the words that it has
                _LOG.exception("synonym groups not read")
            finally:
                self._lock.release()
        return self._book

    def imagine(self, groups: Groups) -> Wordbook:
        """The book as it would be if `groups` were kept instead."""
        return Wordbook.of(self._analyser, self._shipped, groups)

    def _follow(self, saved: SavedGroups) -> None:
        stamp = saved.stamp()
        if stamp != self._stamp:
            self._book, self._stamp = self.imagine(saved.groups()), stamp
