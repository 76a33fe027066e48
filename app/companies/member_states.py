"""The ways of an invitation and of entry by a support body: states, and the tables of who may do what."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from app.core.actor import FirmRole
from app.core.labels import Label
from app.core.workflow import Standing, Transition, Workflow

MEMBER_ROLES: Final = (FirmRole.OWNER, FirmRole.EDITOR, FirmRole.VIEWER)
"""Roles of a firm's own people, the highest first. A proxy is never a member."""

OWNER, INVITED, SITE, OFFICE = "owner", "invited", "site", "office"


class InvitationState(StrEnum):
    """Where an invitation stands. One whose time is over stays `open` until the daily chore or the next invitation of the address."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


INVITATION: Final = Workflow(
    name="invitation",
    states={
        InvitationState.OPEN: Label("返事待ち", "Waiting for an answer"),
        InvitationState.ACCEPTED: Label("参加", "Accepted"),
        InvitationState.DECLINED: Label("辞退", "Declined"),
        InvitationState.CANCELLED: Label("取消し", "Cancelled"),
        InvitationState.EXPIRED: Label("期限切れ", "Expired"),
    },
    transitions=(
        Transition("accept", ("open",), "accepted", (INVITED,), Label("参加する", "Join")),
        Transition("decline", ("open",), "declined", (INVITED,), Label("辞退する", "Decline")),
        Transition("cancel", ("open",), "cancelled", (OWNER,), Label("招待を取り消す", "Cancel the invitation")),
        Transition("expire", ("open",), "expired", (SITE,), Label("期限切れにする", "Expire")),
    ),
    waits_for={InvitationState.OPEN: Label("招待された人", "the invited person")},
)


class Consent(StrEnum):
    """How a firm agreed that a support body types for it."""

    PAPER = "paper"
    OWNER = "owner"


CONSENTS: Final = {
    Consent.PAPER: Label("紙の同意書", "Consent on paper"),
    Consent.OWNER: Label("責任者がこのサイトで同意", "Agreed here by an owner"),
}


class ProxyState(StrEnum):
    """Where the entry on behalf stands."""

    REQUESTED = "requested"
    ACTIVE = "active"
    DECLINED = "declined"
    ENDED = "ended"


STANDING: Final = (ProxyState.REQUESTED, ProxyState.ACTIVE)
"""States of which a firm and a support body have at most one."""

PROXY: Final = Workflow(
    name="proxy",
    states={
        ProxyState.REQUESTED: Label("同意待ち", "Waiting for consent"),
        ProxyState.ACTIVE: Label("代行中", "Acting"),
        ProxyState.DECLINED: Label("同意なし", "Declined"),
        ProxyState.ENDED: Label("終了", "Ended"),
    },
    transitions=(
        Transition("accept", ("requested",), "active", (OWNER,), Label("代行を認める", "Agree")),
        Transition("decline", ("requested",), "declined", (OWNER,), Label("断る", "Decline")),
        Transition("withdraw", ("requested",), "ended", (OFFICE,), Label("依頼を取り下げる", "Withdraw the request")),
        Transition("end", ("active",), "ended", (OWNER, OFFICE), Label("代行を終える", "End it")),
    ),
    waits_for={
        ProxyState.REQUESTED: Label("企業の責任者", "the firm's owner"),
    },
)
PROXY_STANDINGS: Final = {
    ProxyState.REQUESTED: Standing.OPEN,
    ProxyState.ACTIVE: Standing.GOOD,
    ProxyState.DECLINED: Standing.BAD,
    ProxyState.ENDED: Standing.MEND,
}

# Of this site's own rules, until the room `settings` holds them.
INVITATION_LIFE: Final = timedelta(days=7)
INVITATIONS_A_DAY: Final = 20  # of one firm: each costs a stranger a mail
PAPER_AGE: Final = timedelta(days=365)  # a consent on paper older than this is asked for again
