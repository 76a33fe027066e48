"""One place commits; migrations have one head, go up, down and up, and match the models on both databases."""

import ast
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory

from app.core.migrations import alembic_config

ROOT = Path(__file__).resolve().parents[2]
COMMITS = ROOT / "app" / "core" / "unit_of_work.py"


def _calls(path: Path, name: str) -> list[int]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name
    ]


def test_only_the_unit_of_work_commits_a_session() -> None:
    writers = [path for path in (ROOT / "app").rglob("*.py") if "search" not in path.parts and _calls(path, "commit")]
    assert writers == [COMMITS]


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(alembic_config("sqlite://")).get_heads()) == 1


def test_the_schema_goes_down_and_up_again(database_url: str) -> None:
    config = alembic_config(database_url)
    command.downgrade(config, "base")
    command.upgrade(config, "head")
    command.check(config)


@pytest.mark.parametrize("step", ["-1"])
def test_the_last_step_can_be_taken_back(database_url: str, step: str) -> None:
    config = alembic_config(database_url)
    command.downgrade(config, step)
    command.upgrade(config, "head")
    command.check(config)
