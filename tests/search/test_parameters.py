"""The address is the search: what is taken, what is refused."""

import pytest
from werkzeug.datastructures import MultiDict

from app.core.errors import InvalidRequest
from app.core.kinds import KindRegister
from app.search.engine import Sort
from app.search.parameters import parse_request
from tests.search.library import Rack, Shelf

KINDS = KindRegister([Shelf(), Rack()])
CODES = {"process": {"plating", "press"}}


def read(*pairs: tuple[str, str]):
    return parse_request(MultiDict(pairs), KINDS, CODES)


def test_everything_that_may_be_asked() -> None:
    pairs = [
        ("q", "めっき"),
        ("type", "company"),
        ("type", "technology"),
        ("municipality", "082015"),
        ("industry", "E24"),
        ("ipc", "C25D"),
        ("process", "plating"),
        ("material", "steel"),
        ("lot", "small"),
        ("certificate", "ISO 9001"),
        ("licensable", "1"),
        ("stage", "実用化済み"),
        ("area", "県北"),
        ("near", "082015"),
        ("within", "30"),
        ("sort", "distance"),
        ("closed", "1"),
        ("page", "2"),
    ]
    assert read(*pairs).arguments() == pairs


def test_nothing_asked_is_the_plain_request() -> None:
    request = read()
    assert (request.arguments(), request.sort, request.page, request.is_narrowed) == ([], Sort.RELEVANCE, 1, False)
    assert not read(("type", ""), ("near", ""), ("within", ""), ("closed", "0"), ("licensable", "0")).is_narrowed


@pytest.mark.parametrize(
    ("written", "meant"), [("E", "E"), ("24", "E24"), ("E24", "E24"), ("2446", "E2446"), ("Ｅ２４", "E24")]
)
def test_industries(written: str, meant: str) -> None:
    assert read(("industry", written)).facets == {"industry": (meant,)}


def test_a_longer_patent_class_is_its_subclass() -> None:
    assert read(("ipc", "b23q 11/00")).facets == {"ipc": ("B23Q",)}


@pytest.mark.parametrize(
    "pair",
    [
        ("type", "nothing"),
        ("municipality", "999999"),
        ("municipality", "08201"),
        ("industry", "Z99"),
        ("ipc", "メッキ"),
        ("process", "unknown"),
        ("material", "../etc"),
        ("area", "県上"),
        ("near", "1"),
        ("within", "0"),
        ("within", "x"),
        ("sort", "price"),
        ("closed", "yes"),
        ("licensable", "2"),
        ("page", "-1"),
        ("page", "0"),
        ("page", "10001"),
        ("page", "１"),
        ("certificate", "x" * 61),
    ],
)
def test_what_has_no_meaning_is_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(InvalidRequest):
        read(pair)


def test_more_than_fifty_values_are_refused() -> None:
    with pytest.raises(InvalidRequest):
        read(*[("type", "company")] * 51)


def test_control_characters_are_dropped_and_width_stays() -> None:
    assert read(("q", " ﾒｯｷ\x00\n 加工 ")).q == "ﾒｯｷ 加工"
    assert len(read(("q", "x" * 9999)).q) == 2_000


def test_requests_that_differ_in_one_choice() -> None:
    request = read(("q", "めっき"), ("type", "company"), ("page", "3"))
    assert request.with_facet("municipality", "082015").arguments() == [
        ("q", "めっき"),
        ("type", "company"),
        ("municipality", "082015"),
    ]
    assert request.with_facet("area", "県北").areas == ("県北",)
    assert request.without_filters().arguments() == [("q", "めっき")]
