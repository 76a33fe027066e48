"""Pages are bounded, and a bad number is refused by name."""

import pytest

from app.core.errors import InvalidRequest
from app.core.paging import Page, parse_page, parse_per_page


@pytest.mark.parametrize("text", ["0", "-1", "10001", "1000000000", "abc", "1e9", "９", "1.5", " 1"])
def test_a_page_outside_one_to_ten_thousand_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        parse_page(text)


@pytest.mark.parametrize("text", [None, "", "1"])
def test_no_page_is_the_first(text: str | None) -> None:
    assert parse_page(text) == 1


@pytest.mark.parametrize("text", ["0", "101", "abc"])
def test_rows_a_page_are_one_to_a_hundred(text: str) -> None:
    with pytest.raises(InvalidRequest):
        parse_per_page(text)


def test_a_page_says_which_rows_it_shows() -> None:
    page = Page(list("abc"), number=3, per_page=10, total=23)
    assert (page.first, page.last, page.pages, page.is_past_end) == (21, 23, 3, False)


def test_a_page_past_the_end_is_empty_and_knows_it() -> None:
    page: Page[str] = Page([], number=9, per_page=10, total=23)
    assert (page.first, page.last, page.is_past_end) == (0, 0, True)


def test_the_pager_has_both_ends_and_the_near_pages() -> None:
    assert Page(["x"], number=10, per_page=1, total=20).window() == [1, None, 8, 9, 10, 11, 12, None, 20]
