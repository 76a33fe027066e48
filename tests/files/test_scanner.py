"""The scanner speaks clamd's INSTREAM; a socket plays the daemon."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.core.errors import InvalidInput
from app.files.scanner import ScannerAway, scan


@contextmanager
def _daemon(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        line, _ = server.accept()
        with line, line.makefile("rb") as reader:
            assert reader.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!I", reader.read(4))[0]:
                heard.append(reader.read(size))
            line.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"clamd://127.0.0.1:{server.getsockname()[1]}", heard
    thread.join(5)
    server.close()


def test_a_clean_file_is_clean_and_was_seen_whole() -> None:
    content = b"x" * 150_000
    with _daemon(b"stream: OK\0") as (url, heard):
        assert scan(content, url) == "clean"
    assert b"".join(heard) == content


def test_a_virus_is_refused() -> None:
    with _daemon(b"stream: Eicar-Test-Signature FOUND\0") as (url, _), pytest.raises(InvalidInput):
        scan(b"x", url)


def test_an_odd_answer_is_no_clean_bill() -> None:
    with _daemon(b"INSTREAM size limit exceeded. ERROR\0") as (url, _), pytest.raises(ScannerAway):
        scan(b"x", url)


def test_a_scanner_that_is_away_refuses_the_file() -> None:
    with pytest.raises(ScannerAway):
        scan(b"x", "clamd://127.0.0.1:1")


def test_without_a_scanner_the_file_is_marked() -> None:
    assert scan(b"x", None) == "unscanned"
