"""Addresses of web pages that people give: which of them may become a link on a public page."""

import re
from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 500
_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_TOP: Final = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{2,59}")
# Names that lead nowhere for the public: this machine, a home or office network, names kept for tests (RFC 2606, 6761, 6762).
_INNER: Final = (
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "arpa",
    "test",
    "invalid",
)


def is_public_page(address: str) -> bool:
    """Whether `address` is http(s) to a named host of the internet: no script, no other scheme, no network of one's own.

    A host written as a number, a user before an @, and blanks or control characters are refused as well.
    """
    if len(address) > LONGEST or not address.isprintable() or any(c.isspace() or c in '<>"\\' for c in address):
        return False
    try:
        parts = urlsplit(address)
        host, _port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.username is not None or parts.password is not None:
        return False
    return _is_public_host(host)


def _is_public_host(host: str) -> bool:
    try:
        plain = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return False
    labels = plain.split(".")
    is_named = len(labels) >= 2 and all(map(_LABEL.fullmatch, labels)) and bool(_TOP.fullmatch(labels[-1]))
    return is_named and labels[-1] not in _INNER
