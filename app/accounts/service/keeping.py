"""Keeping what was typed into a session that had run out, until its person has signed in again."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.models import KeptPost
from app.core import clock
from app.core.ids import new_id

MOST: Final = 20  # a person; older ones make room


def keep_post(
    session: Session, user_id: str, path: str, values: Mapping[str, Sequence[str]], *, had_files: bool
) -> str:
    """Keep one form (name of a field → its values); its id."""
    kept = KeptPost(
        id=new_id(),
        user_id=user_id,
        path=path,
        fields={name: list(given) for name, given in values.items()},
        had_files=had_files,
        created_at=clock.now(),
    )
    session.add(kept)
    session.flush()
    newest = select(KeptPost.id).where(KeptPost.user_id == user_id).order_by(KeptPost.created_at.desc()).limit(MOST)
    others = (KeptPost.user_id == user_id, KeptPost.id.not_in(session.scalars(newest).all()))
    session.execute(delete(KeptPost).where(*others))
    return kept.id
