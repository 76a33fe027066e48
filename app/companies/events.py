"""What happened around firms: to claims, and to who acts for a firm."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, slots=True)
class ClaimEvent(Event):
    """A claim took a step; `step_id` is its line in the claim's history, so that each step is told once."""

    name: ClassVar[str]
    claim_id: str
    step_id: int


@dataclass(frozen=True, slots=True)
class ClaimSubmitted(ClaimEvent):
    """A claim waits at its office, or at the support body that shall vouch."""

    name: ClassVar[str] = "claim_submitted"


@dataclass(frozen=True, slots=True)
class OwnerToldOfClaim(ClaimEvent):
    """Someone claims a firm that has owners already."""

    name: ClassVar[str] = "owner_told_of_claim"


@dataclass(frozen=True, slots=True)
class ClaimLetterSent(ClaimEvent):
    """The office made the letter with the code."""

    name: ClassVar[str] = "claim_letter_sent"


@dataclass(frozen=True, slots=True)
class ClaimConfirmed(ClaimEvent):
    """The code was typed, or the support body vouched."""

    name: ClassVar[str] = "claim_confirmed"


@dataclass(frozen=True, slots=True)
class ClaimReturned(ClaimEvent):
    """The claimant has to mend something, or to choose another proof."""

    name: ClassVar[str] = "claim_returned"


@dataclass(frozen=True, slots=True)
class ClaimApproved(ClaimEvent):
    """The claimant is an owner of the firm now."""

    name: ClassVar[str] = "claim_approved"


@dataclass(frozen=True, slots=True)
class ClaimRejected(ClaimEvent):
    """The office refused the claim."""

    name: ClassVar[str] = "claim_rejected"


@dataclass(frozen=True, slots=True)
class MemberJoined(Event):
    """A person acts for a firm now."""

    name: ClassVar[str] = "member_joined"
    member_id: str


@dataclass(frozen=True, slots=True)
class MemberLeft(Event):
    """A person no longer acts for a firm."""

    name: ClassVar[str] = "member_left"
    member_id: str


@dataclass(frozen=True, slots=True)
class MemberRoleChanged(Event):
    """A person's role for a firm changed; the row of the new role."""

    name: ClassVar[str] = "member_role_changed"
    member_id: str


@dataclass(frozen=True, slots=True)
class MemberInvited(Event):
    """Someone was invited to act for a firm; the letter's token is minted when it is written."""

    name: ClassVar[str] = "member_invited"
    invitation_id: str


@dataclass(frozen=True, slots=True)
class ProxyRequested(Event):
    """A support body asked a firm's owners whether it may type for it."""

    name: ClassVar[str] = "proxy_requested"
    proxy_id: str


@dataclass(frozen=True, slots=True)
class ProxyAnswered(Event):
    """An owner agreed or declined."""

    name: ClassVar[str] = "proxy_answered"
    proxy_id: str


@dataclass(frozen=True, slots=True)
class ProxyEnded(Event):
    """A support body no longer types for a firm, or withdrew its request."""

    name: ClassVar[str] = "proxy_ended"
    proxy_id: str
