"""How often something may be tried: counted in the main database, so that all processes count together.

A try is counted before it is made and given back if it succeeds: fifty at once get ten answers, not fifty.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts.models import Attempt
from app.core import clock
from app.core.db import insert_ignoring
from app.core.errors import Refusal


class TooOften(Refusal):
    """Too many tries in one window."""

    status = 429


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries a window."""

    name: str
    most: int
    window: timedelta


SIGN_IN: Final = Limit("sign-in", 10, timedelta(minutes=15))
SIGN_IN_NETWORK: Final = Limit("sign-in-network", 50, timedelta(minutes=15))
RESET: Final = Limit("reset", 3, timedelta(hours=1))
REGISTER: Final = Limit("register", 10, timedelta(hours=1))  # a network
REPORT: Final = Limit("report", 10, timedelta(hours=1))  # errors in public records, a network
CODE: Final = Limit("code", 10, timedelta(minutes=15))


def network_of(address: str | None) -> str:
    """The /24 (IPv4) or /48 (IPv6) that an address lies in."""
    text = address or ""
    return ":".join(text.split(":")[:3]) if ":" in text else ".".join(text.split(".")[:3])


def count_try(session: Session, limit: Limit, who: str) -> bool:
    """Count one try of `who`; False if there were already as many as are allowed in this window."""
    key, window = _key(limit, who), _window(limit)
    insert_ignoring(session, Attempt, [{"key": key, "window_at": window, "count": 0}])
    taken = session.execute(
        update(Attempt)
        .where(Attempt.key == key, Attempt.window_at == window, Attempt.count < limit.most)
        .values(count=Attempt.count + 1)
        .returning(Attempt.count)
    )
    return taken.first() is not None


def give_back(session: Session, limit: Limit, who: str) -> None:
    """The try succeeded: it does not count."""
    here = (Attempt.key == _key(limit, who), Attempt.window_at == _window(limit), Attempt.count > 0)
    session.execute(update(Attempt).where(*here).values(count=Attempt.count - 1))


def forget_old(session: Session) -> None:
    """Drop windows that are over."""
    session.execute(delete(Attempt).where(Attempt.window_at < clock.now() - timedelta(days=1)))


def _key(limit: Limit, who: str) -> str:
    return f"{limit.name}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"


def _window(limit: Limit) -> datetime:
    seconds = int(limit.window.total_seconds())
    return datetime.fromtimestamp(int(clock.now().timestamp()) // seconds * seconds, UTC)
