"""What happened to mails."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, slots=True)
class MailQueued(Event):
    """A mail waits to be sent."""

    name: ClassVar[str] = "mail_queued"
    mail_id: str
