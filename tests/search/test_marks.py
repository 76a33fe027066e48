"""Marks and snippets: every variant of the typed word, and nothing but <mark> as HTML."""

import pytest

from app.search.marks import Marker, mark, snippet
from app.search.plan import Planner
from app.search.query import parse
from app.search.spelling import distance, similar
from app.search.synonyms import default_synonyms
from tests.search.library import analyser

PLANNER = Planner(analyser(), default_synonyms())


def marker(text: str) -> Marker:
    plan = PLANNER.plan(parse(text), lambda words: [1] * len(words), lambda pairs: [1] * len(pairs))
    return Marker(plan, analyser())


def marked(query: str, text: str) -> str:
    return str(mark(text, marker(query).matches(text)))


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("めっき", "亜鉛ﾒｯｷとめっき", "亜鉛<mark>ﾒｯｷ</mark>と<mark>めっき</mark>"),
        ("サーバ", "サーバーの保守", "<mark>サーバー</mark>の保守"),
        ("めっき", "鍍金の町", "<mark>鍍金</mark>の町"),
        ("ガス", "都市ｶﾞｽ管", "都市<mark>ｶﾞｽ</mark>管"),
        ("iot", "ＩｏＴとriot", "<mark>ＩｏＴ</mark>とriot"),
        ("沢", "澤と沢", "<mark>澤</mark>と<mark>沢</mark>"),
        ('"下地の塗装"', "めっき下地の塗装。", "めっき<mark>下地の塗装</mark>。"),
    ],
)
def test_marks(query: str, text: str, expected: str) -> None:
    assert marked(query, text) == expected


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>めっき",
        'めっき" onmouseover="x',
        "</mark><img src=x onerror=alert(1)>めっき&amp;'",
        "<mark>めっき",
    ],
)
def test_everything_else_is_escaped(payload: str) -> None:
    for html in (marked("めっき", payload), str(snippet(payload * 40, marker("めっき").matches(payload * 40)))):
        assert "<" not in html.replace("<mark>", "").replace("</mark>", "")
        assert '"' not in html
        assert html.count("<mark>めっき</mark>") == html.count("<mark>") > 0


def test_a_query_that_is_markup_marks_letters_only() -> None:
    assert (
        marked("<b>めっき</b>", "<b>めっき</b>") == "&lt;<mark>b</mark>&gt;<mark>めっき</mark>&lt;/<mark>b</mark>&gt;"
    )


def test_a_snippet_shows_where_the_words_stand_together() -> None:
    text = "あ" * 300 + "めっき" + "い" * 300 + "めっきと塗装" + "う" * 300
    shown = str(snippet(text, marker("めっき 塗装").matches(text)))
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "<mark>めっき</mark>と<mark>塗装</mark>" in shown


def test_dictionary_forms_are_found_the_slow_way() -> None:
    text = "事務所を引っ越しました"
    found = marker("引越し").word_matches("引っ越しの荷物")
    assert [m.is_synonym for m in found] == [True]
    assert marker("塗装").word_matches(text) == []


def test_spelling_distance() -> None:
    assert [distance("金型", other, 2) for other in ("金型", "金形", "型金", "金属の型", "塗装")] == [0, 1, 1, 2, 2]
    assert distance("あ" * 9, "い" * 9, 2) == 3
    assert similar("メツキ", ["メッキ", "メキ", "ヤスリ"], 5) == ["メキ", "メッキ"]
    assert similar("め", ["み"], 5) == []
