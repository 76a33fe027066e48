"""How far an application has come, as J-PlatPat's column ステージ says it."""

from enum import StrEnum
from typing import Final

from app.core.labels import Label
from app.core.text import nfkc


class PatentStage(StrEnum):
    """Where an application or right stands; UNKNOWN where the source is silent or says what we do not know."""

    AWAITING_REQUEST = "awaiting_request"
    UNDER_EXAMINATION = "under_examination"
    UNDER_APPEAL = "under_appeal"
    REFUSED = "refused"
    IN_FORCE = "in_force"
    LAPSED = "lapsed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Label:
        """The stage's name in both languages."""
        return _LABELS[self]

    @property
    def is_right(self) -> bool:
        """Whether a right stands, so that a licence is one of a right and not of a hope."""
        return self is PatentStage.IN_FORCE


_LABELS: Final = {
    PatentStage.AWAITING_REQUEST: Label("審査請求前", "Awaiting request for examination"),
    PatentStage.UNDER_EXAMINATION: Label("審査中", "Under examination"),
    PatentStage.UNDER_APPEAL: Label("査定不服", "Under appeal"),
    PatentStage.REFUSED: Label("出願の却下・拒絶", "Refused or dismissed"),
    PatentStage.IN_FORCE: Label("権利有効", "In force"),
    PatentStage.LAPSED: Label("権利消滅", "Lapsed"),
    PatentStage.UNKNOWN: Label("不明", "Unknown"),
}
# The first sign found in the text decides, so the narrower ones stand first.
_SIGNS: Final = (
    ("審査請求前", PatentStage.AWAITING_REQUEST),
    ("審査中", PatentStage.UNDER_EXAMINATION),
    ("査定不服", PatentStage.UNDER_APPEAL),
    ("却下", PatentStage.REFUSED),
    ("拒絶", PatentStage.REFUSED),
    ("取下", PatentStage.REFUSED),
    ("放棄", PatentStage.REFUSED),
    ("消滅", PatentStage.LAPSED),
    ("満了", PatentStage.LAPSED),
    ("無効", PatentStage.LAPSED),
    ("有効", PatentStage.IN_FORCE),
    ("存続", PatentStage.IN_FORCE),
)


def stage_of(text: str) -> PatentStage:
    """The stage that a text names, by J-PlatPat's words, our own labels or our codes; UNKNOWN for anything else."""
    plain = nfkc(text[:200]).replace(" ", "")
    for stage in PatentStage:
        if plain.lower() == stage.value or plain.lower() == stage.label.en.replace(" ", "").lower():
            return stage
    return next((stage for sign, stage in _SIGNS if sign in plain), PatentStage.UNKNOWN)
