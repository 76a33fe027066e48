"""What a person typed, taken apart; whatever it is, parsing and planning answer."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.search.plan import Planner
from app.search.query import parse
from app.search.synonyms import default_synonyms
from tests.search.library import analyser, thirteen_digits

PLANNER = Planner(analyser(), default_synonyms())


def plan(text: str):
    return PLANNER.plan(parse(text, (thirteen_digits,)), lambda words: [1] * len(words), lambda pairs: [1] * len(pairs))


def test_words_phrases_and_exclusions() -> None:
    query = parse('めっき "亜鉛 めっき" -塗装 －"下請 のみ" ＂全角＂ “曲がった”')
    assert query.words == ("めっき",)
    assert query.phrases == ("亜鉛 めっき", "全角", "曲がった")
    assert query.without == ("塗装",)
    assert query.without_phrases == ("下請 のみ",)


def test_a_hyphen_within_a_word_excludes_nothing() -> None:
    assert parse("AI-OCR e-mail").words == ("AI-OCR", "e-mail")


def test_an_open_quote_goes_to_the_end_and_signs_alone_are_nothing() -> None:
    assert parse('"亜鉛 めっき').phrases == ("亜鉛 めっき",)
    assert parse('"" - -- * ? [] "!!"').words == ()


def test_limits() -> None:
    assert len(parse("あ" * 10_000).text) == 500
    assert len(parse("﷽" * 500).text) <= 500
    assert len(parse(" ".join(f"w{n}" for n in range(500))).words) == 32


def test_numbers_are_taken_out_of_the_words() -> None:
    query = parse("めっき T-0101 1234567890123", (thirteen_digits,))
    assert [number.key for number in query.numbers] == ["1234567890123", "t-0101"]
    assert query.words == ("めっき",)
    assert plan("t０１０１").numbers == ("t-0101",)


def test_places_are_understood_and_not_asked_for() -> None:
    made = plan("めっき 水戸市")
    assert made.places == {"082015"}
    assert [(term.text, term.required) for term in made.terms] == [("メッキ", True), ("水戸市", False)]
    assert [term.text for term in plan("茨城県水戸市三の丸").terms] == ["茨城県", "水戸市", "三ノ丸"]
    assert plan("水戸市").terms[0].required


def test_a_post_code_stands_for_its_town() -> None:
    made = plan("310-0011")
    assert any("水戸市" in variant.words for term in made.terms for variant in term.variants)


def test_synonyms_come_behind_the_typed_word() -> None:
    (term,) = plan("樹脂").terms
    assert [(v.text, v.weight) for v in term.variants][:2] == [("樹脂", 1.0), ("プラスチック", 0.7)]
    (term,) = plan("受注管理").terms
    assert term.variants[0].words == ("受注", "管理")
    assert term.variants[1].words == ("注文", "管理")


def test_kana_finds_the_word_that_is_read_so() -> None:
    (term,) = plan("かながた").terms
    assert "金型" in {variant.text for variant in term.variants}


def test_keywords_want_all_words_and_a_question_any() -> None:
    assert plan("アルミ 溶接").needs_all
    question = plan(
        "在庫が合わなくて毎月困っている。紙の台帳をやめて、現場の作業者がスマートフォンで入出庫を記録し、発注したい"
    )
    assert not question.needs_all
    assert len(question.terms) <= 12
    assert len(question.bigrams) <= 40


def test_words_that_say_little_are_not_asked_for() -> None:
    made = plan("めっきの会社を探しています")
    assert [(term.text, term.required) for term in made.terms] == [("メッキ", True), ("会社", False)]
    assert plan("会社").terms[0].required


def test_company_names_are_whole_names() -> None:
    assert plan("（株）青葉・工業").name == plan("青葉工業株式会社").name == "青葉工業"


@given(st.text(alphabet=st.characters(), max_size=600))
@settings(max_examples=150, deadline=None)
def test_never_raises(text: str) -> None:
    made = plan(text)
    assert len(made.terms) <= 80


@given(st.text(alphabet='"-*()[]{}~^:!?&|+ 　"“”－\x00\ud800ー々ぁめっき', max_size=300))
@settings(max_examples=150, deadline=None)
def test_signs_never_raise(text: str) -> None:
    assert len(plan(text).terms) <= 80
