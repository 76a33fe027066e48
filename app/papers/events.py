"""What happens to papers."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, slots=True)
class PaperAsked(Event):
    """Someone wants a paper that is not made yet."""

    name: ClassVar[str] = "paper_asked"
    paper_id: str
