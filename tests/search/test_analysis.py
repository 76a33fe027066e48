"""Variants of one word are one word; company forms are none."""

import threading

import pytest

from app.core.text import fold
from app.search.analysis import Analyser, bigrams, without_company_form
from app.search.documents import analyse, digest, full_name, industry_levels
from tests.search.library import analyser, company


@pytest.mark.parametrize(
    "same",
    [
        ("メッキ", "ﾒｯｷ", "めっき", "鍍金"),
        ("サーバー", "サーバ", "ｻｰﾊﾞｰ"),
        ("引越し", "引っ越し"),
        ("見積", "見積り", "見積もり"),
        ("熔接", "溶接"),
        ("鈑金", "板金"),
        ("ＩｏＴ", "IoT", "iot"),
    ],
)
def test_variants_are_one_word(same: tuple[str, ...]) -> None:
    assert {tuple(analyser().words(text)) for text in same} == {tuple(analyser().words(same[0]))}
    assert len(analyser().words(same[0])) == 1


def test_old_kanji_are_new_ones() -> None:
    assert bigrams(fold("澤野齋藤")) == bigrams(fold("沢野斎藤"))


def test_particles_and_signs_are_no_words() -> None:
    assert analyser().words("水戸市のめっき、できる？（会社）") == ["水戸市", "鍍金", "会社"]


@pytest.mark.parametrize("name", ["株式会社青葉", "（株）青葉", "㈱青葉", "青葉㈱", "カ）青葉", "青葉（カ"])
def test_company_forms_are_left_out_of_names(name: str) -> None:
    assert without_company_form(name) == "青葉"
    assert analyse(company("1", name), analyser()).counts["name"] == {"青葉": 1}


def test_full_names_are_equal_however_the_form_is_written() -> None:
    assert full_name("（株）青葉") == full_name("㈱青葉") == full_name("株式会社 青葉") != full_name("青葉")


def test_a_word_that_the_dictionary_cuts_apart_is_found_by_its_letters() -> None:
    assert "ホシイモ" in analyser().words("冬のほしいもを送る")
    assert "ホシイモ" not in analyser().words("欲しいものがある")


def test_an_address_is_prefecture_municipality_and_town() -> None:
    counts = analyse(company("1", "甲", address="茨城県水戸市三の丸1丁目", municipality="082015"), analyser()).counts
    assert {"茨城県", "水戸市", "水戸", "三ノ丸"} <= set(counts["address"])


def test_bigrams_stay_within_words() -> None:
    assert bigrams("アカ 工業-所") == ["アカ", "工業"]
    assert bigrams("栗") == bigrams("") == []


def test_without_sudachi_there_are_bigrams_only() -> None:
    bare = Analyser(use_dictionary=False)
    document = analyse(company("1", "青葉めっき", body="亜鉛のめっき"), bare)
    assert not bare.has_dictionary
    assert bare.version.endswith("bigrams")
    assert set(document.counts) == {"name_bi", "text_bi"}
    assert [token.word for token in bare.tokens("亜鉛のメッキ加工")] == ["亜鉛", "メッキ", "加工"]


def test_long_texts_are_read_whole() -> None:
    assert analyser().words("鍍金。" * 30_000).count("鍍金") == 30_000


def test_threads_have_their_own_tokenizers() -> None:
    wrong: list[object] = []

    def read() -> None:
        for _ in range(50):
            if analyser().words("受注管理のシステム") != ["受注", "管理", "システム"]:
                wrong.append(True)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_hidden_name_is_not_indexed() -> None:
    document = analyse(company("1", "青葉", kana="アオバ", summary="塗装", is_hidden_by_name=True), analyser())
    assert (document.counts, document.names, document.text) == ({}, (), "")
    assert document.numbers == ("1",)


def test_digest_changes_with_any_field() -> None:
    base = company("1", "青葉")
    assert digest(base) == digest(company("1", "青葉"))
    assert (
        len({digest(base), digest(company("1", "青葉", stage="x")), digest(company("1", "青葉", lots=("small",)))}) == 3
    )


def test_industry_levels() -> None:
    assert industry_levels("E2446") == ("E", "E24", "E244", "E2446")
    assert industry_levels("E24") == ("E", "E24")
