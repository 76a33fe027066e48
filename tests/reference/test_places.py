"""Place names in a person's own words: what counts, and what only looks like one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reference.municipalities import list_municipalities
from app.reference.places import find_place_names


def named(text):
    return [(text[one.start : one.end], (one.municipality or one.area).name) for one in find_place_names(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("水戸市か県南でめっき", [("水戸市", "水戸市"), ("県南", "県南")]),
        ("竜ヶ崎の板金屋", [("竜ヶ崎", "龍ケ崎市")]),
        ("竜ケ崎市内", [("竜ケ崎市", "龍ケ崎市")]),
        ("龍ヶ崎", [("龍ヶ崎", "龍ケ崎市")]),
        ("龍ケ崎市", [("龍ケ崎市", "龍ケ崎市")]),
        ("龍が崎で溶接", [("龍が崎", "龍ケ崎市")]),
        ("ﾂｸﾊﾞ市の研究所", [("ﾂｸﾊﾞ市", "つくば市")]),
        ("つくばみらい市と守谷", [("つくばみらい市", "つくばみらい市"), ("守谷", "守谷市")]),
        ("北茨城市", [("北茨城市", "北茨城市")]),
        ("水戸か土浦", [("水戸", "水戸市"), ("土浦", "土浦市")]),
        ("ひたちなか、那珂、東海村", [("ひたちなか", "ひたちなか市"), ("那珂", "那珂市"), ("東海村", "東海村")]),
        ("古河で溶接、水戸産の梅", [("古河", "古河市"), ("水戸", "水戸市")]),
        ("鹿島市", [("鹿島市", "鹿嶋市")]),
        ("茨城県境町と坂東市・境町", [("境町", "境町"), ("坂東市", "坂東市"), ("境町", "境町")]),
        ("東茨城郡茨城町", [("茨城町", "茨城町")]),
        ("日立駅前、取手周辺", [("日立", "日立市"), ("取手", "取手市")]),
    ],
)
def test_ibarakis_names_count_in_every_spelling(text, found):
    assert named(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "那珂川の鮎",
        "笠間焼の販売",
        "結城紬",
        "日立製作所の下請け",
        "古河電工",
        "水戸産業",
        "水戸インターネット",
        "県境町",
        "国境町",
        "土浦市場",
        "東海地方",
        "利根川",
        "茨城の会社",
        "行方不明",
        "扉の取手の金具",
        "拡大子会社",
        "つくばねじ",
        "鹿島建設",
        "",
    ],
)
def test_parts_of_other_words_do_not_count(text):
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "former", "today"),
    [
        ("那珂町の農家", "那珂町", "那珂市"),
        ("鹿島町", "鹿島町", "鹿嶋市"),
        ("伊奈町", "伊奈町", "つくばみらい市"),
        ("谷和原村", "谷和原村", "つくばみらい市"),
        ("旧岩井市", "岩井市", "坂東市"),
        ("水海道市", "水海道市", "常総市"),
        ("下館のねじ屋", "下館市", "筑西市"),
        ("旧東町の店", "東町", "稲敷市"),
        ("茨城県西茨城郡友部町", "友部町", "笠間市"),
    ],
)
def test_merged_municipalities_name_the_successor(text, former, today):
    (match,) = find_place_names(text)
    assert match.former is not None
    assert match.municipality is not None
    assert (match.former.name, match.municipality.name) == (former, today)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("水戸市東町", [("水戸市", "水戸市")]),
        ("日立市鹿島町", [("日立市", "日立市")]),
        ("水戸市栄町の店", [("水戸市", "水戸市")]),
        ("栄町の店", []),
        ("千葉県栄町の店", [("栄町", "栄町")]),
    ],
)
def test_towns_of_an_address_do_not_count(text, found):
    assert named(text) == found


@pytest.mark.parametrize(
    ("text", "prefecture"),
    [
        ("小川町", "08"),
        ("埼玉県小川町", "11"),
        ("埼玉県比企郡小川町", "11"),
        ("佐賀県鹿島市", "41"),
        ("東京都府中市", "13"),
        ("広島県府中市", "34"),
        ("宇都宮市", "09"),
        ("横浜市港北区", "14"),
    ],
)
def test_a_prefecture_before_the_name_decides(text, prefecture):
    (match,) = find_place_names(text)
    assert match.municipality is not None
    assert match.municipality.prefecture_code == prefecture


@pytest.mark.parametrize("text", ["府中市", "北区の店", "今日南市", "栃木県境町", "宇都宮の餃子"])
def test_ambiguous_or_bare_names_abroad_do_not_count(text):
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("県北と鹿行", [("県北", "県北"), ("鹿行", "鹿行")]),
        ("茨城県南部", [("県南", "県南")]),
        ("茨城県北の農家", [("県北", "県北")]),
        ("県南つくばの店", [("県南", "県南"), ("つくば", "つくば市")]),
        ("茨城県北茨城市", [("北茨城市", "北茨城市")]),
        ("茨城県北相馬郡利根町", [("利根町", "利根町")]),
        ("栃木県南", []),
        ("沖縄県南城市", [("南城市", "南城市")]),
    ],
)
def test_areas_count_unless_they_end_another_word(text, found):
    assert named(text) == found


@settings(deadline=None)  # the first example reads the tables
@given(st.sampled_from(list_municipalities()))
def test_every_full_name_of_ibaraki_is_found(place):
    (match,) = find_place_names(f"会社は{place.name}にあります")
    assert match.municipality == place
    assert (match.start, match.end) == (3, 3 + len(place.name))


@settings(deadline=None)  # the first example reads the tables
@given(st.text(alphabet="水戸市県北茨城郡町村那珂つくば龍ケヶが崎ﾂｸﾊﾞの、 a", max_size=60))
def test_matches_lie_in_order_and_inside_the_text(text):
    matches = find_place_names(text)
    ends = [0, *(one.end for one in matches)]
    assert all(before <= one.start < one.end <= len(text) for before, one in zip(ends, matches, strict=False))
    assert all((one.municipality is None) != (one.area is None) for one in matches)
