"""Files stay small enough to be one thing; a longer one stands here with its reason."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 300  # lines
LONGER: dict[str, str] = {}


def _length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_outgrows_its_budget() -> None:
    long = {str(path.relative_to(ROOT)) for path in (ROOT / "app").rglob("*.py") if _length(path) > LIMIT}
    assert long == set(LONGER)


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "app").rglob("*.py")
        if not path.read_text(encoding="utf-8").lstrip().startswith('"""')
    ]
    assert silent == []


def test_nothing_committed_names_a_path_of_a_machine() -> None:
    texts = [
        *(ROOT / "app").rglob("*.py"),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "scripts").rglob("*"),
        ROOT / "Makefile",
    ]
    needle = "/".join(["", "work", ""])
    assert [
        str(path) for path in texts if path.is_file() and needle in path.read_text(encoding="utf-8", errors="ignore")
    ] == []
