"""The way of a paper: asked for, then made for good, or failed."""

from enum import StrEnum
from typing import Final

from app.core.labels import Label
from app.core.workflow import Transition, Workflow


class PaperState(StrEnum):
    """Where a paper stands. A made one never changes."""

    ASKED = "asked"
    MADE = "made"
    FAILED = "failed"


class Failure(StrEnum):
    """Why a paper could not be made."""

    AWAY = "away"  # the program that makes PDFs is not on this machine
    LOST = "lost"  # it waited so long that its page was cleaned away
    BROKEN = "broken"  # the program failed with this page; the log says how


_WORKER: Final = ("worker",)
PAPER: Final = Workflow(
    name="paper",
    states={
        PaperState.ASKED: Label("作成中", "Being made"),
        PaperState.MADE: Label("作成済み", "Made"),
        PaperState.FAILED: Label("作成できませんでした", "Could not be made"),
    },
    transitions=(
        Transition("make", (PaperState.ASKED,), PaperState.MADE, _WORKER, Label("作る", "Make")),
        Transition("fail", (PaperState.ASKED,), PaperState.FAILED, _WORKER, Label("止める", "Give up")),
        Transition("ask", (PaperState.FAILED,), PaperState.ASKED, ("reader",), Label("もう一度作る", "Make again")),
    ),
    waits_for={PaperState.ASKED: Label("サイトの処理", "The site")},
)
