"""Large bodies for tests, made while they are read."""

import io
from collections.abc import Iterator
from typing import Final

BOUNDARY: Final = "----taro"


class Flood(io.RawIOBase):
    """A multipart body with one file of `size` bytes, made while it is read; it counts what was read."""

    def __init__(self, size: int, token: str = "", fields: dict[str, str] | None = None) -> None:
        self._fields = {"csrf_token": token, **(fields or {})}
        self._pieces = self._parts(size)
        self._rest = b""
        self.count = 0
        opened = b"".join(self._head())
        self.length = len(opened) + size + len(self._tail())

    def _head(self) -> Iterator[bytes]:
        for name, value in self._fields.items():
            yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'.encode()
        yield b"Content-Type: text/csv\r\n\r\n"

    def _tail(self) -> bytes:
        return f"\r\n--{BOUNDARY}--\r\n".encode()

    def _parts(self, size: int) -> Iterator[bytes]:
        yield from self._head()
        line = b"0123456789abcde\n" * 1024
        while size > 0:
            yield line[: min(size, len(line))]
            size -= min(size, len(line))
        yield self._tail()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        if not self._rest:
            self._rest = next(self._pieces, b"")
        taken = self._rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        self.count += len(taken)
        return len(taken)
