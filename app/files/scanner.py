"""The virus scanner: ClamAV's daemon by its INSTREAM command (clamd manual), where SCANNER_URL names one.

Without one, files are marked as not scanned and pages say so. A scanner that does not answer refuses the file: better late
than unseen.
"""

import socket
import struct
from typing import Final
from urllib.parse import urlsplit

from app.core.errors import InvalidInput, Refusal

_CHUNK: Final = 64 * 1024  # bytes
_TIMEOUT: Final = 20.0  # seconds
_PORT: Final = 3310  # clamd's own
_LONGEST_ANSWER: Final = 4096


class ScannerAway(Refusal):
    """The scanner is configured and does not answer."""

    status = 503


def scan(content: bytes, scanner_url: str | None) -> str:
    """ "clean" or "unscanned" (no scanner configured). InvalidInput for an infected file, ScannerAway if nobody answers."""
    if scanner_url is None:
        return "unscanned"
    try:
        answer = _ask(content, scanner_url)
    except OSError as error:
        raise ScannerAway("ウイルス検査ができないため、いまはファイルを受け取れません。少し待ってください。") from error
    if "FOUND" in answer:
        raise InvalidInput("このファイルからウイルスが見つかりました。受け取りませんでした。")
    if not answer.endswith("OK"):
        raise ScannerAway("ウイルス検査ができないため、いまはファイルを受け取れません。少し待ってください。")
    return "clean"


def _ask(content: bytes, scanner_url: str) -> str:
    place = urlsplit(scanner_url)
    with socket.create_connection((place.hostname or "127.0.0.1", place.port or _PORT), _TIMEOUT) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            line.sendall(struct.pack("!I", len(chunk)) + chunk)
        line.sendall(struct.pack("!I", 0))
        return line.recv(_LONGEST_ANSWER).rstrip(b"\0\n").decode("utf-8", "replace")
