"""The way of a version as data: its states in words, and the one table of what may be done in which state, and by whom."""

from typing import Final

from app.core.labels import Label
from app.core.publication import RevisionState
from app.core.workflow import Standing, Transition, Workflow

FIRM: Final = "firm"  # who may edit for the firm: owner, editor, proxy
OFFICIAL: Final = "official"  # who decides for the office at which it waits

STATES: Final = {
    RevisionState.DRAFT: Label("下書き", "Draft"),
    RevisionState.SUBMITTED: Label("確認中", "Being checked"),
    RevisionState.RETURNED: Label("差し戻し", "Returned"),
    RevisionState.PUBLISHED: Label("公開済み", "Published"),
    RevisionState.OFFERED: Label("取り込みからの提案", "Offer from an import"),
    RevisionState.WITHDRAWN: Label("取りやめ", "Given up"),
}
STANDINGS: Final = {
    RevisionState.DRAFT: Standing.OPEN,
    RevisionState.SUBMITTED: Standing.OPEN,
    RevisionState.RETURNED: Standing.MEND,
    RevisionState.PUBLISHED: Standing.GOOD,
    RevisionState.OFFERED: Standing.OPEN,
    RevisionState.WITHDRAWN: Standing.BAD,
}
PUBLISHING: Final = Workflow(
    "publishing",
    STATES,
    (
        Transition(
            "submit",
            (RevisionState.DRAFT, RevisionState.RETURNED),
            RevisionState.SUBMITTED,
            (FIRM,),
            Label("公開を申請する", "Ask to publish"),
        ),
        Transition(
            "withdraw",
            (RevisionState.SUBMITTED,),
            RevisionState.DRAFT,
            (FIRM,),
            Label("取り下げて直す", "Withdraw and edit"),
        ),
        Transition(
            "discard",
            (RevisionState.DRAFT, RevisionState.RETURNED),
            RevisionState.WITHDRAWN,
            (FIRM,),
            Label("下書きを捨てる", "Discard the draft"),
        ),
        Transition(
            "return",
            (RevisionState.SUBMITTED,),
            RevisionState.RETURNED,
            (OFFICIAL,),
            Label("差し戻す（直してもらう）", "Return to be mended"),
        ),
        Transition(
            "publish", (RevisionState.SUBMITTED,), RevisionState.PUBLISHED, (OFFICIAL,), Label("公開する", "Publish")
        ),
        Transition(
            "take",
            (RevisionState.OFFERED,),
            RevisionState.WITHDRAWN,
            (FIRM,),
            Label("下書きに入れる", "Put into draft"),
        ),
        Transition(
            "decline", (RevisionState.OFFERED,), RevisionState.WITHDRAWN, (FIRM,), Label("使わない", "Do not use")
        ),
    ),
    waits_for={
        RevisionState.DRAFT: Label("企業", "the firm"),
        RevisionState.SUBMITTED: Label("窓口", "the office"),
        RevisionState.RETURNED: Label("企業", "the firm"),
        RevisionState.OFFERED: Label("企業", "the firm"),
    },
)
EDITABLE: Final = (RevisionState.DRAFT, RevisionState.RETURNED)
AT_OFFICE: Final = (RevisionState.SUBMITTED, RevisionState.RETURNED, RevisionState.PUBLISHED)
"""States in which an office may see a version: it was handed in or decided. Never a draft."""
DECIDED: Final = (RevisionState.RETURNED, RevisionState.PUBLISHED)
OPEN_FIRST: Final = (
    RevisionState.RETURNED,
    RevisionState.DRAFT,
    RevisionState.SUBMITTED,
    RevisionState.PUBLISHED,
    RevisionState.WITHDRAWN,
)
"""States in which the firm's list is narrowed, what needs a hand first."""
GENERAL: Final = ""
"""The name under which a return's note about the whole stands beside those about fields."""

ACTS: Final = {
    "open": Label("下書きを始めました", "Draft begun"),
    "edit": Label("書き直しました", "Edited"),
    "submit": Label("公開を申請しました", "Asked to publish"),
    "withdraw": Label("申請を取り下げました", "Request withdrawn"),
    "discard": Label("下書きを捨てました", "Draft discarded"),
    "return": Label("差し戻しました", "Returned"),
    "publish": Label("公開しました", "Published"),
    "rebase": Label("公開中の内容に合わせました", "Brought up to date with the public page"),
    "take": Label("取り込みの値を入れました", "Imported values put in"),
}
"""What the history of a version says of each act."""
