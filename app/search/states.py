"""What a search came to, what is kept of it, and the way of a group of synonyms."""

from enum import StrEnum
from typing import Final

from app.core.labels import Label
from app.core.workflow import Transition, Workflow

KEPT_DAYS: Final = 90  # looks older than this are folded into counts a day
ENOUGH: Final = 3  # sessions from which on a word is shown to anybody


class Outcome(StrEnum):
    """What a search came to."""

    FOUND = "found"
    WIDENED = "widened"  # only some of its words were found together
    NOTHING = "nothing"


UNFOUND: Final = (Outcome.NOTHING, Outcome.WIDENED)
OUTCOMES: Final = {
    Outcome.FOUND: Label("見つかった", "Found"),
    Outcome.WIDENED: Label("一部のことばだけ", "Some words only"),
    Outcome.NOTHING: Label("0件", "Nothing"),
}


class GroupState(StrEnum):
    """Where a group of synonyms stands."""

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"


_EDITOR: Final = "editor"
GROUPS: Final = Workflow(
    "synonym-group",
    {GroupState.ACTIVE: Label("使用中", "In use"), GroupState.WITHDRAWN: Label("取りやめ", "Withdrawn")},
    (
        Transition("edit", (GroupState.ACTIVE,), GroupState.ACTIVE, (_EDITOR,), Label("書き直す", "Edit")),
        Transition("withdraw", (GroupState.ACTIVE,), GroupState.WITHDRAWN, (_EDITOR,), Label("取りやめる", "Withdraw")),
    ),
)
