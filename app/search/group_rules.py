"""What a group of synonyms must be before it helps more than it harms: pure rules, each with the sentence that says what to mend."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from app.core.labels import phrase
from app.core.letters import Text, msgid
from app.search.analysis import read_words
from app.search.synonyms import fold_key

FEWEST: Final = 2
MOST: Final = 20
LONGEST: Final = 30  # letters of a word
TOO_COMMON: Final = 0.2  # of all records
NOTE_MOST: Final = 500
_LETTER: Final = re.compile(r"[^\W_]")
_ONE: Final = re.compile(r"[ァ-ヺーa-z0-9]", re.IGNORECASE)
_EVERYWHERE: Final = read_words("weak_words") | read_words("empty_words")


def problem_of(
    words: Sequence[str], others: Iterable[Sequence[str]], share: Callable[[str], float] = lambda _word: 0.0
) -> Text | None:
    """What is to be mended; None if nothing is. `others` are the other groups in use, `share` tells in which part of all
    records a word stands (0 … 1)."""
    if len(words) < FEWEST:
        return msgid("同じ意味のことばを、2つ以上入力してください。1行に1つです")
    if len(words) > MOST:
        return msgid("1つの組は20語までにしてください。いま%(count)s語あります", count=len(words))
    return _odd_word(words, share) or _twice(words) or _elsewhere(words, others)


def _odd_word(words: Sequence[str], share: Callable[[str], float]) -> Text | None:
    for word in words:
        key = fold_key(word)
        if not _LETTER.search(key):
            return msgid("「%(word)s」には文字がありません。ことばを入力してください", word=word)
        if len(word) > LONGEST:
            return msgid("「%(word)s」は長すぎます。1つのことばは30文字までにしてください", word=word[:LONGEST])
        if _ONE.fullmatch(key):
            return msgid(
                "「%(word)s」は1文字なので、関係のないものまで見つかります。2文字以上にしてください", word=word
            )
        if key in _EVERYWHERE or share(word) > TOO_COMMON:
            return msgid(
                "「%(word)s」は多くの記録に出てくるため、言いかえにすると結果がぼやけます。別のことばにしてください",
                word=word,
            )
    return None


def _twice(words: Sequence[str]) -> Text | None:
    seen: dict[str, str] = {}
    for word in words:
        before = seen.setdefault(fold_key(word), word)
        if before is not word:
            return msgid(
                "「%(one)s」と「%(other)s」は、検索ではもともと同じことばです。どちらか1つにしてください",
                one=before,
                other=word,
            )
    return None


def _elsewhere(words: Sequence[str], others: Iterable[Sequence[str]]) -> Text | None:
    mine = {fold_key(word): word for word in words}
    for group in others:
        for word in group:
            if fold_key(word) in mine:
                return msgid(
                    "「%(word)s」は、もう別の組（%(group)s）にあります。そちらの組に足すか、どちらかから外してください",
                    word=mine[fold_key(word)],
                    group="、".join(group),
                )
    return None


OLD_VERSION: Final = phrase(
    "ほかの人が先にこの組を書き直しました。最新の内容を確認してから、もう一度書き直してください。"
)
