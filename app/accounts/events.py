"""What happened to accounts. Ids only; `mark` tells two happenings of one kind apart, so that each has its own letter."""

from dataclasses import dataclass, field
from typing import ClassVar

from app.core.events import Event
from app.core.ids import new_id


@dataclass(frozen=True, slots=True)
class AccountRegistered(Event):
    """Someone registered, or asked for the letter again: the address is to be confirmed."""

    name: ClassVar[str] = "account_registered"
    user_id: str
    mark: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class RegistrationRepeated(Event):
    """Someone registered with the address of an account that stands."""

    name: ClassVar[str] = "registration_repeated"
    user_id: str
    mark: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class PasswordResetAsked(Event):
    """Someone forgot a password. `user_id` is empty for an unknown address: the asking leaves the same trace."""

    name: ClassVar[str] = "password_reset_asked"
    user_id: str
    mark: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class PasswordChanged(Event):
    """The password is another one now."""

    name: ClassVar[str] = "password_changed"
    user_id: str
    mark: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class EmailChangeAsked(Event):
    """A person wants another address; both sides are asked. `change_id` leads to the addresses."""

    name: ClassVar[str] = "email_change_asked"
    user_id: str
    change_id: str


@dataclass(frozen=True, slots=True)
class EmailChanged(Event):
    """Both sides agreed: the address is the new one."""

    name: ClassVar[str] = "email_changed"
    user_id: str
    change_id: str


@dataclass(frozen=True, slots=True)
class SecondFactorTurnedOn(Event):
    """Signing in asks for a code from now on."""

    name: ClassVar[str] = "second_factor_turned_on"
    user_id: str
    mark: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class SecondFactorTurnedOff(Event):
    """Signing in asks for no code any more."""

    name: ClassVar[str] = "second_factor_turned_off"
    user_id: str
    mark: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class RecoveryCodeUsed(Event):
    """Someone signed in with a recovery code."""

    name: ClassVar[str] = "recovery_code_used"
    user_id: str
    mark: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class AccountClosed(Event):
    """A person closed their account."""

    name: ClassVar[str] = "account_closed"
    user_id: str


@dataclass(frozen=True, slots=True)
class AccountErased(Event):
    """Nothing is left of an account but its id: other rooms drop what they hold of the person."""

    name: ClassVar[str] = "account_erased"
    user_id: str


@dataclass(frozen=True, slots=True)
class AccountDisabled(Event):
    """An administrator stopped an account."""

    name: ClassVar[str] = "account_disabled"
    user_id: str
    mark: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class OwnRoleGiven(Event):
    """A person has a role of their own (without an office)."""

    name: ClassVar[str] = "own_role_given"
    user_id: str
    role: str
    mark: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class OwnRoleTaken(Event):
    """A person no longer has it."""

    name: ClassVar[str] = "own_role_taken"
    user_id: str
    role: str
    mark: str = field(default_factory=new_id)
