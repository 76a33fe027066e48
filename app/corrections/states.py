"""The way of a report, and what it can be about."""

from enum import StrEnum
from typing import Final

from app.core.labels import Label
from app.core.workflow import Transition, Workflow


class CorrectionState(StrEnum):
    """Where a report stands."""

    OPEN = "open"
    ANSWERED = "answered"
    DISMISSED = "dismissed"


STATES: Final = {
    CorrectionState.OPEN: Label("確認中", "Being checked"),
    CorrectionState.ANSWERED: Label("回答済み", "Answered"),
    CorrectionState.DISMISSED: Label("対象外", "Not taken up"),
}
ABOUT: Final = {
    "name": Label("名前・番号", "Name or number"),
    "address": Label("所在地・連絡先", "Address or contact"),
    "closed": Label("廃業・移転している", "Closed or moved"),
    "text": Label("紹介の内容", "The description"),
    "rights": Label("権利・個人の情報", "Rights or personal data"),
    "other": Label("そのほか", "Something else"),
}
_OFFICIAL: Final = ("official",)
CORRECTION: Final = Workflow(
    name="correction",
    states=STATES,
    transitions=(
        Transition("answer", (CorrectionState.OPEN,), CorrectionState.ANSWERED, _OFFICIAL, Label("回答する", "Answer")),
        Transition(
            "reject", (CorrectionState.OPEN,), CorrectionState.DISMISSED, _OFFICIAL, Label("対象外にする", "Set aside")
        ),
        Transition(
            "reopen",
            (CorrectionState.ANSWERED, CorrectionState.DISMISSED),
            CorrectionState.OPEN,
            _OFFICIAL,
            Label("もう一度開く", "Reopen"),
        ),
    ),
    waits_for={CorrectionState.OPEN: Label("担当の機関", "the office in charge")},
)
