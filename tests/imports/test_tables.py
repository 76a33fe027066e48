"""Tables of any dialect: rows keep their numbers, and what is wrong with one is said in its place."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.rows import RowProblem
from app.imports.documents import json_rows
from app.imports.errors import FileRefused
from app.imports.files import open_source
from app.imports.tables import find_delimiter, headed_rows

_HEADER = "code,title\n"


def _rows(tmp_path: Path, content: str | bytes) -> list[object]:
    path = tmp_path / "file.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(headed_rows(open_source(path)))


def _problems(tmp_path: Path, content: str | bytes) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.reason) for p in _rows(tmp_path, content) if isinstance(p, RowProblem)]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_delimiter_and_line_ends_are_found(tmp_path: Path, delimiter: str, end: str) -> None:
    lines = [f'code{delimiter}"ti,;tle"', f'1{delimiter}"two\nlines"', "", f"2{delimiter}b", ""]
    assert _rows(tmp_path, end.join(lines)) == [
        (2, {"code": "1", "ti,;tle": "two\nlines"}),
        (4, {"code": "2", "ti,;tle": "b"}),
    ]


def test_header_names_are_compared_in_one_width(tmp_path: Path) -> None:
    assert _rows(tmp_path, "ＣＯＤＥ, 出願人／権利者（代表） \n1,2\n") == [
        (2, {"code": "1", "出願人/権利者(代表)": "2"})
    ]


def test_a_column_named_twice_is_said(tmp_path: Path) -> None:
    assert _problems(tmp_path, "code,code\n") == [(1, "code", "見出しに同じ列名が2回あります。")]


def test_empty_cells_behind_the_header_are_no_columns(tmp_path: Path) -> None:
    assert _rows(tmp_path, _HEADER + "1,a,,\n") == [(2, {"code": "1", "title": "a"})]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (b"1\n", "列の数が見出しと合いません（見出し2列、この行1列）"),
        (b"1,a,b\n", "見出し2列、この行3列"),
        (b"1,a\x00b\n", "NUL文字"),
        (b"1,\xff\xfe\xfd\n", "文字として読めないバイト"),
        (b"1,\xed\xa0\x80\n", "文字として読めないバイト"),
        (b'1,"a\n', "引用符が閉じないまま"),
        (b'1,"a"b\n', "引用符の後に"),
        (b"1," + b"a" * 10 * 1024**2 + b"\n", "1行が長すぎます"),
        (b'1,"' + (b"a" * 1000 + b"\n") * 1000 + b'"\n', "1つの値が長すぎます"),
    ],
    ids=["short", "long", "nul", "bytes", "surrogate", "cut", "quote", "10 MB", "1 MB in lines"],
)
def test_bad_rows_are_named(tmp_path: Path, row: bytes, said: str) -> None:
    first, *_ = _problems(tmp_path, (_HEADER + "0,見出しは漢字で書かれた列の名前です\n").encode() + row)
    assert first[0] == 3
    assert said in first[2]


def test_reading_goes_on_behind_a_bad_row(tmp_path: Path) -> None:
    rows = _rows(tmp_path, _HEADER + '1,"a"b\n' + "2," + "x" * 1_100_000 + "\n3,c\n")
    assert [row.row if isinstance(row, RowProblem) else row for row in rows] == [2, 3, (4, {"code": "3", "title": "c"})]


def test_the_column_of_a_bad_value_is_said(tmp_path: Path) -> None:
    assert _problems(tmp_path, b"code,title\n1,a\x00\n")[0][1] == "2列目"


def test_utf16_cut_within_a_character_is_said(tmp_path: Path) -> None:
    content = (_HEADER + "1,めっき\n" * 40_000).encode("utf-16")
    assert "文字の途中" in _problems(tmp_path, content[:-1])[-1][2]


def test_utf16_with_half_a_character_is_said(tmp_path: Path) -> None:
    content = "code,title\n1,\ud83d\n".encode("utf-16", "surrogatepass")
    assert _problems(tmp_path, content) == [
        (2, "2列目", "文字として読めないバイトが含まれています。文字コードを確認してください。")
    ]


def test_the_delimiter_is_looked_for_outside_quotes() -> None:
    assert find_delimiter('"a,b,c";d\n') == ";"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_reading_never_raises(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any"
    for start in (b"", b"code,title\n", b'{"hojin-infos": ['):
        path.write_bytes(start + content)
        try:
            source = open_source(path)
            rows = [*headed_rows(source), *json_rows(source)]
        except FileRefused:
            continue
        assert all(isinstance(row, RowProblem | tuple) for row in rows)
