"""The status line of a thing that waits: who has it, what comes next, by when, and how long it takes as a rule.

It is drawn from the transition table, so that it never says other than what the buttons do. The usual time comes from our own past:
the room passes the working days that things of the same kind took, and nothing is said where there are too few of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.core import clock
from app.core.labels import Label
from app.core.workflow import Workflow

ASIDE: Final = frozenset(
    {"withdraw", "return", "decline", "reject", "refuse", "discard", "cancel", "fail", "give-up", "expire", "end"}
)
"""Verbs that end a thing early or send it back: nobody is told that this comes next."""
LEAST: Final = 5  # things of the same kind; fewer say nothing about the next one


@dataclass(frozen=True, slots=True)
class StatusLine:
    """What the component `status_line` shows."""

    state: Label
    now: Label  # at whom it waits; the state itself where the table names nobody
    then: Label | None  # at whom it waits after the next step, or the state that ends it
    due_on: date | None
    usual_days: int | None
    is_late: bool
    is_over: bool


def status_line(
    workflow: Workflow,
    state: str,
    *,
    due_on: date | None = None,
    past_days: Sequence[int] = (),
    next_state: str | None = None,
) -> StatusLine:
    """The line of a thing in `state`. `past_days`: working days that others took; `next_state`: where the room knows better than
    the table's first arrow onward."""
    is_over = state in workflow.ends or bool(workflow.waits_for and state not in workflow.waits_for)
    then = None if is_over else next_state or _forward(workflow, state)
    now = _who_or_what(workflow, state)
    following = _who_or_what(workflow, then) if then else None
    return StatusLine(
        state=workflow.states[state],
        now=now,
        then=following if following != now else None,
        due_on=None if is_over else due_on,
        usual_days=None if is_over else usual_days(past_days),
        is_late=not is_over and due_on is not None and due_on < clock.today(),
        is_over=is_over,
    )


def _who_or_what(workflow: Workflow, state: str) -> Label:
    return workflow.waits_for.get(state) or workflow.states[state]


def usual_days(past_days: Sequence[int], least: int = LEAST) -> int | None:
    """The mean in whole working days, at least one; None where fewer than `least` are known."""
    if len(past_days) < least:
        return None
    return max(1, (2 * sum(past_days) + len(past_days)) // (2 * len(past_days)))


def _forward(workflow: Workflow, state: str) -> str | None:
    """Where the first arrow leads that carries the thing on its way; None where all only stop it or send it back."""
    return next((t.target for t in workflow.actions(state) if t.action not in ASIDE and t.target != state), None)
