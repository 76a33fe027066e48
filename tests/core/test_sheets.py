"""No text of ours runs as a formula in a spreadsheet."""

import pytest

from app.core.sheets import safe_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+81", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", "−1", "  =1+1", "　=1"]
)
def test_what_would_run_begins_with_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "めっき", "3-1", "a=b", "(株)青葉"])
def test_other_texts_stay(text: str) -> None:
    assert safe_cell(text) == text
