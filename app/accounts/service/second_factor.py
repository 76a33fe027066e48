"""The second factor: a code that changes every 30 seconds (TOTP, RFC 6238), and ten recovery codes that stand in for it once.

The secret is shown only while it is being set up, recovery codes only once; what is kept of them is their SHA-256.
"""

import hashlib
import hmac
import secrets
from typing import Final

import pyotp
from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from app.accounts import sessions
from app.accounts.events import RecoveryCodeUsed, SecondFactorTurnedOff, SecondFactorTurnedOn
from app.accounts.models import RecoveryCode, User
from app.accounts.service.proving import get_held
from app.accounts.states import SessionEnd
from app.accounts.throttle import CODE, TooOften, count_try, give_back
from app.audit.service import record
from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict
from app.core.events import announce
from app.core.text import nfkc

CODES: Final = 10
_STEP: Final = 30  # seconds
_LEEWAY: Final = (0, -1, 1)  # clocks of telephones go wrong
_ALPHABET: Final = "23456789bcdfghjkmnpqrstvwxyz"  # nothing that is read as something else
_PART: Final = 4
_LENGTH: Final = 12


def start(session: Session, user_id: str) -> None:
    """Make a new secret, which counts once a code of it was typed. Conflict if the factor is on."""
    user = get_held(session, user_id)
    if user.totp_confirmed_at:
        raise Conflict("2段階認証は、もう設定されています。")
    user.totp_secret = pyotp.random_base32()
    session.flush()


def address_of(user: User, site: str) -> str:
    """What the QR code says to the app on the telephone."""
    address: str = pyotp.TOTP(user.totp_secret).provisioning_uri(name=user.email or user.name, issuer_name=site)
    return address


def turn_on(session: Session, user_id: str, code: str, session_id: str) -> list[str] | None:
    """Turn the factor on if `code` is right (else None); the recovery codes, to be shown once. Other sessions end.

    Conflict if it is on or was not begun.
    """
    user = get_held(session, user_id)
    if user.totp_confirmed_at or not user.totp_secret:
        raise Conflict("2段階認証の設定は、もう終わったか、まだ始まっていません。")
    if not _take_code(session, user, code):
        return None
    user.totp_confirmed_at = clock.now()
    ended = sessions.end_all(session, user_id, SessionEnd.SECOND_FACTOR, but=session_id)
    sessions.mark_second_factor(session, session_id)
    record(session, Actor(user_id), "account.second-factor-on", ("user", user_id), details={"sessions_ended": ended})
    announce(session, SecondFactorTurnedOn(user_id))
    return _new_codes(session, user_id)


def turn_off(session: Session, user_id: str, actor: Actor) -> None:
    """Turn the factor off and drop its codes. Conflict if it is off."""
    user = get_held(session, user_id)
    if not user.totp_confirmed_at:
        raise Conflict("2段階認証は設定されていません。")
    user.totp_secret, user.totp_confirmed_at = "", None
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    record(session, actor, "account.second-factor-off", ("user", user_id))
    announce(session, SecondFactorTurnedOff(user_id))
    session.flush()


def renew_codes(session: Session, user_id: str) -> list[str]:
    """New recovery codes, to be shown once; the old ones are void. Conflict if the factor is off."""
    if not get_held(session, user_id).totp_confirmed_at:
        raise Conflict("2段階認証は設定されていません。")
    record(session, Actor(user_id), "account.renew-codes", ("user", user_id))
    return _new_codes(session, user_id)


def count_code(session: Session, user_id: str) -> None:
    """Count a try of a code. TooOften after ten in fifteen minutes."""
    if not count_try(session, CODE, user_id):
        raise TooOften("コードの入力を続けて失敗したため、15分ほど待ってからもう一度お試しください。")


def check_code(session: Session, user: User, code: str) -> bool:
    """Whether `code` is right now: of the telephone, or a recovery code. Each is taken once."""
    is_right = _take_code(session, user, code) or _take_recovery_code(session, user.id, code)
    if is_right:
        give_back(session, CODE, user.id)
    return is_right


def count_codes_left(session: Session, user_id: str) -> int:
    """How many recovery codes are left."""
    query = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return session.scalar(query) or 0


def _take_code(session: Session, user: User, typed: str) -> bool:
    if not user.totp_secret:
        return False
    code = nfkc(typed).replace(" ", "")
    now = int(clock.now().timestamp()) // _STEP
    totp = pyotp.TOTP(user.totp_secret)
    step = next(
        (
            now + shift
            for shift in _LEEWAY
            if hmac.compare_digest(totp.at((now + shift) * _STEP).encode(), code.encode())
        ),
        None,
    )
    if step is None:
        return False
    done = session.execute(
        update(User)
        .where(User.id == user.id, User.totp_last_step < step)
        .values(totp_last_step=step)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(done, CursorResult)
    return done.rowcount == 1


def _take_recovery_code(session: Session, user_id: str, typed: str) -> bool:
    here = (RecoveryCode.hash == _hash(user_id, typed), RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    done = session.execute(
        update(RecoveryCode).where(*here).values(used_at=clock.now()).execution_options(synchronize_session=False)
    )
    assert isinstance(done, CursorResult)
    if done.rowcount != 1:
        return False
    record(session, Actor(user_id), "account.use-recovery-code", ("user", user_id))
    announce(session, RecoveryCodeUsed(user_id))
    return True


def _new_codes(session: Session, user_id: str) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = [_new_code() for _ in range(CODES)]
    now = clock.now()
    session.add_all(
        RecoveryCode(hash=_hash(user_id, code), user_id=user_id, created_at=now, used_at=None) for code in codes
    )
    session.flush()
    return codes


def _new_code() -> str:
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return "-".join(signs[at : at + _PART] for at in range(0, _LENGTH, _PART))


def _hash(user_id: str, typed: str) -> str:
    plain = "".join(c for c in nfkc(typed).lower() if c in _ALPHABET)
    return hashlib.sha256(f"{user_id}:{plain}".encode()).hexdigest()
