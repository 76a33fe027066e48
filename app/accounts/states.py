"""In which state an account is, and why a session ended."""

from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from app.core.actor import Role
from app.core.labels import Label


class AccountState(StrEnum):
    """What an account is now; the dates of its row say so."""

    UNCONFIRMED = "unconfirmed"
    ACTIVE = "active"
    DISABLED = "disabled"
    CLOSED = "closed"


ACCOUNT_STATES: Final = {
    AccountState.UNCONFIRMED: Label("メールの確認待ち", "Waiting for confirmation"),
    AccountState.ACTIVE: Label("利用中", "Active"),
    AccountState.DISABLED: Label("停止中", "Stopped"),
    AccountState.CLOSED: Label("退会", "Closed"),
}
# How a state's tag looks.
STATE_COLOURS: Final = {
    AccountState.UNCONFIRMED: "orange",
    AccountState.ACTIVE: "green",
    AccountState.DISABLED: "red",
    AccountState.CLOSED: "",
}
# Roles that belong to the person alone: an administrator gives and takes them.
OWN_ROLES: Final = (Role.COORDINATOR, Role.REVIEWER, Role.AUDITOR, Role.ADMIN)
PSEUDONYM: Final = "退会した利用者"


class SessionEnd(StrEnum):
    """Why a session ended."""

    SIGN_OUT = "sign-out"
    ELSEWHERE = "elsewhere"  # by the person, from another device
    PASSWORD = "password"  # noqa: S105 - not a password
    SECOND_FACTOR = "second-factor"
    ROLE = "role"  # what the person may do changed
    DISABLED = "disabled"
    CLOSED = "closed"
    ADMIN = "admin"


class _Dates(Protocol):
    confirmed_at: datetime | None
    disabled_at: datetime | None
    closed_at: datetime | None


def state_of(user: _Dates) -> AccountState:
    """The state that the dates tell."""
    if user.closed_at:
        return AccountState.CLOSED
    if user.disabled_at:
        return AccountState.DISABLED
    return AccountState.ACTIVE if user.confirmed_at else AccountState.UNCONFIRMED
