"""What a text becomes before any engine sees it: words (Sudachi, longest units, normalised) and pairs of characters.

Words find メッキ, めっき and 鍍金, サーバー and サーバ, 引越し and 引っ越し alike; bigrams find parts of names and words that the
dictionary does not know. Without Sudachi there are no words, only bigrams; `Analyser.version` says so and the index keeps it.
"""

import copy
import importlib.metadata
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from app.core.text import COMPANY_FORMS, fold, nfkc

_REVISION: Final = "1"  # raised whenever the same text gives other words
_CHUNK: Final = 10_000  # characters; Sudachi refuses more than 49,149 bytes at once

_FUNCTION_WORDS: Final = frozenset(
    {"助詞", "助動詞", "補助記号", "空白", "接頭辞", "接尾辞", "感動詞", "接続詞", "代名詞", "連体詞"}
)
_RUN: Final = re.compile(r"[^\W_]+")
_SCRIPTS: Final = re.compile(r"[一-鿿々〆]+|[ァ-ヺー]+|[ぁ-ゖー]{3,}|[a-z0-9]+(?:[.+#-][a-z0-9]+)*[+#]*", re.IGNORECASE)
_FORM: Final = re.compile(
    rf"{COMPANY_FORMS}|[(](?:株|有|同|資|名|社|財|医|福|学|宗|農|特非|一社|一財|公社|公財)[)]"
    r"|^(?:カブ|カ|ユ|ド|シ|メ)[)]|[(](?:カブ|カ|ユ|ド|シ|メ)[)]?$"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: where it stands, its comparable and its dictionary form, and whether it carries meaning."""

    start: int
    end: int
    word: str
    is_content: bool
    base: str


@lru_cache(maxsize=65_536)
def fold_word(word: str) -> str:
    """`fold`, remembered: the same words come again and again."""
    return fold(word)


def without_company_form(name: str) -> str:
    """The NFKC name without 株式会社, （株）, カ） and their like."""
    return _FORM.sub(" ", nfkc(name)).strip()


def bigrams(folded: str) -> list[str]:
    """All pairs of neighbouring characters within the words of an already folded text, in order, with repetition."""
    return [run[i : i + 2] for run in _RUN.findall(folded) for i in range(len(run) - 1)]


class Analyser:
    """Texts to words. Safe for threads: each has its own tokenizer, as Sudachi's are not."""

    def __init__(self, *, use_dictionary: bool = True) -> None:
        """`use_dictionary=False` behaves as if Sudachi were not installed."""
        self._local = threading.local()
        self._lock = threading.Lock()
        self._dictionary: Any = None
        self._function_ids: dict[int, bool] = {}
        self._specials: re.Pattern[str] | None = None
        self._special_set: frozenset[str] = frozenset()
        dictionary = _dictionary_version() if use_dictionary else None
        self.has_dictionary = dictionary is not None
        self.version = f"{_REVISION}/{dictionary or 'bigrams'}"

    def add_special_words(self, folded: Iterable[str]) -> None:
        """Words that the dictionary cuts apart (ほしいも): they are found by their letters, wherever they stand."""
        words = sorted(set(folded), key=len, reverse=True)
        self._special_set = frozenset(words)
        # "ホシイモ" in 「欲しいもの」 is not one
        pattern = rf"(?:{'|'.join(map(re.escape, words))})(?!ノ)"
        self._specials = re.compile(pattern) if words and self.has_dictionary else None

    def with_special_words(self, folded: Iterable[str]) -> "Analyser":
        """The same analyser with other special words; the dictionary is loaded once for both."""
        if self.has_dictionary:
            self._tokenizer()
        other = copy.copy(self)
        other.add_special_words(folded)
        return other

    def is_special(self, folded: str) -> bool:
        """Whether the word is one of the special ones."""
        return folded in self._special_set

    def words(self, text: str) -> list[str]:
        """The words of a text that carry meaning, with repetition; none without Sudachi."""
        if not self.has_dictionary or not text:
            return []
        return [token.word for token in self.tokens(text) if token.is_content] + self._special_words(text)

    def _special_words(self, text: str) -> list[str]:
        return self._specials.findall(fold(text)) if self._specials else []

    def tokens(self, text: str) -> list[Token]:
        """All words of a text in order, as offsets into it; without Sudachi, its runs of one script."""
        if not self.has_dictionary:
            return [Token(m.start(), m.end(), fold_word(m[0]), True, m[0]) for m in _SCRIPTS.finditer(text)]
        result: list[Token] = []
        for offset, part in _parts(text):
            for morpheme in self._tokenizer().tokenize(part):
                base = morpheme.normalized_form()
                word = fold_word(base)
                is_content = not self._is_function(morpheme) and word not in _EMPTY and not word.isspace()
                start, end = offset + morpheme.begin(), offset + morpheme.end()
                result.append(Token(start, end, word, is_content and bool(word), base))
        return result

    def parts_of_speech(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """The words of a short text as written, each with its part of speech from wide to narrow; none without Sudachi."""
        if not self.has_dictionary:
            return []
        return [(m.surface(), tuple(m.part_of_speech())) for m in self._tokenizer().tokenize(text[:200])]

    def reading(self, text: str) -> str:
        """The text's katakana reading, as the dictionary has it; the folded text without Sudachi."""
        if not self.has_dictionary:
            return fold(text)
        return fold("".join(m.reading_form() for m in self._tokenizer().tokenize(text[:200])))

    def pronounced(self, text: str) -> list[tuple[str, str]]:
        """The words of a text as written, each with its katakana reading; the text without reading where Sudachi is missing."""
        if not self.has_dictionary:
            return [(text, "")]
        return [
            (morpheme.surface(), morpheme.reading_form())
            for _, part in _parts(text)
            for morpheme in self._tokenizer().tokenize(part)
        ]

    def _is_function(self, morpheme: Any) -> bool:  # noqa: ANN401 - Sudachi has no types
        id_ = morpheme.part_of_speech_id()
        known = self._function_ids.get(id_)
        if known is None:
            first, second = morpheme.part_of_speech()[:2]
            known = first in _FUNCTION_WORDS or (first == "記号" and second != "文字")
            self._function_ids[id_] = known
        return known

    def _tokenizer(self) -> Any:  # noqa: ANN401 - Sudachi has no types
        tokenizer = getattr(self._local, "tokenizer", None)
        if tokenizer is None:
            from sudachipy import Dictionary, SplitMode

            with self._lock:
                if self._dictionary is None:
                    self._dictionary = Dictionary()
                tokenizer = self._local.tokenizer = self._dictionary.tokenizer(mode=SplitMode.C)
        return tokenizer


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Parts that Sudachi takes, cut at the end of a sentence where there is one, and where they begin."""
    start = 0
    while len(text) - start > _CHUNK:
        end = max(text.rfind(sign, start, start + _CHUNK) for sign in "。\n") + 1 or start + _CHUNK
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def read_words(name: str) -> frozenset[str]:
    """A list of `data/`, one word a line, folded; `#` begins a comment."""
    lines = (Path(__file__).parent / "data" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line) for line in lines if line and not line.startswith("#"))


_EMPTY: Final = read_words("empty_words")


def _dictionary_version() -> str | None:
    try:
        return f"{importlib.metadata.version('sudachipy')}/{importlib.metadata.version('sudachidict-core')}"
    except importlib.metadata.PackageNotFoundError:
        return None
