"""What happened to reports."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, slots=True)
class CorrectionReported(Event):
    """Someone says that a record is wrong."""

    name: ClassVar[str] = "correction_reported"
    correction_id: str


@dataclass(frozen=True, slots=True)
class CorrectionAnswered(Event):
    """The office has answered, or has set the report aside."""

    name: ClassVar[str] = "correction_answered"
    correction_id: str
    version: int
