"""The industrial classification and the way from revision 13."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reference.jsic import (
    UnknownIndustry,
    ancestors,
    children,
    find_industry,
    find_industry_in_columns,
    from_rev13,
    get_industry,
    label,
    list_industries,
)

LEVELS = ("major", "middle", "minor", "detail")
DETAILS = st.sampled_from(list_industries("detail"))


@pytest.mark.parametrize(("revision", "counts"), [(13, (20, 99, 530, 1460)), (14, (20, 99, 536, 1473))])
def test_both_revisions_are_whole(revision, counts):
    assert tuple(len(list_industries(level, revision)) for level in LEVELS) == counts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("E", "E"),
        ("e", "E"),
        ("24", "E24"),
        ("E24", "E24"),
        ("244", "E244"),
        ("2446", "E2446"),
        ("E2446", "E2446"),
        ("Ｅ２４４６", "E2446"),
        ("E-24", "E24"),
        ("0100", "A0100"),
        ("E00", "E"),
        ("E000", "E"),
        ("E0000", "E"),
    ],
)
def test_a_code_is_found_in_every_form(text, code):
    assert get_industry(text).code == code


@pytest.mark.parametrize("text", ["", "00", "000", "0000", "A24", "9", "24460", "U", "EE24", "製造業"])
def test_other_codes_find_nothing(text):
    assert find_industry(text) is None
    with pytest.raises(UnknownIndustry):
        get_industry(text)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        (("E", "00", "000", "0000"), "E"),
        (("E", "24", "000", "0000"), "E24"),
        (("E", "24", "244", "0000"), "E244"),
        (("E", "24", "244", "2446"), "E2446"),
        (("E", "24", "", ""), "E24"),
        (("A", "01", "010", "0100"), "A0100"),
    ],
)
def test_zeros_in_columns_mean_the_level_above(columns, code):
    found = find_industry_in_columns(*columns)
    assert found is not None
    assert found.code == code


def test_the_tree_goes_up_and_down():
    assert [one.code for one in ancestors("2446")] == ["E", "E24", "E244"]
    assert ancestors("E") == ()
    assert [one.code for one in children("E246")] == [
        "E2461",
        "E2462",
        "E2463",
        "E2464",
        "E2465",
        "E2469",
    ]
    assert children("E2446") == ()
    assert [one.code for one in children("B")] == ["B03", "B04"]


@settings(deadline=None)  # the first example reads the tables
@given(DETAILS)
def test_every_detail_hangs_under_four_levels(detail):
    above = ancestors(detail.code)
    assert [one.level for one in above] == ["major", "middle", "minor"]
    assert detail in children(above[-1].code)
    assert get_industry(detail.code[1:]) == detail


def test_labels_in_two_languages():
    assert label("E24") == "金属製品製造業"
    assert label("E24", "en") == "Manufacture of fabricated metal products"
    assert label("E24", "en", 13) == "金属製品製造業"
    assert not any(" " in one.name or not one.name_en for level in LEVELS for one in list_industries(level))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("E2446", ("E2446",)),
        ("2446", ("E2446",)),
        ("0796", ("D0796",)),
        ("3311", ("F3311",)),
        ("5892", ("I5891",)),
        ("5898", ("I5897",)),
        ("6034", ("I6033",)),
        ("6098", ("I6097",)),
        ("8359", ("P8352",)),
        ("8493", ("R9295",)),
        ("6031", ("I5641",)),
        ("6033", ("I6032",)),
        ("6091", ("I5651",)),
        ("5891", ("I5631",)),
        ("8546", ("P8547",)),
        ("835", ("P835",)),
        ("561", ("I561", "I562")),
        ("5611", ("I5611", "I5621")),
        ("1024", ("E1025", "E1026")),
        ("5811", ("I5811", "I5819")),
        ("E", ("E",)),
    ],
)
def test_codes_of_revision_13_lead_to_those_of_today(old, new):
    assert from_rev13(old) == new


def test_every_code_of_revision_13_leads_somewhere():
    for level in LEVELS:
        for old in list_industries(level, 13):
            found = from_rev13(old.code)
            assert found
            assert all(get_industry(code).code == code and get_industry(code).level == level for code in found)


def test_a_code_that_only_revision_14_has_does_not_lead():
    with pytest.raises(UnknownIndustry):
        from_rev13("3313")
