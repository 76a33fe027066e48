"""JSON of the gBizINFO API, whole, by line, cut, and made on purpose."""

import json
from pathlib import Path

import pytest

from app.core.rows import RowProblem
from app.imports.documents import json_rows
from app.imports.files import open_source

ONE = {
    "corporate_number": "1000020089079",
    "name": '組合 "い" {',
    "staff": 3,
    "items": ["101", {"code": "E"}],
    "x": {"y": 1},
}
CELLS = {"corporate_number": "1000020089079", "name": '組合 "い" {', "staff": "3", "items": "101|E", "x": ""}


def _rows(tmp_path: Path, content: str) -> list[tuple[int, dict[str, str]] | RowProblem]:
    path = tmp_path / "file.json"
    path.write_text(content, encoding="utf-8")
    return list(json_rows(open_source(path)))


def _reasons(tmp_path: Path, content: str) -> list[str]:
    return [row.reason for row in _rows(tmp_path, content) if isinstance(row, RowProblem)]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"id": "1", "message": "200", "errors": None, "hojin-infos": [ONE, ONE]}),
        json.dumps([ONE, ONE], ensure_ascii=False, indent=1),
        "\ufeff" + json.dumps(ONE) + "\n" + json.dumps(ONE) + "\n",
    ],
    ids=["wrapper", "array", "lines"],
)
def test_every_shape_gives_its_objects(tmp_path: Path, content: str) -> None:
    assert _rows(tmp_path, content) == [(1, CELLS), (2, CELLS)]


def test_objects_may_be_larger_than_a_chunk(tmp_path: Path) -> None:
    many = [ONE | {"name": '\\"}]' * 30_000 + str(n)} for n in range(4)]
    rows = _rows(tmp_path, json.dumps(many))
    assert [row[1]["name"] for row in rows if isinstance(row, tuple)] == [one["name"] for one in many]


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_a_cut_file_is_said(tmp_path: Path, keep: float) -> None:
    whole = json.dumps({"hojin-infos": [ONE] * 50})
    assert _reasons(tmp_path, whole[: int(len(whole) * keep)]) == [
        "JSONが途中で終わっています。ファイルが途中で切れていないか確認してください。"
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[1, 2]", "法人の情報"),
        ("[" + '{"a":' * 40 + "1" + "}" * 40 + "]", "入れ子が深すぎます"),
        ('[{"a": "' + "x" * 5_000_000 + '"}]', "1件が大きすぎます"),
        ('[{"a": NaN}]', "JSONとして読めません"),
        ('[{"a": ' + "9" * 5000 + "}]", "JSONとして読めません"),
        ('[{"a": "\\ud800"}]', "サロゲート"),
        ('[{"a": "\\u0000"}]', "NUL文字"),
        ('[{"a": 1} x]', "JSONとして読めません"),
    ],
)
def test_what_is_no_such_json_is_said(tmp_path: Path, content: str, said: str) -> None:
    assert said in _reasons(tmp_path, content)[-1]


def test_an_empty_answer_has_no_rows(tmp_path: Path) -> None:
    assert _rows(tmp_path, '{"hojin-infos": []}') == []
