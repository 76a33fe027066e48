"""Letters about reports: to the office when one comes, to the reporter when it is answered."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.labels import Label
from app.core.letters import Letter, Topic, msgid
from app.corrections.models import Correction
from app.corrections.policy import DESK
from app.corrections.states import CorrectionState
from app.offices.queries import list_user_ids

TOPICS: Final = (Topic("corrections", Label("情報の誤りの連絡", "Reports of errors")),)


def correction_reported(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """Tell the people of the office."""
    correction = session.get(Correction, payload["correction_id"])
    if correction is None or correction.office_id is None:
        return ()
    return [
        Letter(
            key=f"correction:{correction.id}",
            topic="corrections",
            subject=msgid("情報の誤りの連絡が届きました"),
            lines=(
                msgid(
                    "「%(title)s」の内容について連絡がありました。確認して、回答してください。", title=correction.title
                ),
            ),
            user_id=user_id,
            link=f"/admin/corrections/{correction.id}",
            link_text=msgid("連絡を見る"),
        )
        for user_id in list_user_ids(session, correction.office_id, *DESK)
    ]


def correction_answered(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
    """Tell the reporter, if they left an address or were signed in."""
    correction = session.get(Correction, payload["correction_id"])
    if correction is None or correction.state == CorrectionState.OPEN:
        return ()
    if not correction.email and not correction.user_id:
        return ()
    return [
        Letter(
            key=f"correction:{correction.id}:{payload['version']}",
            topic="corrections",
            subject=msgid("お知らせいただいた内容を確認しました"),
            lines=(
                msgid("「%(title)s」についての連絡に、担当者がお答えします。", title=correction.title),
                msgid("%(answer)s", answer=correction.answer),
            ),
            user_id=correction.user_id,
            address=None if correction.user_id else correction.email,
        )
    ]
