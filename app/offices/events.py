"""What happened at bodies."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, slots=True)
class StaffJoined(Event):
    """A person now acts for a body."""

    name: ClassVar[str] = "staff_joined"
    staff_id: str


@dataclass(frozen=True, slots=True)
class StaffLeft(Event):
    """A person no longer acts for a body."""

    name: ClassVar[str] = "staff_left"
    staff_id: str
