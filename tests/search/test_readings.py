"""Readings of kanji: right ones for ordinary words, our own for what the dictionary guesses, none where nobody can be sure."""

import pytest

from app.search.analysis import Analyser
from app.search.readings import Readings, align

READINGS = Readings(Analyser())


def _read(text: str) -> str:
    return "".join(f"{word}[{reading}]" if reading else word for word, reading in READINGS(text))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("今日の仕事", "今日[きょう]の仕事[しごと]"),
        ("取り扱い", "取[と]り扱[あつか]い"),
        ("売り上げと働き方", "売[う]り上[あ]げと働[はたら]き方[かた]"),
        ("水戸市のめっき工場", "水戸市[みとし]のめっき工場[こうじょう]"),
        ("ひらがなとABC、123", "ひらがなとABC、123"),
        ("", ""),
    ],
)
def test_only_kanji_are_read(text: str, read: str) -> None:
    assert _read(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("令和8年11月24日（火）", "令和[れいわ]8年[ねん]11月[がつ]24日[か]（火[か]）"),
        ("11月30日（月）", "11月[がつ]30日[にち]（月[げつ]）"),
        ("1日と20日", "1日と20日"),
        ("2人と3人", "2人と3人[にん]"),
        ("特願2018-990201", "特願[とくがん]2018-990201"),
    ],
)
def test_numbers_have_readings_of_their_own(text: str, read: str) -> None:
    assert _read(text) == read


def test_a_name_that_nobody_knows_gets_no_reading() -> None:
    assert _read("髙﨑製作所") == "髙﨑製作所[せいさくしょ]"


def test_the_text_is_kept_letter_by_letter() -> None:
    text = "😀髙﨑　<水戸> & ㈱日立\n" * 300
    assert "".join(word for word, _ in READINGS(text)) == text


def test_without_a_dictionary_nothing_is_read() -> None:
    assert Readings(Analyser(use_dictionary=False))("今日の仕事") == [("今日の仕事", "")]


def test_a_reading_that_does_not_fit_the_kana_is_dropped() -> None:
    assert align("取り扱い", "ちがう") == [("取り扱い", "")]
