"""Words of one meaning: the groups that the office keeps, then our own (data/synonyms.tsv), then Sudachi's (data/sudachi.tsv).

A lookup is by folded letters.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from app.core.text import fold
from app.search.analysis import Analyser

_DATA: Final = Path(__file__).parent / "data"
_MOST: Final = 8  # synonyms of one word
_WORDS_OF_KANA: Final = 4  # letters; shorter ones stand inside too many other words


class Synonyms:
    """Folded word → other words of its groups, as they are written, ours first."""

    def __init__(
        self,
        groups: Iterable[tuple[str, ...]],
        *,
        below: "Synonyms | None" = None,
        own: Mapping[str, str] | None = None,
    ) -> None:
        """`below` answers after these groups; `own` are the words, folded → as written, that spelling and reading may offer."""
        self._others: dict[str, tuple[str, ...]] = {}
        self._below = below
        self.own: Mapping[str, str] = own_words() if own is None else own
        self._readings: dict[str, list[str]] | None = None
        for words in groups:
            keys = [fold_key(word) for word in words]
            for key in dict.fromkeys(keys):
                others = tuple(word for word, other in zip(words, keys, strict=True) if other != key)
                known = self._others.get(key, ())
                self._others[key] = tuple(dict.fromkeys((*known, *others)))[:_MOST]

    def of(self, folded: str) -> tuple[str, ...]:
        """The other words; none if the word is in no group."""
        ours = self._others.get(folded, ())
        if self._below is None:
            return ours
        return tuple(dict.fromkeys((*ours, *self._below.of(folded))))[:_MOST]

    def read_as(self, folded: str, reading: Callable[[str], str]) -> tuple[str, ...]:
        """Our own words that are read like `folded`, and written otherwise."""
        if self._readings is None:
            readings: dict[str, list[str]] = {}
            for key, word in self.own.items():
                read = reading(word)
                if read != key:
                    readings.setdefault(read, []).append(word)
            self._readings = readings
        return tuple(self._readings.get(folded, ()))

    def __len__(self) -> int:
        return len(self._others) + (len(self._below) if self._below else 0)


def fold_key(word: str) -> str:
    """A word as the groups are asked for it: folded, without blanks."""
    return fold(word).replace(" ", "")


def read_groups(path: Path) -> Iterator[tuple[str, ...]]:
    """The groups of a file: field, then words, tab separated; `#` begins a comment."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield tuple(line.split("\t")[1:])


@lru_cache(maxsize=1)
def default_synonyms() -> Synonyms:
    """All that the project ships."""
    return Synonyms([*read_groups(_DATA / "synonyms.tsv"), *read_groups(_DATA / "sudachi.tsv")])


def special_words(analyser: Analyser, groups: Iterable[tuple[str, ...]] | None = None) -> Mapping[str, str]:
    """Those of our words that the dictionary cuts into something else (ほしいも → 欲しい + も), folded → as written."""
    if not analyser.has_dictionary:
        return {}
    result = {}
    for words in groups if groups is not None else read_groups(_DATA / "synonyms.tsv"):
        for word in words:
            tokens = analyser.tokens(word)
            key = fold_key(word)
            if len(key) >= _WORDS_OF_KANA and any(not token.is_content for token in tokens) and key.isalpha():
                result[key] = word
    return result


@lru_cache(maxsize=2)
def shipped_special_words(has_dictionary: bool) -> frozenset[str]:
    """Those that the project ships, folded: the same in every process with (or without) the dictionary."""
    return frozenset(special_words(Analyser())) if has_dictionary else frozenset()


@lru_cache(maxsize=1)
def own_words() -> Mapping[str, str]:
    """All words of our own groups, folded → as written."""
    return _by_key(shipped_groups())


@lru_cache(maxsize=1)
def shipped_groups() -> tuple[tuple[str, ...], ...]:
    """Our own groups that the project ships, for looking them up."""
    return tuple(read_groups(_DATA / "synonyms.tsv"))


def with_groups(groups: Sequence[tuple[str, ...]]) -> Synonyms:
    """The shipped synonyms below `groups`."""
    if not groups:
        return default_synonyms()
    return Synonyms(groups, below=default_synonyms(), own={**_by_key(groups), **own_words()})


def _by_key(groups: Iterable[tuple[str, ...]]) -> dict[str, str]:
    result: dict[str, str] = {}
    for words in groups:
        for word in words:
            result.setdefault(fold_key(word), word)
    return result
