"""Symbols are split without loss, taken apart and put together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.labels import Label
from app.patents.classification import FiSymbol, normalise_ipc, parse_symbol, section_label, split_fi, subclass_of


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("", []),
        ("H04N23/61", ["H04N23/61"]),
        ("B60K41/00,390,B25J13/08@A", ["B60K41/00,390", "B25J13/08@A"]),
        ("B60R21/00,624@D,G05D1/02@W,G05D105:00", ["B60R21/00,624@D", "G05D1/02@W", "G05D105:00"]),
    ],
)
def test_fi_is_split_between_symbols_only(text: str, symbols: list[str]) -> None:
    assert split_fi(text) == symbols


@given(st.one_of(st.text(), st.text(alphabet="ABH0123456789,/@:M ", max_size=60)))
def test_splitting_fi_loses_nothing(text: str) -> None:
    assert ",".join(split_fi(text)) == text


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("B60R21/00,624@D", FiSymbol("B", "60", "R", "21", "00", expansion="624", discriminator="D")),
        ("B25J13/08@A", FiSymbol("B", "25", "J", "13", "08", discriminator="A")),
        ("B60K41/00,390", FiSymbol("B", "60", "K", "41", "00", expansion="390")),
        ("G05D105:00", FiSymbol("G", "05", "D", "105", "00", is_indexing=True)),
        ("Ｂ２３Ｑ　１１／００", FiSymbol("B", "23", "Q", "11", "00")),
        ("b23q 11/00", FiSymbol("B", "23", "Q", "11", "00")),
        ("Y02E60/10", FiSymbol("Y", "02", "E", "60", "10")),
        ("B23Q", FiSymbol("B", "23", "Q")),
        ("B23", FiSymbol("B", "23")),
        ("B", FiSymbol("B")),
    ],
)
def test_a_symbol_in_its_parts(text: str, symbol: FiSymbol) -> None:
    assert parse_symbol(text) == symbol


@pytest.mark.parametrize(
    "text", ["", "めっき", "B2", "I23Q11/00", "B23Q11", "B23Q11/0", "B23Q0/00", "3B120AA01", "A" * 10_000_000]
)
def test_what_is_no_symbol(text: str) -> None:
    assert parse_symbol(text) is None


@pytest.mark.parametrize("text", ["B60R21/00,624@D", "B25J13/08@A", "G05D105:00", "H04N23/61", "B23Q"])
def test_a_symbol_is_written_as_it_came(text: str) -> None:
    symbol = parse_symbol(text)

    assert symbol is not None
    assert symbol.text == text


@pytest.mark.parametrize(
    ("text", "ipc"),
    [
        ("B23Q 11/00", "B23Q11/00"),
        ("H01J001/62", "H01J1/62"),
        ("G06T   9/    00            A I                    ", "G06T9/00"),
        ("G06T   9/00        20060101AFI20060101BHEP", "G06T9/00"),
        ("H03M7/30 (2006.01)", "H03M7/30"),
        ("B60R21/00,624@D", "B60R21/00"),
        ("A new thing", None),
        ("B23Q11/00xyz", None),
        ("", None),
    ],
)
def test_ipc_in_one_writing(text: str, ipc: str | None) -> None:
    assert normalise_ipc(text) == ipc


@pytest.mark.parametrize(
    ("text", "facet"), [("B23Q11/00@A", "B23Q"), ("b23q 11/00", "B23Q"), ("G05D105:00", "G05D"), ("B23", ""), ("", "")]
)
def test_the_facet_is_the_subclass(text: str, facet: str) -> None:
    assert subclass_of(text) == facet


def test_sections_have_names() -> None:
    assert section_label("H04N") == Label("電気", "Electricity")
    assert section_label("Y02E") is None
    assert section_label("") is None


@given(st.text(max_size=120))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    symbol = parse_symbol(text)
    assert symbol is None or parse_symbol(symbol.text) == symbol
    normalise_ipc(text)
    subclass_of(text)
