"""How two people's work comes together: field by field, and nothing is overwritten unseen."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.publishing.merging import Merged, Rebased, digest_of_value, is_same, merge_base, merge_typed

VALUES = st.one_of(st.none(), st.text(max_size=3), st.lists(st.text(max_size=2), max_size=2), st.booleans())
FIELDS = st.dictionaries(st.sampled_from("abc"), VALUES)


def seen(**values):
    return {name: digest_of_value(value) for name, value in values.items()}


def test_all_that_is_empty_is_the_same() -> None:
    assert is_same(None, "")
    assert is_same([], {})
    assert not is_same(None, False)
    assert not is_same("", 0)


def test_a_field_left_alone_keeps_what_stands_there_by_now() -> None:
    assert merge_typed({"a": "theirs"}, {"a": "old"}, seen(a="old")) == Merged({}, ())


def test_a_changed_field_is_written_over_what_was_seen() -> None:
    assert merge_typed({"a": "old"}, {"a": "mine"}, seen(a="old")) == Merged({"a": "mine"}, ())


def test_the_same_change_by_two_is_no_clash() -> None:
    assert merge_typed({"a": "same"}, {"a": "same"}, seen(a="old")) == Merged({}, ())


def test_two_changes_of_one_field_clash_and_the_others_are_written() -> None:
    merged = merge_typed({"a": "theirs", "b": "old"}, {"a": "mine", "b": "new"}, seen(a="old", b="old"))
    assert merged == Merged({"b": "new"}, ("a",))


def test_what_the_form_did_not_say_was_empty_in_it() -> None:
    assert merge_typed({"a": "theirs"}, {"a": "mine"}, {}) == Merged({}, ("a",))
    assert merge_typed({}, {"a": "mine"}, {}) == Merged({"a": "mine"}, ())


def test_a_draft_follows_the_public_page_where_it_was_left_alone() -> None:
    base, live, draft = {"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "b": 3}
    assert merge_base(base, live, draft) == Rebased({"a": 2, "b": 3}, ())


def test_both_sides_changed_is_a_clash_and_the_draft_stands() -> None:
    assert merge_base({"a": 1}, {"a": 2}, {"a": 3}) == Rebased({"a": 3}, ("a",))
    assert merge_base({"a": 1}, {"a": 2}, {"a": 2}).clashing == ()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FIELDS, FIELDS, FIELDS)
def test_no_change_of_either_side_is_lost(base, live, draft) -> None:
    merged = merge_base(base, live, draft)
    for name in {*live, *draft}:
        theirs, mine = not is_same(live.get(name), base.get(name)), not is_same(draft.get(name), base.get(name))
        if mine:
            assert is_same(merged.fields.get(name), draft.get(name))
        elif theirs:
            assert is_same(merged.fields.get(name), live.get(name))
        assert (name in merged.clashing) == (mine and theirs and not is_same(live.get(name), draft.get(name)))
