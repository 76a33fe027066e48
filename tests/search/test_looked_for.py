"""Which searches may be remembered: words, never a sentence, a number, an address or a person's name."""

import pytest

from app.search.analysis import Analyser
from app.search.looked_for import looked_for
from app.search.query import parse
from app.search.wordbook import Follower, Wordbook
from tests.search.library import analyser, thirteen_digits


@pytest.fixture(scope="module")
def book() -> Wordbook:
    return Follower(analyser(), None).book()


def key(text: str, book: Wordbook) -> str | None:
    found = looked_for(parse(text, (thirteen_digits,)), book)
    return found.key if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("めっき", "メッキ"),
        ("ﾒｯｷ", "メッキ"),
        ("アルミ 溶接", "アルミ 溶接"),
        ("溶接　ｱﾙﾐ", "アルミ 溶接"),
        ("溶接 溶接", "溶接"),
        ("ほしいも", "ホシイモ"),
        ("かながた", "カナガタ"),
        ("干し芋の袋", "干シ芋ノ袋"),
        ("SUS304 溶接", "sus304 溶接"),
        ("鈴木工業", "鈴木工業"),
        ('"めっき加工"', "メッキ加工"),
        ("アルミ 溶接 水戸市", "アルミ 水戸市 溶接"),
    ],
)
def test_words_are_one_in_every_spelling_and_order(text: str, expected: str, book: Wordbook) -> None:
    assert key(text, book) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "？？",
        "手書きの日報を誰も読み返さない",
        "金型が割れた",
        "社員が辞めて困る",
        "たすけてください",
        "溶接 切削 研磨 塗装",
        "油圧の配管の工事の会社",
        "とても長い長いことばを書き続けると三十文字を超えてしまうほど長い",
        "090-1234-5678",
        "０９０１２３４５６７８",
        "電話 029301",
        "①②③④⑤⑥",
        "1234567890123",
        "310-0011",
        "2446",
        "taro@example.jp",
        "ｔａｒｏ＠example",
        "https://example.jp",
        "www.example",
        "田中太郎",
        "佐藤 花子",
        "鈴木",
        "電話 山田太郎",
        "めっき -塗装",
        "これは何ですか？",
    ],
)
def test_what_may_not_be_remembered_is_not(text: str, book: Wordbook) -> None:
    assert key(text, book) is None


@pytest.mark.parametrize(
    ("text", "is_kept"), [("金型が割れた", False), ("アルミ 溶接", True), ("社員が辞めて困る", False)]
)
def test_without_the_dictionary_what_is_in_doubt_is_forgotten(text: str, is_kept: bool) -> None:
    book = Follower(Analyser(use_dictionary=False), None).book()
    assert (key(text, book) is not None) is is_kept
