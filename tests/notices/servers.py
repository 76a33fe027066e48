"""A mail server for tests, on loopback: it answers as it is told, and keeps what it took."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from app.notices.posts import SmtpWay
from tests.notices.factories import read_message


class Box:
    """What the server does: `answers` are given to RCPT in turn (then 250), `data_answer` to the message itself."""

    def __init__(self, *answers: str, data_answer: str = "250 OK") -> None:
        self.answers = list(answers)
        self.data_answer = data_answer
        self.taken: list[tuple[str, list[str], EmailMessage]] = []
        self.users: list[bytes] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take or refuse the recipient."""
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the message."""
        if self.data_answer.startswith("2"):
            self.taken.append((envelope.mail_from, envelope.rcpt_tos, read_message(envelope.content)))
        return self.data_answer

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        """Take one user."""
        self.users.append(data.login)
        return AuthResult(success=data.password == b"p@ss:word/1")


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(box: Box, port: int | None = None, **options: Any) -> Iterator[SmtpWay]:
    """A running server; the way to it."""
    chosen = port or free_port()
    controller = Controller(box, hostname="127.0.0.1", port=chosen, **options)
    controller.start()
    try:
        yield way_to(chosen)
    finally:
        controller.stop()


def way_to(port: int, **changes: Any) -> SmtpWay:
    """The way to a server on this machine."""
    return SmtpWay(**{"host": "127.0.0.1", "port": port, "is_wrapped": False, "timeout": 5.0, **changes})
