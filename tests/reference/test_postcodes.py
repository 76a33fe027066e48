"""Post codes to addresses and back."""

import pytest

from app.reference.municipalities import UnknownPlace, list_municipalities
from app.reference.postcodes import find_by_postcode, normalise_postcode, postcodes_of


@pytest.mark.parametrize(
    "text", ["3100011", "310-0011", "３１０－００１１", "〒310-0011", "３１０ー００１１", "310 0011"]
)
def test_a_post_code_is_read_in_every_form(text):
    assert normalise_postcode(text) == "3100011"
    (area,) = find_by_postcode(text)
    assert (area.municipality.code6, area.town, area.town_kana) == ("082015", "三の丸", "サンノマル")
    assert area.address == "茨城県水戸市三の丸"


@pytest.mark.parametrize("text", ["", "310001", "31000111", "310-001１a", "100-0001", "電話0293100011"])
def test_other_texts_find_nothing(text):
    assert find_by_postcode(text) == ()


def test_one_post_code_may_stand_for_two_towns():
    assert len(find_by_postcode("314-0145")) == 2


def test_the_rest_of_a_municipality_has_no_town():
    (area,) = find_by_postcode("300-0000")
    assert (area.municipality.name, area.town, area.address) == ("土浦市", "", "茨城県土浦市")


def test_a_large_office_has_its_own():
    (area,) = find_by_postcode("300-0193")
    assert area.office == "株式会社 三喜つくば流通センター"
    assert area.address == "茨城県かすみがうら市深谷24-10"


@pytest.mark.parametrize(
    ("town", "found"),
    [
        ("三の丸", ("3100011",)),
        ("大字三の丸1丁目5番38号", ("3100011",)),
        ("三の丸　１－５－３８", ("3100011",)),
        ("そのような町はない", ("3100000",)),
    ],
)
def test_a_town_has_its_post_codes(town, found):
    assert postcodes_of("082015", town) == found


def test_without_a_town_the_whole_municipality_answers():
    assert len(postcodes_of("082015")) == 147
    assert postcodes_of("131016") == ()
    with pytest.raises(UnknownPlace):
        postcodes_of("000000")


def test_every_municipality_of_ibaraki_has_post_codes():
    assert all(postcodes_of(one.code6) for one in list_municipalities())
