"""What waits about the words of search, for 「今日の仕事」."""

from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.labels import Label
from app.core.sections import WorkLine
from app.search.policy import DESK
from app.search.queries import count_unfound

_UNFOUND = Label("見つからなかったことば", "Words that found nothing")


def work_for(session: Session, actor: Actor) -> list[WorkLine]:
    """Officials see how many words found nothing."""
    if not actor.has_any(DESK):
        return []
    return [WorkLine(_UNFOUND, count_unfound(session), "/admin/unfound/")]
