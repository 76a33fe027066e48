"""Public ids that say nothing of order or count."""

import secrets
from collections.abc import Callable
from typing import Final

# Without vowels (no words by accident) and without 0/o, 1/l/i.
_ALPHABET: Final = "23456789bcdfghjkmnpqrstvwxyz"
_LENGTH: Final = 12


def new_id(choose: Callable[[str], str] = secrets.choice) -> str:
    """A random id of 12 characters (57 bits), safe in addresses and read aloud. `choose` is another source of chance."""
    return "".join(choose(_ALPHABET) for _ in range(_LENGTH))
