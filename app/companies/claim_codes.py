"""Codes of letters: made from the site's key, never kept. The same letter can be printed again, and the database holds no secret."""

import hmac
from hashlib import sha256
from typing import Final

from app.core.text import nfkc, plain_hyphens

_ALPHABET: Final = "23456789BCDFGHJKMNPQRSTVWXYZ"  # no vowels, no 0/O, 1/L/I: read aloud and copied by hand
_LENGTH: Final = 8  # 28^8, some 378,000 million


def letter_code(key: str, claim_id: str, number: int) -> str:
    """The code of the claim's letter `number`, as it is printed: ABCD-2345."""
    digest = hmac.new(key.encode(), f"claim-letter\n{claim_id}\n{number}".encode(), sha256).digest()
    rest, signs = int.from_bytes(digest, "big"), []
    for _ in range(_LENGTH):
        rest, at = divmod(rest, len(_ALPHABET))
        signs.append(_ALPHABET[at])
    half = _LENGTH // 2
    return f"{''.join(signs[:half])}-{''.join(signs[half:])}"


def is_same_code(typed: str, code: str) -> bool:
    """Whether `typed` is `code`, in any width and case, with or without hyphen and blanks."""
    return hmac.compare_digest(_bare(typed), _bare(code))


def _bare(text: str) -> bytes:
    return plain_hyphens(nfkc(text)).upper().replace("-", "").replace(" ", "").replace("ー", "").encode()
