"""What holds for every number there can be: it is written, read again, and is the same."""

from hypothesis import given
from hypothesis import strategies as st

from app.patents.numbers import NumberKind, PatentNumber, find_numbers, from_key, parse_number

K = NumberKind

_SERIALS = st.integers(1, 9_999_999)
_REGISTRATIONS = st.builds(
    PatentNumber,
    st.just("JP"),
    st.sampled_from([K.GRANT, K.UTILITY_GRANT, K.DESIGN_GRANT, K.TRADEMARK_GRANT]),
    st.none(),
    _SERIALS,
)
_YEARLY_KINDS = [kind for kind in NumberKind if kind.is_yearly and kind is not K.REPUBLICATION]
_YEARLY = st.builds(PatentNumber, st.just("JP"), st.sampled_from(_YEARLY_KINDS), st.integers(1885, 2099), _SERIALS)
_INTERNATIONAL = st.builds(
    PatentNumber, st.just("WO"), st.just(K.REPUBLICATION), st.integers(1978, 2099), st.integers(1, 999_999)
)
_AMERICAN = st.one_of(
    st.builds(PatentNumber, st.just("US"), st.just(K.PUBLICATION), st.integers(2001, 2099), _SERIALS),
    st.builds(
        PatentNumber, st.just("US"), st.sampled_from([K.GRANT, K.DESIGN_GRANT, K.REISSUE, K.PLANT]), st.none(), _SERIALS
    ),
    st.builds(PatentNumber, st.just("US"), st.just(K.APPLICATION), st.integers(1990, 2099), st.integers(1, 99_999_999)),
)
_FOREIGN = st.builds(
    PatentNumber,
    st.sampled_from(["EP", "CN", "KR", "DE"]),
    st.sampled_from([K.APPLICATION, K.PUBLICATION, K.GRANT]),
    st.none(),
    st.integers(1, 99_999_999),
)
NUMBERS = st.one_of(_REGISTRATIONS, _YEARLY, _INTERNATIONAL, _AMERICAN, _FOREIGN)


@given(NUMBERS)
def test_what_is_displayed_is_read_again(number: PatentNumber) -> None:
    assert parse_number(number.display_ja) == number


@given(NUMBERS)
def test_the_key_leads_back_and_is_safe_in_addresses(number: PatentNumber) -> None:
    assert from_key(number.key) == number
    assert all(c.isascii() and (c.islower() or c.isdigit() or c == "-") for c in number.key)


@given(NUMBERS)
def test_docdb_is_read_again(number: PatentNumber) -> None:
    assert number.docdb is None or parse_number(number.docdb) == number


@given(
    st.text(alphabet=st.sampled_from("特願開表許公平昭令第号実JPUSWOEPHSAB0123456789-/, １２－ー年(）"), max_size=40)
)
def test_any_text_is_read_without_a_fault(text: str) -> None:
    for start, end, number in find_numbers(text):
        assert 0 <= start < end <= len(text)
        assert from_key(number.key) == number
    number = parse_number(text)
    assert number is None or parse_number(number.display_ja) == number


@given(st.text(max_size=60), st.sampled_from(list(NumberKind)))
def test_any_text_with_a_kind_is_read_without_a_fault(text: str, kind: NumberKind) -> None:
    number = parse_number(text, kind=kind)
    assert number is None or from_key(number.key) == number
