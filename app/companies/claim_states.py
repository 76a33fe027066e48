"""The way of a claim (「この企業を自社として登録する」): states, the table of who may do what, and the periods that bind both sides."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from app.core.labels import Label
from app.core.workflow import Standing, Transition, Workflow


class ClaimState(StrEnum):
    """Where a claim stands. `confirmed`: the code of the letter was typed, or the support body vouched."""

    SUBMITTED = "submitted"
    LETTER_SENT = "letter_sent"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Proof(StrEnum):
    """What shows that a person may act for the firm."""

    LETTER = "letter"
    DOCUMENT = "document"
    VOUCHER = "voucher"


PROOFS: Final = {
    Proof.LETTER: Label("登記の所在地に届く手紙の確認コード", "A code in a letter to the registered address"),
    Proof.DOCUMENT: Label("書類（登記事項証明書など）の提出", "A document (certificate of registration)"),
    Proof.VOUCHER: Label("商工会・金融機関などの支援機関による確認", "Confirmation by a support body"),
}
OPEN: Final = (ClaimState.SUBMITTED, ClaimState.LETTER_SENT, ClaimState.CONFIRMED, ClaimState.RETURNED)
"""States of a claim that is still on its way; a person has at most one of them for a firm."""

CLAIMANT, OFFICIAL, SUPPORT = "claimant", "official", "support"
_BY_OFFICIAL: Final = (OFFICIAL,)

CLAIM: Final = Workflow(
    name="claim",
    states={
        ClaimState.SUBMITTED: Label("申請済み", "Submitted"),
        ClaimState.LETTER_SENT: Label("手紙を送付済み", "Letter sent"),
        ClaimState.CONFIRMED: Label("確認済み", "Confirmed"),
        ClaimState.RETURNED: Label("差戻し", "Returned"),
        ClaimState.APPROVED: Label("承認", "Approved"),
        ClaimState.REJECTED: Label("却下", "Rejected"),
        ClaimState.WITHDRAWN: Label("取下げ", "Withdrawn"),
    },
    transitions=(
        Transition("submit", ("returned",), "submitted", (CLAIMANT,), Label("もう一度申請する", "Submit again")),
        Transition(
            "send", ("submitted", "letter_sent"), "letter_sent", _BY_OFFICIAL, Label("手紙を送る", "Send letter")
        ),
        Transition("confirm", ("letter_sent",), "confirmed", (CLAIMANT,), Label("コードを送る", "Send the code")),
        Transition("confirm", ("submitted",), "confirmed", (SUPPORT,), Label("確認する", "Confirm")),
        Transition("decline", ("submitted",), "returned", (SUPPORT,), Label("確認できないと伝える", "Decline")),
        Transition("approve", ("submitted", "confirmed"), "approved", _BY_OFFICIAL, Label("承認する", "Approve")),
        # A letter that comes back, or one that should not have been sent, must not leave the claim hanging.
        Transition(
            "return", ("submitted", "letter_sent", "confirmed"), "returned", _BY_OFFICIAL, Label("差し戻す", "Return")
        ),
        Transition(
            "reject", ("submitted", "letter_sent", "confirmed"), "rejected", _BY_OFFICIAL, Label("却下する", "Reject")
        ),
        Transition("withdraw", tuple(OPEN), "withdrawn", (CLAIMANT,), Label("取り下げる", "Withdraw")),
    ),
    waits_for={
        ClaimState.SUBMITTED: Label("窓口", "the office"),
        ClaimState.LETTER_SENT: Label("申請した人", "the claimant"),
        ClaimState.CONFIRMED: Label("窓口", "the office"),
        ClaimState.RETURNED: Label("申請した人", "the claimant"),
    },
)
STANDINGS: Final = {
    ClaimState.SUBMITTED: Standing.OPEN,
    ClaimState.LETTER_SENT: Standing.OPEN,
    ClaimState.CONFIRMED: Standing.OPEN,
    ClaimState.RETURNED: Standing.MEND,
    ClaimState.APPROVED: Standing.GOOD,
    ClaimState.REJECTED: Standing.BAD,
    ClaimState.WITHDRAWN: Standing.MEND,
}

# Periods of this site's own rules, until the room `settings` holds them.
CODE_LIFE: Final = timedelta(days=30)  # from the day the letter is made; the post and an absent manager take their time
CERTIFICATE_MONTHS: Final = 3  # 登記事項証明書: what offices ask for as a rule (発行後3か月以内)
DECIDE_WITHIN: Final = 5  # business days at the office, after which a claim is late
MOST_A_DAY: Final = 10  # claims of one person: each may cost the office a letter
