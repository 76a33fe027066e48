"""Which searches a change of the synonyms would change: what people look for, asked twice, with the words of now and of then.

Nothing is saved: the second answer comes from the same index with a book of words that holds the change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from app.core.kinds import SearchDocument
from app.search.engine import Hit
from app.search.parameters import SearchRequest
from app.search.queries import list_active_groups, list_sought, list_unfound, words_of
from app.search.service import SearchService
from app.search.wordbook import Groups

SHOWN: Final = 5  # new results of a search
_LOOKED_AT: Final = 3 * SHOWN  # hits of which some may be gone by now
_SOUGHT: Final = 300
_UNFOUND: Final = 100
_ALL: Final = 100_000  # hits


@dataclass(frozen=True, slots=True)
class ChangedSearch:
    """One search that would change: how much it finds before and after, and the first that it would find anew."""

    text: str
    sessions: int  # in how many it was asked; 0 for a word of the group that nobody asked for
    before: int
    after: int
    new: tuple[SearchDocument, ...]

    @property
    def gone(self) -> int:
        """How much it would find no longer, at least."""
        return max(0, self.before - self.after)


def groups_with(session: Session, words: Sequence[str], replaced: str | None = None) -> Groups:
    """The groups in use as they would be with these words, in the place of the group `replaced` or as a new one."""
    groups = list_active_groups(session)
    if replaced is None:
        return [*words_of(groups), tuple(words)]
    return [tuple(words) if group.id == replaced else tuple(group.words) for group in groups]


def changed_searches(
    session: Session, search: SearchService, before: Groups, after: Groups, own: Sequence[str]
) -> list[ChangedSearch]:
    """Those of the searches of the last 90 days, and of the words `own`, whose hits would change; most sought first.

    IndexUnavailable without an index.
    """
    now, then = search.as_if(before), search.as_if(after)
    asked = dict.fromkeys(own, 0)
    for sought in (*list_sought(session, limit=_SOUGHT), *list_unfound(session, 1, _UNFOUND).items):
        asked[sought.shown] = max(asked.get(sought.shown, 0), sought.sessions)
    found = [_changed(session, now, then, text, sessions) for text, sessions in asked.items()]
    return sorted((one for one in found if one), key=lambda one: (-one.sessions, one.text))


def _changed(
    session: Session, now: SearchService, then: SearchService, text: str, sessions: int
) -> ChangedSearch | None:
    if now.plan(text) == then.plan(text):
        return None
    request = SearchRequest(q=text, per_page=_ALL)
    before, after = now.find(request), then.find(request)
    known = {_name(hit) for hit in before.hits}
    new = [hit for hit in after.hits if _name(hit) not in known]
    if not new and before.total == after.total:
        return None
    shown = then.documents(session, new[:_LOOKED_AT])[:SHOWN]
    return ChangedSearch(text, sessions, before.total, after.total, tuple(shown))


def _name(hit: Hit) -> tuple[str, str]:
    return hit.kind, hit.id
