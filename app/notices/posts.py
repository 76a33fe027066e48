"""Ways of sending: files in the data directory (`file:`), or a mail server (`smtp://`, `smtps://`).

A way sends one message or raises: `Refused` is for good, `Unreachable` says that the server is away (the next mail would wait in
vain too), anything else may be better next time.
"""

import ipaddress
import os
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from app.core.errors import ConfigurationError
from app.notices.message import NotOneAddress, parse_address

TIMEOUT: Final = 10.0  # seconds that one answer of the server may take
_PORTS: Final = {"smtp": 587, "smtps": 465}
# Answers that say something about us (who we are, whether we may), not about this mail: mended by an administrator.
_OUR_OWN: Final = (530, 534, 535, 538)
_UNKNOWN: Final = "MAIL_URL must be file:, smtp://user:password@host:port or smtps://user:password@host:port."


class Refused(Exception):
    """The server will never take this mail; `reason` holds no words of the server's."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreachable(Exception):
    """No server answers now."""


class Unprotected(Exception):
    """A password would have to go over an open line; it does not."""


class Way(Protocol):
    """Where messages go."""

    def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Hand over one message to one recipient."""


@dataclass(frozen=True, slots=True)
class FileWay:
    """Each message as a file: whole or not at all, readable by the site's own user only."""

    folder: Path

    def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Write it as <time>-<id>.eml; the same message again replaces itself."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        at = message["Date"].datetime
        name = f"{at:%Y%m%dT%H%M%SZ}-{message['Message-ID'].strip('<>').partition('@')[0]}"
        part = self.folder / f".{name}.part"
        with part.open("wb") as target:
            part.chmod(0o600)
            target.write(message.as_bytes())
            target.flush()
            os.fsync(target.fileno())
        part.replace(self.folder / f"{name}.eml")


@dataclass(frozen=True, slots=True)
class SmtpWay:
    """A mail server: encrypted from the start (`is_wrapped`), or as soon as it offers it."""

    host: str
    port: int
    is_wrapped: bool
    user: str = ""
    password: str = field(default="", repr=False)
    own_name: str = "localhost"
    timeout: float = TIMEOUT

    def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """One connection, one message."""
        try:
            server = self._open()
        except (OSError, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError) as error:
            raise Unreachable(type(error).__name__) from error
        try:
            self._greet(server)
            server.send_message(message, sender, [recipient])
        except smtplib.SMTPRecipientsRefused as error:
            _refuse_if_final(error, next(iter(error.recipients.values()))[0])
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            _refuse_if_final(error, error.smtp_code)
        finally:
            _close(server)

    def _open(self) -> smtplib.SMTP:
        if self.is_wrapped:
            return smtplib.SMTP_SSL(self.host, self.port, self.own_name, timeout=self.timeout, context=self._context())
        return smtplib.SMTP(self.host, self.port, self.own_name, timeout=self.timeout)

    def _greet(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        is_covered = self.is_wrapped
        if not is_covered and server.has_extn("starttls"):
            server.starttls(context=self._context())
            server.ehlo()
            is_covered = True
        if self.user:
            if not is_covered and not _is_this_machine(self.host):
                raise Unprotected
            server.login(self.user, self.password)

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if _is_this_machine(self.host):  # a relay beside us has a certificate of its own making, and nobody in between
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def open_way(url: str, data_dir: Path, sender: str) -> Way:
    """The way that MAIL_URL names. ConfigurationError if it names none, or `sender` (MAIL_FROM) is not one address."""
    try:
        own_name = parse_address(sender).domain
    except NotOneAddress:
        raise ConfigurationError(f"MAIL_FROM must be one mail address, not {sender!r}.") from None
    if url == "file:":
        return FileWay(data_dir / "outbox")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ConfigurationError(_UNKNOWN) from None
    if not host or parts.scheme not in _PORTS or parts.path.strip("/") or parts.query or parts.fragment:
        raise ConfigurationError(_UNKNOWN)  # without the address: it may hold a password
    return SmtpWay(
        host=host,
        port=port or _PORTS[parts.scheme],
        is_wrapped=parts.scheme == "smtps",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        own_name=own_name,
    )


def _refuse_if_final(error: smtplib.SMTPException, code: int) -> None:
    if 500 <= code < 600 and code not in _OUR_OWN:
        raise Refused(f"{type(error).__name__} {code}") from error
    raise error


def _close(server: smtplib.SMTP) -> None:
    """Say goodbye if the line is still there; the message is out or not, whatever comes of this."""
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
