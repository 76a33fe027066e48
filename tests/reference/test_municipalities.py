"""Codes, areas, neighbours, distances and successors of municipalities."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reference.municipalities import (
    UnknownPlace,
    check_digit,
    distance_km,
    find_municipality,
    find_municipality_by_name,
    get_municipality,
    get_prefecture,
    is_valid_code6,
    list_areas,
    list_former_municipalities,
    list_municipalities,
    list_prefectures,
    neighbours,
    within,
)

AREAS = {
    "県北": "082023 082121 082147 082155 082210 082252 082261 083411 083640",
    "県央": "082015 082163 082368 083020 083097 083101",
    "鹿行": "082228 082236 082325 082333 082341",
    "県南": "082031 082058 082082 082171 082198 082201 082244 082295 082309 082350 084425 084433 084476 085642",
    "県西": "082040 082074 082104 082112 082279 082287 082317 085219 085421 085464",
}
# Every city code of Ibaraki in the corporate number files of 2021 to 2026.
CORPORATE_NUMBER_CITIES = (
    "201 202 203 204 205 207 208 210 211 212 214 215 216 217 219 220 221 222 223 224 225 226 227 228 229 230 231 232 "
    "233 234 235 236 302 309 310 341 364 442 443 447 521 542 546 564"
)
FORMER_CITIES = {"342": "那珂市", "321": "笠間市", "206": "筑西市", "218": "坂東市", "522": "下妻市", "405": "鹿嶋市"}

EVERY_CODE = st.sampled_from([one.code6 for one in list_municipalities(None)])


def test_all_of_japan_is_there():
    assert len(list_municipalities(None)) == 1916
    assert len(list_prefectures()) == 47
    assert {one.prefecture_code for one in list_municipalities(None)} == {one.code for one in list_prefectures()}


def test_ibarakis_44_lie_in_five_areas():
    assert [area.name for area in list_areas()] == list(AREAS)
    assert [area.name_en for area in list_areas()] == ["Northern", "Central", "Rokkō", "Southern", "Western"]
    found = {name: [one.code6 for one in list_municipalities() if one.area and one.area.name == name] for name in AREAS}
    assert found == {name: codes.split() for name, codes in AREAS.items()}
    assert sum(map(len, found.values())) == len(list_municipalities("08")) == 44


def test_a_municipality_carries_its_facts():
    mito = get_municipality("082015")
    assert (mito.name, mito.kana, mito.name_en, mito.bare_name) == ("水戸市", "みとし", "Mito City", "水戸")
    assert (mito.latitude, mito.longitude) == (36.36583, 140.47139)
    assert mito.site == "https://www.city.mito.lg.jp/"
    assert (mito.merged_into, mito.valid_to) == (None, None)


def test_prefectures_have_their_zeros_back():
    assert get_prefecture("08").code6 == "080004"
    assert get_prefecture("010006").name == "北海道"
    assert all(is_valid_code6(one.code6) for one in list_prefectures())
    with pytest.raises(UnknownPlace):
        get_prefecture("080005")


@settings(deadline=None)  # the first example reads the tables
@given(EVERY_CODE)
def test_check_digits_hold(code6):
    assert is_valid_code6(code6)
    assert check_digit(code6[:5]) == code6[5]


@settings(deadline=None)  # the first example reads the tables
@given(EVERY_CODE, st.integers(0, 5), st.integers(1, 9))
def test_one_wrong_digit_of_a_code_is_never_the_same_place(code6, position, shift):
    digit = str((int(code6[position]) + shift) % 10)
    wrong = code6[:position] + digit + code6[position + 1 :]
    assert find_municipality(wrong) != get_municipality(code6)
    assert position < 5 or not is_valid_code6(wrong)


@pytest.mark.parametrize("text", ["", "08201", "08201x", "０８２０１５", "0820150"])
def test_what_is_no_six_digit_code(text):
    assert not is_valid_code6(text)


@pytest.mark.parametrize("text", ["082015", "82015", "08201", "8201", "０８２０１５", " 082015 "])
def test_a_code_is_found_in_every_form(text):
    assert find_municipality(text) == get_municipality("082015")


@pytest.mark.parametrize("text", ["", "082016", "080004", "99999", "水戸市", "0820150", "1"])
def test_other_codes_find_nothing(text):
    assert find_municipality(text) is None


def test_five_digits_are_first_a_code_without_its_check_digit():
    found = find_municipality("12106")
    assert found is not None
    assert found.name == "千葉市美浜区"


@pytest.mark.parametrize("city", CORPORATE_NUMBER_CITIES.split())
def test_city_codes_of_corporate_number_files_map_to_themselves(city):
    found = find_municipality("08" + city)
    assert found is not None
    assert found.code5 == "08" + city
    assert found.area is not None


@pytest.mark.parametrize(("city", "successor"), FORMER_CITIES.items())
def test_codes_of_merged_municipalities_map_to_the_successor(city, successor):
    found = find_municipality("08" + city)
    assert found is not None
    assert found.name == successor


def test_a_former_municipality_keeps_its_own_record():
    naka = get_municipality("083429")
    assert (naka.name, naka.merged_into, naka.valid_to) == ("那珂町", "082261", date(2005, 1, 20))
    with pytest.raises(UnknownPlace):
        get_municipality("083420")


def test_former_municipalities_lead_to_one_of_today():
    former = list_former_municipalities()
    today = {one.code6 for one in list_municipalities()}
    assert len(former) == 67
    assert {one.merged_into for one in former} <= today
    assert [one.valid_to for one in former] == sorted(one.valid_to for one in former if one.valid_to)
    assert sum(one.valid_to >= date(2004, 1, 1) for one in former if one.valid_to) == 53


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("水戸市", "水戸市"),
        ("竜ヶ崎市", "龍ケ崎市"),
        ("那珂郡東海村", "東海村"),
        ("那珂郡那珂町", "那珂市"),
        ("水海道市", "常総市"),
        ("古河市", "古河市"),
    ],
)
def test_full_names_are_found(name, found):
    place = find_municipality_by_name(name)
    assert place is not None
    assert place.name == found


def test_names_with_the_sign_for_district_are_found():
    assert find_municipality_by_name("大和郡山市", "29") == find_municipality("29203")
    assert find_municipality_by_name("ない市") is None


def test_neighbours_share_a_border():
    assert [one.name for one in neighbours("083411")] == ["日立市", "ひたちなか市", "那珂市"]
    assert neighbours("131016") == ()


@settings(deadline=None)  # the first example reads the tables
@given(st.sampled_from([one.code6 for one in list_municipalities()]))
def test_being_neighbours_goes_both_ways(code6):
    near = neighbours(code6)
    assert near
    assert all(code6 in {back.code6 for back in neighbours(one.code6)} for one in near)


def test_kilometres_between_town_halls():
    assert distance_km("082015", "082201") == pytest.approx(47.33, abs=0.01)
    with pytest.raises(UnknownPlace):
        distance_km("082015", "999999")


@settings(deadline=None)  # the first example reads the tables
@given(EVERY_CODE, EVERY_CODE)
def test_distance_is_the_same_both_ways(one, other):
    assert distance_km(one, other) == pytest.approx(distance_km(other, one), abs=1e-6)
    assert 0 <= distance_km(one, other) < 3500
    assert distance_km(one, one) == 0


def test_within_reaches_over_the_border_nearest_first():
    assert [(one.name, round(km, 1)) for one, km in within("082040", 12)] == [
        ("古河市", 0.0),
        ("野木町", 6.2),
        ("五霞町", 7.2),
        ("境町", 8.6),
        ("幸手市", 11.5),
    ]
