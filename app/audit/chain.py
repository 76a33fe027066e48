"""How links are signed: HMAC-SHA-256 over the canonical JSON of an entry, which holds the signature of the entry before."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

SIGNED: Final = (
    "seq",
    "at",
    "actor_id",
    "role",
    "body_id",
    "action",
    "subject_kind",
    "subject_id",
    "details",
    "before_hash",
    "after_hash",
    "request_id",
    "previous",
)


def chain_key(secret: str) -> bytes:
    """The chain's own key, derived from the site's secret."""
    return hmac.digest(secret.encode(), b"musubiba audit chain", "sha256")


def sign(key: bytes, values: Mapping[str, Any]) -> str:
    """Signature over all of `SIGNED`; instants in UTC with microseconds, so that both databases give the same text."""
    shown = {name: _plain(values[name]) for name in SIGNED}
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def digest_of(state: Mapping[str, Any] | None) -> str:
    """SHA-256 of a subject's fields, empty for None: shows that something changed without telling what it was."""
    if state is None:
        return ""
    text = json.dumps(dict(state), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:  # noqa: ANN401 - any column value
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
