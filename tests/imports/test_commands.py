"""`flask import …`: what it says, and with which exit status it ends."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.companies.models import Company
from app.core.db import Base, Database
from app.imports.commands import import_group
from tests.imports.conftest import DATA, Desk

Run = Callable[..., Result]


@pytest.fixture
def run(database: Database) -> Run:
    """Runs `flask import` with these words."""
    app = Flask("test")
    app.extensions["database"] = database
    app.cli.add_command(import_group)

    def invoke(*words: str | Path) -> Result:
        return app.test_cli_runner().invoke(args=["import", *map(str, words)])

    return invoke


def test_a_good_file_ends_with_0_and_its_counts(run: Run) -> None:
    result = run("companies", DATA / "houjin.csv")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "取り込みました: 国税庁法人番号CSV 21行\n追加 8件、変更 0件、変更なし 0件、閉鎖 3件\n"


def test_a_dry_run_says_so(run: Run, desk: Desk) -> None:
    result = run("companies", DATA / "houjin.csv", "--dry-run")
    assert "まだ何も変えていません" in result.stdout
    assert "追加 8件" in result.stdout
    assert desk.count(Company) == 0


def test_a_bad_file_ends_with_1_and_one_line(run: Run, desk: Desk) -> None:
    content = (DATA / "houjin.csv").read_bytes()
    result = run("companies", desk.file(content[: len(content) // 2]))
    assert result.exit_code == 1
    assert result.stderr.startswith("取り込めませんでした: 1件の誤りがあるため、何も変えませんでした。最初の誤りは ")
    assert result.stderr.count("\n") == 1
    assert desk.count(Company) == 0


def test_a_file_of_no_known_layout_ends_with_1(run: Run, desk: Desk) -> None:
    result = run("companies", desk.file("a,b\n1,2\n"))
    assert result.exit_code == 1
    assert "ファイルの形式が分かりません（a,b…）" in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("companies",),
        ("companies", "no-such-file.csv"),
        ("companies", "FILE", "--format", "xls"),
        ("companies", "FILE", "--prefecture", "48"),
        ("orders", "FILE", "--prefecture", "08"),
        ("people", "FILE"),
    ],
)
def test_wrong_usage_ends_with_2(run: Run, desk: Desk, words: tuple[str, ...]) -> None:
    path = str(desk.file("a,b\n"))
    assert run(*(path if word == "FILE" else word for word in words)).exit_code == 2


def test_all_options_together(run: Run, desk: Desk) -> None:
    lines = (DATA / "houjin.csv").read_text(encoding="utf-8").splitlines()
    file = desk.file(
        "\r\n".join([lines[0], lines[1].replace(",08,", ",13,").replace("茨城県,", "東京都,", 1), "x"]) + "\r\n"
    )
    report = desk.folder / "report.csv"
    result = run("companies", file, "--prefecture", "8", "--skip-errors", "--format", "houjin", "--report", report)
    assert result.exit_code == 0
    assert "追加 1件、変更 0件、変更なし 0件、対象外の都道府県 1件、誤りでとばした行 1件" in result.stdout
    assert "列の数が30ではありません" in report.read_text(encoding="utf-8-sig")
    with desk.read() as session:
        assert session.scalars(select(Company.prefecture_code)).all() == ["08"]


def test_a_report_that_can_not_be_written_ends_with_1(run: Run, desk: Desk) -> None:
    result = run("companies", DATA / "houjin.csv", "--report", desk.folder / "no" / "report.csv")
    assert result.exit_code == 1
    assert "報告ファイルを書けません" in result.stderr
    assert desk.count(Company) == 0


def test_a_database_without_tables_ends_with_1_and_one_line(run: Run, desk: Desk) -> None:
    Base.metadata.drop_all(desk.database.writing)
    result = run("companies", DATA / "houjin.csv")
    assert result.exit_code == 1
    assert "no such table" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("kind", ["companies", "orders", "patents", "technologies"])
def test_every_kind_explains_itself(run: Run, kind: str) -> None:
    result = run(kind, "--help")
    assert result.exit_code == 0
    assert "--skip-errors" in result.stdout
    assert ("--prefecture" in result.stdout) is (kind == "companies")
