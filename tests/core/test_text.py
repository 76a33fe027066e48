"""One form for one word, whatever the width, kana, kanji or company form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import clean, company_core, digits, fold, nfkc, plain_hyphens


@pytest.mark.parametrize("written", ["メッキ", "ﾒｯｷ", "めっき"])
def test_width_and_kana_make_no_difference(written: str) -> None:
    assert fold(written) == "メッキ"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("サーバー", "サーバ"),
        ("龍ケ崎", "竜ヶ崎"),
        ("山澤", "山沢"),
        ("齋藤", "斎藤"),
        ("ＨＩＴＡＣＨＩ", "Hitachi"),
        ("髙﨑", "高崎"),
    ],
)
def test_spellings_of_one_word_are_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_long_vowel_inside_a_word_stays() -> None:
    assert fold("ビール") != fold("ビル")


@pytest.mark.parametrize(
    "written", ["株式会社日立製作所", "㈱日立製作所", "日立製作所（株）", "日立製作所 (株)", "（株）日立 製作所"]
)
def test_company_forms_are_no_part_of_a_name(written: str) -> None:
    assert company_core(written) == "日立製作所"


@pytest.mark.parametrize("written", ["カブ）ヒタチ", "カ）ヒタチ", "ヒタチ（カ"])
def test_bank_transfer_forms_are_no_part_of_a_name(written: str) -> None:
    assert company_core(written) == "ヒタチ"


def test_what_nobody_sees_is_taken_out() -> None:
    assert clean("a\x00b\u202ec\ud800d\r\ne") == "abcd\ne"


def test_all_dashes_are_one() -> None:
    assert plain_hyphens("310－0011 3‐1 2ー3 データー") == "310-0011 3-1 2-3 データー"


def test_digits_of_any_width() -> None:
    assert digits("〒３１０−００１１") == "3100011"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_nfkc_leaves_no_surrogate_or_control(text: str) -> None:
    assert not any(ord(c) < 32 or 0xD800 <= ord(c) <= 0xDFFF for c in nfkc(text))
