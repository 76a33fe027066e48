"""How a person hears of a topic, and the way of a mail from the queue to whoever it is for."""

from enum import StrEnum
from typing import Final

from app.core.labels import Label
from app.core.workflow import Transition, Workflow


class Choice(StrEnum):
    """How a person wants to hear of a topic. The inbox has every notice, whatever they chose."""

    NOW = "now"
    DAILY = "daily"
    OFF = "off"


CHOICES: Final = {
    Choice.NOW: Label("すぐにメールする", "Mail me at once"),
    Choice.DAILY: Label("1日1回まとめてメールする", "One mail a day"),
    Choice.OFF: Label("メールしない", "No mail"),
}


class MailState(StrEnum):
    """Where a mail is."""

    QUEUED = "queued"
    FAILED = "failed"  # tried, and to be tried again
    SENT = "sent"
    DEAD = "dead"  # given up: an administrator may send it again


MAIL_STATES: Final = {
    MailState.QUEUED: Label("送信待ち", "Waiting"),
    MailState.FAILED: Label("再送待ち", "To be tried again"),
    MailState.SENT: Label("送信済み", "Sent"),
    MailState.DEAD: Label("送れなかった", "Not delivered"),
}
_OPEN: Final = (MailState.QUEUED, MailState.FAILED)
MAIL_WORKFLOW: Final = Workflow(
    name="mail",
    states=MAIL_STATES,
    transitions=(
        Transition("deliver", _OPEN, MailState.SENT, ("system",), Label("送る", "Send")),
        Transition("fail", _OPEN, MailState.FAILED, ("system",), Label("あとで送る", "Try later")),
        Transition("give-up", _OPEN, MailState.DEAD, ("system",), Label("あきらめる", "Give up")),
        Transition(
            "resend",
            (MailState.FAILED, MailState.DEAD),
            MailState.QUEUED,
            ("admin",),
            Label("もう一度送る", "Send again"),
        ),
    ),
    waits_for={state: Label("システム", "The system") for state in _OPEN},
)
