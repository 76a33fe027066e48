"""How often something may be tried: counted in the main database, so that all processes count together.

A try is counted before it is made and given back if it succeeds: fifty at once get ten answers, not fifty. Tries are kept in
short slices of time, and the slices of the last window are summed: nobody gets twice as many at the turn of a quarter of an hour.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import CursorResult, and_, delete, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Attempt
from app.core import clock
from app.core.db import insert_ignoring
from app.core.errors import Refusal

_SLICES: Final = 15  # a window is counted in so many parts; a try counts for one part longer at most
_IPV4: Final = 24  # bits of an address that are a network
_IPV6: Final = 48
_ANCHOR: Final = datetime(1970, 1, 1, tzinfo=UTC)  # the row that those who try at once wait for


class TooOften(Refusal):
    """Too many tries in one window."""

    status = 429
    retry_after = 15 * 60  # the shortest window; the words of each say how long it is


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries in any `window`."""

    name: str
    most: int
    window: timedelta


SIGN_IN: Final = Limit("sign-in", 10, timedelta(minutes=15))
SIGN_IN_NETWORK: Final = Limit("sign-in-network", 50, timedelta(minutes=15))
RESET: Final = Limit("reset", 3, timedelta(hours=1))
RESET_NETWORK: Final = Limit("reset-network", 30, timedelta(hours=1))
REGISTER: Final = Limit("register", 10, timedelta(hours=1))  # a network
REGISTER_ADDRESS: Final = Limit("register-address", 3, timedelta(hours=1))  # letters to one address
CODE: Final = Limit("code", 10, timedelta(minutes=15))
EMAIL: Final = Limit("email", 5, timedelta(hours=1))  # a person: letters to addresses that may be other people's
REPORT: Final = Limit("report", 10, timedelta(hours=1))  # errors in public records, a network


def network_of(address: str | None) -> str:
    """The /24 (IPv4) or /48 (IPv6) that an address lies in."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network(f"{found}/{_IPV4 if found.version == 4 else _IPV6}", strict=False))


def count_try(session: Session, limit: Limit, who: str) -> bool:
    """Count one try of `who`; False if there were already as many as are allowed in this window."""
    key, slice_at = _key(limit, who), _slice(limit)
    rows = [{"key": key, "window_at": at, "count": 0} for at in (_ANCHOR, slice_at)]
    insert_ignoring(session, Attempt, rows)
    session.execute(select(Attempt.key).where(Attempt.key == key, Attempt.window_at == _ANCHOR).with_for_update())
    since = clock.now() - limit.window - _length(limit)
    tried = session.scalar(select(func.sum(Attempt.count)).where(Attempt.key == key, Attempt.window_at > since)) or 0
    if tried >= limit.most:
        return False
    here = (Attempt.key == key, Attempt.window_at == slice_at)
    session.execute(update(Attempt).where(*here).values(count=Attempt.count + 1))
    return True


def give_back(session: Session, limit: Limit, who: str) -> None:
    """The try succeeded: it does not count."""
    key = _key(limit, who)
    newest = select(func.max(Attempt.window_at)).where(Attempt.key == key, Attempt.count > 0).scalar_subquery()
    here = (Attempt.key == key, Attempt.window_at == newest, Attempt.count > 0)
    session.execute(
        update(Attempt).where(*here).values(count=Attempt.count - 1).execution_options(synchronize_session=False)
    )


def forgive(session: Session, limit: Limit, who: str) -> None:
    """Forget all tries of `who`: they have shown by another way who they are."""
    here = (Attempt.key == _key(limit, who), Attempt.count > 0)
    session.execute(update(Attempt).where(*here).values(count=0))


def forget_old(session: Session) -> int:
    """Drop slices that are over, and what was waited for where nothing is left; how many rows."""
    old = session.execute(
        delete(Attempt)
        .where(Attempt.window_at < clock.now() - timedelta(days=2), Attempt.window_at > _ANCHOR)
        .execution_options(synchronize_session=False)
    )
    other = aliased(Attempt)
    left = exists().where(and_(other.key == Attempt.key, other.window_at > _ANCHOR))
    idle = session.execute(
        delete(Attempt).where(Attempt.window_at == _ANCHOR, ~left).execution_options(synchronize_session=False)
    )
    assert isinstance(old, CursorResult)
    assert isinstance(idle, CursorResult)
    return old.rowcount + idle.rowcount


def _key(limit: Limit, who: str) -> str:
    return f"{limit.name}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"


def _length(limit: Limit) -> timedelta:
    return limit.window / _SLICES


def _slice(limit: Limit) -> datetime:
    seconds = int(_length(limit).total_seconds())
    return datetime.fromtimestamp(int(clock.now().timestamp()) // seconds * seconds, UTC)
