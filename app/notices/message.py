"""A mail as a message of the internet (RFC 5322): one parsed address, no header that words could break, the same bytes each time.

Python's own folding loses blanks between Japanese and Latin words of a long subject, and encodes long addresses of pages, which
no program then follows: these two headers are folded here.
"""

from email.errors import HeaderParseError
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from typing import Final

from app.notices.letterhead import Letterhead
from app.notices.models import Mail
from app.notices.wording import one_line

_LONGEST: Final = 254  # RFC 5321
_ODD: Final = frozenset(',;:<>()[]"\\')


class _Subject(UniqueUnstructuredHeader, BaseHeader):  # type: ignore[misc]  # as HeaderRegistry joins them
    """Words in any letters, encoded as a whole (RFC 2047)."""

    def fold(self, *, policy: Policy) -> str:
        """The header's lines."""
        charset = "us-ascii" if self.isascii() else "utf-8"
        text = Header(str(self), charset, header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {text}{policy.linesep}"


class _Address(UniqueUnstructuredHeader, BaseHeader):  # type: ignore[misc]  # as HeaderRegistry joins them
    """Addresses of pages (RFC 2369): ASCII, never cut or encoded."""

    def fold(self, *, policy: Policy) -> str:
        """One line."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS: Final = HeaderRegistry()
_HEADERS.map_to_type("subject", _Subject)
_HEADERS.map_to_type("list-unsubscribe", _Address)
_POLICY: Final = SMTP.clone(
    cte_type="7bit", header_factory=_HEADERS
)  # servers that take seven bits only are still there


class NotOneAddress(ValueError):
    """What should be one mail address is none, or several."""


def parse_address(text: str | None) -> Address:
    """The one address that `text` is; a domain of other letters in its ASCII form. NotOneAddress for anything else."""
    local, at, domain = (text or "").rpartition("@")
    is_odd = any(c.isspace() or not c.isprintable() or c in _ODD for c in local + domain)
    if not at or not local or is_odd or "@" in local or len(text or "") > _LONGEST:
        raise NotOneAddress
    try:
        plain = f"{local}@{domain.encode('idna').decode('ascii')}"
        plain.encode("ascii")
        return Address(addr_spec=plain)
    except (UnicodeError, ValueError, IndexError, HeaderParseError) as error:
        raise NotOneAddress from error


def build(mail: Mail, head: Letterhead) -> EmailMessage:
    """The message of one row of the log. NotOneAddress if it can't be sent to anybody."""
    message = EmailMessage(policy=_POLICY)
    sender = parse_address(head.sender)
    message["From"] = Address(one_line(head.site_name), sender.username, sender.domain)
    message["To"] = parse_address(mail.address)
    message["Subject"] = one_line(mail.subject)
    message["Date"] = mail.created_at
    message["Message-ID"] = f"<{mail.id}@{head.host}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.user_id and mail.topic and not mail.is_secret and not head.is_firm(mail.topic):
        message["List-Unsubscribe"] = f"<{head.url(head.stop_path(mail.user_id, mail.topic))}>"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    message.set_boundary(f"=_{mail.id}")  # the same each time, as the Message-ID
    return message
