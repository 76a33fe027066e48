"""Refusals of publishing that say more than a sentence."""

from collections.abc import Sequence
from typing import ClassVar, Final

from app.core.errors import Conflict, Refusal
from app.core.letters import msgid

NOT_THERE: Final = msgid("この内容は見つかりません。公開が終わったか、見られる人が限られています。").message


class ReadOnly(Refusal):
    """The person sees it and may not do this: a viewer of the firm, an official of another office."""

    status: ClassVar[int] = 403


class BaseMoved(Conflict):
    """The public page changed meanwhile in fields that the draft changes too: `clashing` names them."""

    def __init__(self, message: str, clashing: Sequence[str], **values: object) -> None:
        super().__init__(message, **values)
        self.clashing = tuple(clashing)


class SeenAnother(Conflict):
    """The version was changed after the page was opened; the decision must be made on what stands now."""
