"""How far a technology is."""

from enum import StrEnum
from typing import Final

from app.core.labels import Label


class TechnologyStage(StrEnum):
    """Stages in order of ripeness."""

    RESEARCH = "research"
    PROTOTYPE = "prototype"
    PROVEN = "proven"
    IN_USE = "in-use"
    UNKNOWN = "unknown"


STAGES: Final = {
    TechnologyStage.RESEARCH: Label("研究中", "In research"),
    TechnologyStage.PROTOTYPE: Label("試作済み", "Prototype made"),
    TechnologyStage.PROVEN: Label("実証済み", "Proven in trials"),
    TechnologyStage.IN_USE: Label("実用化済み", "In use"),
    TechnologyStage.UNKNOWN: Label("段階の登録なし", "Stage not given"),
}
_BY_LABEL: Final = {label.ja: stage for stage, label in STAGES.items()} | {
    stage.value: stage for stage in TechnologyStage
}


def parse_stage(text: str) -> TechnologyStage | None:
    """The stage whose Japanese label or code is `text`; unknown for an empty one; None if there is none such."""
    return _BY_LABEL.get(text.strip()) if text.strip() else TechnologyStage.UNKNOWN
