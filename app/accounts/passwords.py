"""Passwords: argon2id, and what may be one. No composition rule: length, not one of the common ones, not what others know.

t=2, m=19 MiB, p=1 (OWASP Password Storage Cheat Sheet); two hashes at once a process, so that many sign-ins cost no memory.
"""

import threading
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.letters import Text, msgid

SHORTEST: Final = 8
SHORTEST_STAFF: Final = 12
LONGEST: Final = 128
_LEAST_SIGNS: Final = 4  # different ones
_LEAST_WORD: Final = 3  # letters of a name that are worth guessing
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


def words_of(name: str, email: str) -> tuple[str, ...]:
    """What others know of a person, and a password must not be: name, address and their parts."""
    local = email.partition("@")[0]
    split = "".join(c if c.isalnum() else " " for c in f"{name} {local}").split()
    return (name, email, local, *split)


def problem_with(password: str, *, is_staff: bool = False, words: Iterable[str] = ()) -> Text | None:
    """Why this may not be a password; None if it may. `words`: what others know (`words_of`)."""
    if len(password) < (SHORTEST_STAFF if is_staff else SHORTEST):
        if is_staff:
            return msgid("パスワードは12文字以上にしてください。")
        return msgid("パスワードは8文字以上にしてください。")
    if len(password) > LONGEST:
        return msgid("パスワードは128文字までにしてください。")
    lower = password.lower()
    known = {_core(word) for word in words} - {""}
    if lower in _common() or len(set(lower)) < _LEAST_SIGNS or _core(lower) in known:
        return msgid("よく使われる、または当てられやすいパスワードです。別のものにしてください。")
    return None


def _core(text: str) -> str:
    """The letters of `text`, in lower case: 「Yamada-2026」 is the name again. Empty if that is hardly anything."""
    letters = "".join(c for c in text.lower() if c.isalpha())
    return letters if len(letters) >= _LEAST_WORD else ""
