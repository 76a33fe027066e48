"""Transition tables as data: what may be done in which state, what it leads to, and who may do it.

One table of a workflow draws the buttons, the diagram in the docs and the status line, moves the row, and is walked by the test
that tries every pair that is not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from app.core.db import Base
from app.core.errors import Conflict
from app.core.labels import Label


@dataclass(frozen=True, slots=True)
class Transition:
    """One arrow. `who` names roles of the room's own reading ("claimant", "official"); policies say what they mean."""

    action: str  # the verb in the address: submit, return, approve …
    sources: tuple[str, ...]
    target: str
    who: tuple[str, ...]
    label: Label  # of the button


@dataclass(frozen=True, slots=True)
class Workflow:
    """All arrows of one thing; `states` in the order of their way, `waits_for` says at whom a state waits."""

    name: str
    states: Mapping[Any, Label]
    transitions: tuple[Transition, ...]
    waits_for: Mapping[Any, Label] = field(default_factory=dict)

    def find(self, action: str, state: str) -> Transition | None:
        """The arrow of `action` from `state`; None if there is none."""
        return next((t for t in self.transitions if t.action == action and state in t.sources), None)

    def actions(self, state: str, who: str | None = None) -> list[Transition]:
        """What can be done in `state` (by `who`), in the order of the table."""
        return [t for t in self.transitions if state in t.sources and (who is None or who in t.who)]

    @property
    def ends(self) -> frozenset[str]:
        """States from which nothing leads on."""
        return frozenset(state for state in self.states if not self.actions(state))

    def diagram(self) -> str:
        """The table as a Mermaid state diagram, for the docs."""
        lines = ["stateDiagram-v2"]
        for t in self.transitions:
            lines += [f"    {source} --> {t.target}: {t.action}" for source in t.sources]
        return "\n".join(lines)


class WrongState(Conflict):
    """The thing is in another state by now: someone was faster, or the page was old."""


_LATE: Final = "この操作は、いまの状態（%(state)s）ではできません。最新の内容を確認してください。"


def move(session: Session, workflow: Workflow, row: Any, action: str, **changes: Any) -> Transition:  # noqa: ANN401 - any model with id, state, version
    """Move `row` (a model with `id`, `state`, `version`) by `action` with one conditional UPDATE, and set `changes` with it.

    Exactly one of several who try at once wins; the others, and who asks for an arrow that is not in the table, get WrongState.
    """
    found = workflow.find(action, row.state)
    if found is None:
        raise WrongState(_LATE, state=workflow.states[row.state].ja)
    model: type[Base] = type(row)
    columns: Any = model
    statement = (
        update(model)
        .where(columns.id == row.id, columns.state == row.state, columns.version == row.version)
        .values(state=found.target, version=columns.version + 1, **changes)
        .execution_options(synchronize_session=False)
    )
    session.flush()
    done = session.execute(statement)
    assert isinstance(done, CursorResult)
    if done.rowcount != 1:
        raise WrongState("ほかの人が先に操作しました。最新の内容を確認してください。")
    session.refresh(row)
    return found


class Standing(StrEnum):
    """How a state family looks: the colour of its tag, never the only sign."""

    OPEN = "blue"
    GOOD = "green"
    MEND = "orange"
    BAD = "red"
