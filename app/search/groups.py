"""What is done to the office's groups of synonyms, and how search learns of it. Every act is in the audit."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.core import clock
from app.core.actor import Actor, Grant
from app.core.db import Database
from app.core.errors import Conflict, NotYours
from app.core.events import announce
from app.core.ids import new_id
from app.core.workflow import move
from app.offices.queries import list_by_kind
from app.offices.states import OfficeKind
from app.search.analysis import Analyser
from app.search.events import SpecialWordsChanged
from app.search.group_rules import OLD_VERSION
from app.search.models import SynonymGroup
from app.search.policy import keeping_grant
from app.search.queries import list_active_groups, words_of
from app.search.states import GROUPS, GroupState
from app.search.synonyms import own_words, special_words

_SUBJECT = "synonym-group"


class DatabaseGroups:
    """The groups in use, for every process that searches (`wordbook.SavedGroups`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stamp(self) -> str:
        """Every act on a group adds a row or raises a version."""
        with self._database.read() as session:
            count, versions = session.execute(select(func.count(), func.sum(SynonymGroup.version))).one()
        return f"{count}/{versions or 0}"

    def groups(self) -> list[tuple[str, ...]]:
        """Their words."""
        with self._database.read() as session:
            return words_of(list_active_groups(session))


def require_keeper(session: Session, actor: Actor) -> Grant:
    """The grant by which the actor changes synonyms; NotYours for officials of other offices."""
    grant = keeping_grant(actor, [office.id for office in list_by_kind(session, OfficeKind.PREFECTURE)])
    if grant is None:
        raise NotYours("言いかえの組を変えられるのは、県の機関の担当者とシステム管理者だけです。")
    return grant


def add_group(session: Session, words: Sequence[str], note: str, actor: Actor, analyser: Analyser) -> SynonymGroup:
    """Keep a new group. Its words were looked at by `group_rules`."""
    grant, now = require_keeper(session, actor), clock.now()
    group = SynonymGroup(
        id=new_id(),
        words=list(words),
        note=note,
        state=GroupState.ACTIVE,
        created_at=now,
        created_by=actor.user_id,
        updated_at=now,
        updated_by=actor.user_id,
    )
    session.add(group)
    session.flush()
    _note(session, actor, grant, "add", group, None, analyser)
    return group


def change_group(
    session: Session,
    group: SynonymGroup,
    words: Sequence[str],
    note: str,
    seen: int,
    actor: Actor,
    analyser: Analyser,
) -> None:
    """Give a group other words. Conflict if it was changed after version `seen`, WrongState if it was withdrawn."""
    grant, before = require_keeper(session, actor), _facts(group)
    refuse_old(group, seen)
    move(session, GROUPS, group, "edit", words=list(words), note=note, **_touched(actor))
    _note(session, actor, grant, "change", group, before, analyser)


def withdraw_group(session: Session, group: SynonymGroup, seen: int, actor: Actor, analyser: Analyser) -> None:
    """Take a group out of use; its row stays. Conflict if it was changed after version `seen`."""
    grant, before = require_keeper(session, actor), _facts(group)
    refuse_old(group, seen)
    move(session, GROUPS, group, "withdraw", **_touched(actor))
    _note(session, actor, grant, "withdraw", group, before, analyser)


def refuse_old(group: SynonymGroup, seen: int) -> None:
    """Conflict if someone changed the group after the page with version `seen` was opened."""
    if group.version != seen:
        raise Conflict(OLD_VERSION)


def cut_words(words: Sequence[str], analyser: Analyser) -> list[str]:
    """Those of the words that the dictionary cuts apart and that are new to us: the index must be built anew for them."""
    known = own_words()
    return [word for key, word in special_words(analyser, [tuple(words)]).items() if key not in known]


def _touched(actor: Actor) -> dict[str, Any]:
    return {"updated_at": clock.now(), "updated_by": actor.user_id}


def _facts(group: SynonymGroup) -> dict[str, Any]:
    return {"words": list(group.words), "note": group.note, "state": group.state}


def _note(
    session: Session,
    actor: Actor,
    grant: Grant,
    verb: str,
    group: SynonymGroup,
    before: dict[str, Any] | None,
    analyser: Analyser,
) -> None:
    after = _facts(group)
    details = {"words": len(group.words), "state": str(group.state)}
    record(
        session,
        actor,
        f"synonyms.{verb}",
        (_SUBJECT, group.id),
        grant=grant,
        details=details,
        before=before,
        after=after,
    )
    standing = [*(before or {}).get("words", []), *group.words]
    if cut_words(standing, analyser):
        announce(session, SpecialWordsChanged(group.id))
