"""What the pages of both sides show of a version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, current_app, request
from flask.blueprints import BlueprintSetupState
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.publication import OPEN, Publisher, Revision, RevisionState
from app.publishing import queries
from app.publishing.differences import FieldChange, differences
from app.publishing.editing import hidden_seen
from app.publishing.errors import NOT_THERE
from app.publishing.service.bases import base_of, over_live
from app.publishing.states import ACTS, GENERAL, STANDINGS, STATES

blueprint: Final = Blueprint("publishing", __name__)


@blueprint.record_once
def _teach_templates(state: BlueprintSetupState) -> None:
    """What `_editing.html` needs in the templates of every room."""
    state.app.jinja_env.globals.update(hidden_seen=hidden_seen, revision_states=STATES, revision_standings=STANDINGS)


@dataclass(frozen=True, slots=True)
class Moved:
    """A field that the firm and the public page changed both: at the beginning, now, and in the draft."""

    change: FieldChange  # from the beginning to the public page of now
    mine: FieldChange  # from the beginning to the draft


def publishers() -> Mapping[str, Publisher]:
    """What rooms registered."""
    found: Mapping[str, Publisher] = current_app.extensions["publishers"]
    return found


def publisher_of(revision: Revision) -> Publisher:
    """The room's half of this version; NotFound for a kind that this site no longer has."""
    if revision.kind not in publishers():
        raise NotFound(NOT_THERE)
    return publishers()[revision.kind]


def seen_version() -> int:
    """The row's version that the form had shown; 0 if it said none."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def body_names(session: Session, ids: Iterable[str | None]) -> dict[str, str]:
    """Names of firms and offices by id."""
    names: dict[str, str] = current_app.extensions["names"]["bodies"](session, [id_ for id_ in ids if id_])
    return names


def title_of(session: Session, publisher: Publisher, revision: Revision) -> str:
    """What the version is called."""
    cover = queries.find_cover(session, revision)
    return cover.title if cover else publisher.title(session, revision.subject_id, revision.fields)


def version_data(session: Session, publisher: Publisher, revision: Revision, *, for_office: bool) -> dict[str, Any]:
    """Everything that both pages show. The office sees what it was given: never what was typed after it had sent it back."""
    sent = queries.list_submissions(session, revision)
    is_back = for_office and revision.state == RevisionState.RETURNED and bool(sent)
    after: Mapping[str, Any] = sent[-1] if is_back else revision.fields
    live = publisher.live(session, revision.subject_id)
    before = (live or {}) if revision.state in (*OPEN, RevisionState.OFFERED) else base_of(session, revision)
    if revision.state == RevisionState.OFFERED:
        after = {**before, **after}
    names = body_names(session, [revision.firm_id, revision.office_id, revision.on_behalf])
    return {
        "revision": revision,
        "publisher": publisher,
        "title": title_of(session, publisher, revision),
        "is_new": not before,
        "is_public": live is not None,
        "changes": differences(publisher, before, after),
        "since_return": _since_return(publisher, sent, after)
        if revision.state == RevisionState.SUBMITTED
        else frozenset(),
        "notes": {name: text for name, text in revision.notes.items() if text},
        "general": GENERAL,
        "lines": queries.list_lines(session, revision),
        "acts": ACTS,
        "names": names,
        "facts": publisher.facts(session, revision.subject_id, revision.firm_id or revision.subject_id),
    }


def moved_fields(session: Session, publisher: Publisher, revision: Revision) -> list[Moved]:
    """The fields that the draft and the public page changed both since the draft began."""
    base, live = base_of(session, revision), publisher.live(session, revision.subject_id) or {}
    clashing = over_live(session, publisher, revision, live).clashing
    theirs = {change.name: change for change in differences(publisher, base, live)}
    mine = {change.name: change for change in differences(publisher, base, revision.fields)}
    return [Moved(theirs[name], mine[name]) for name in publisher.fields if name in clashing]


def _since_return(publisher: Publisher, sent: list[Mapping[str, Any]], after: Mapping[str, Any]) -> frozenset[str]:
    """The fields that were mended since the office last saw the version."""
    return (
        frozenset(change.name for change in differences(publisher, sent[-2], after)) if len(sent) > 1 else frozenset()
    )
