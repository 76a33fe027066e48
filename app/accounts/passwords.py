"""Passwords: argon2id, and what may be one. No composition rule: length, and not one of the common ones.

Figures of quality.md 6: t=2, m=19 MiB, p=1 (OWASP Password Storage Cheat Sheet), two hashes at once a process.
"""

import threading
from functools import lru_cache
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST: Final = 8
SHORTEST_STAFF: Final = 12
LONGEST: Final = 128
_COMMON: Final = Path(__file__).parent / "data" / "common_passwords.txt"
_AT_ONCE: Final = threading.BoundedSemaphore(2)


class Hasher:
    """Hashes and checks. `cheap` is for tests and benches only."""

    def __init__(self, *, cheap: bool = False) -> None:
        self._argon = PasswordHasher(1, 8, 1) if cheap else PasswordHasher(2, 19 * 1024, 1)
        self._nobody = self._argon.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """The hash to store."""
        with _AT_ONCE:
            return self._argon.hash(password)

    def check(self, stored: str | None, password: str) -> bool:
        """Whether it is the password; takes the same time where there is no account (`stored` None or empty)."""
        with _AT_ONCE:
            try:
                return self._argon.verify(stored or self._nobody, password) and bool(stored)
            except (VerificationError, InvalidHashError):
                return False

    def is_old(self, stored: str) -> bool:
        """Whether it was hashed with other parameters than today's."""
        return self._argon.check_needs_rehash(stored)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").split())


def problem_with(password: str, *, is_staff: bool = False, words: tuple[str, ...] = ()) -> str | None:
    """Why this may not be a password, as a msgid; None if it may. `words`: name and address, which others know."""
    shortest = SHORTEST_STAFF if is_staff else SHORTEST
    if len(password) < shortest:
        return "パスワードは12文字以上にしてください。" if is_staff else "パスワードは8文字以上にしてください。"
    if len(password) > LONGEST:
        return "パスワードは128文字までにしてください。"
    lower = password.lower()
    if lower in _common() or len(set(lower)) < 4 or lower in {word.lower() for word in words}:
        return "よく使われる、または当てられやすいパスワードです。別のものにしてください。"
    return None
