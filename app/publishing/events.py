"""What happened to versions."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, slots=True)
class RevisionSubmitted(Event):
    """A firm asked an office to publish a version. `version` tells one hand-in from the next."""

    name: ClassVar[str] = "revision_submitted"
    revision_id: int
    version: int


@dataclass(frozen=True, slots=True)
class RevisionReturned(Event):
    """An office sent a version back to be mended."""

    name: ClassVar[str] = "revision_returned"
    revision_id: int
    version: int


@dataclass(frozen=True, slots=True)
class RevisionPublished(Event):
    """A version became the live row."""

    name: ClassVar[str] = "revision_published"
    revision_id: int
    version: int
