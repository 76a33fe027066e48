"""docs/workflows.md says what the transition tables say, of every one of them; `make workflows` writes it."""

import importlib
from pathlib import Path

from app.core.workflow import Workflow
from scripts.workflows import DRAWN, PAGE, page

ROOT = Path(__file__).resolve().parents[2]


def _tables() -> dict[str, Workflow]:
    """Every transition table of the rooms, by its name."""
    places = [path.relative_to(ROOT).with_suffix("") for path in (ROOT / "app").rglob("*states.py")]
    modules = [importlib.import_module(".".join(place.parts)) for place in sorted(places)]
    return {found.name: found for module in modules for found in vars(module).values() if isinstance(found, Workflow)}


def test_the_page_is_what_the_tables_draw() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_table_is_drawn() -> None:
    assert sorted(part.workflow.name for part in DRAWN) == sorted(_tables())


def test_every_state_of_every_table_is_reached_or_is_a_beginning() -> None:
    begins = {
        "claim": {"submitted"},
        "invitation": {"open"},
        "proxy": {"requested", "active"},
        "publishing": {"draft", "offered"},
        "correction": {"open"},
        "import": {"uploaded"},
        "mail": {"queued"},
        "paper": {"asked"},
        "synonym-group": {"active"},
    }
    for name, table in _tables().items():
        reached = {str(arrow.target) for arrow in table.transitions}
        assert {str(state) for state in table.states} - reached <= begins[name], name


def test_every_table_names_only_its_own_states() -> None:
    for name, table in _tables().items():
        named = {str(end) for arrow in table.transitions for end in (*arrow.sources, arrow.target)}
        assert named <= {str(state) for state in table.states}, name
