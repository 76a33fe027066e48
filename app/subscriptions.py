"""Who hears which event: the one list. Handlers take payloads, run after the commit, and may run twice without harm."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.core.db import Database
from app.core.events import RecordsChanged
from app.core.letters import LetterWriter
from app.core.outbox import Handler
from app.corrections import notices as corrections
from app.corrections.events import CorrectionAnswered, CorrectionReported
from app.offices import notices as offices
from app.offices.events import StaffJoined, StaffLeft
from app.search.service import SearchService

# Event → what writes its letters.
LETTERS: Final[dict[str, LetterWriter]] = {
    StaffJoined.name: offices.staff_joined,
    StaffLeft.name: offices.staff_left,
    CorrectionReported.name: corrections.correction_reported,
    CorrectionAnswered.name: corrections.correction_answered,
}


def handlers(database: Database, search: SearchService) -> dict[str, tuple[Handler, ...]]:
    """Event name → handlers, in the order in which they hear it."""

    def index_changed(payloads: Sequence[Mapping[str, Any]]) -> None:
        """Bring the search documents of all changed records up to date in one commit."""
        changed: dict[str, list[str]] = {}
        for payload in payloads:
            changed.setdefault(payload["kind"], []).extend(payload["ids"])
        with database.read() as session:
            search.index(session, {kind: list(dict.fromkeys(ids)) for kind, ids in changed.items()})

    return {RecordsChanged.name: (index_changed,)}
