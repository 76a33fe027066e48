"""What happened: past-tense, frozen, ids only. `announce` writes it beside the change, in the same transaction.

A room's events live in its `events.py`; `app/subscriptions.py` is the one list of who hears them.
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeVar

from sqlalchemy.orm import Session

from app.core import clock
from app.core.outbox import OutboxRow

E = TypeVar("E", bound="type[Event]")


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events; `name` is what the outbox stores."""

    name: ClassVar[str]

    def payload(self) -> dict[str, Any]:
        """The ids as JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class RecordsChanged(Event):
    """Public records of one kind came, changed or went: `ids` (at most 500) are looked up again by whoever keeps copies."""

    name: ClassVar[str] = "records_changed"
    kind: str
    ids: tuple[str, ...]

    def payload(self) -> dict[str, Any]:
        """JSON has no tuples."""
        return {"kind": self.kind, "ids": list(self.ids)}


def announce(session: Session, event: Event) -> None:
    """Put `event` into the outbox; it is delivered after the commit, at least once."""
    now = clock.now()
    session.add(OutboxRow(name=event.name, payload=event.payload(), created_at=now, due_at=now))
