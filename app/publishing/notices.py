"""Letters about versions: to the office when one is handed in, to the firm's people when it comes back or is published."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.actor import Role
from app.core.labels import Label
from app.core.letters import Letter, LetterWriter, Text, Topic, msgid
from app.core.publication import Publisher, Revision, RevisionState
from app.offices.queries import list_office_names, list_user_ids
from app.publishing.events import RevisionPublished, RevisionReturned, RevisionSubmitted
from app.publishing.queries import find_cover
from app.publishing.states import GENERAL

TOPIC: Final = "publishing"
TOPICS: Final = (Topic(TOPIC, Label("紹介や技術の公開", "Publishing of profiles and technologies")),)


def letter_writers(publishers: Mapping[str, Publisher]) -> dict[str, LetterWriter]:
    """Event → what writes its letters, for the rooms that registered a Publisher."""

    def submitted(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
        """To the officials of the office at which it waits (to those who decide, if it has none)."""
        revision, publisher = _of(session, publishers, payload, RevisionState.SUBMITTED)
        if revision is None or publisher is None or revision.office_id is None:
            return ()
        people = list_user_ids(session, revision.office_id, Role.OFFICIAL)
        people = people or list_user_ids(session, revision.office_id, Role.CHIEF)
        return [_to_official(session, publisher, revision, user_id) for user_id in people]

    def returned(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
        """To the firm's people."""
        revision, publisher = _of(session, publishers, payload, RevisionState.RETURNED)
        if revision is None or publisher is None:
            return ()
        people = publisher.people(session, revision.firm_id or "")
        return [_about_return(session, publisher, revision, user_id) for user_id in people]

    def published(session: Session, payload: Mapping[str, Any]) -> Sequence[Letter]:
        """To the firm's people."""
        revision, publisher = _of(session, publishers, payload, RevisionState.PUBLISHED)
        if revision is None or publisher is None:
            return ()
        people = publisher.people(session, revision.firm_id or "")
        return [_about_publication(session, publisher, revision, user_id) for user_id in people]

    return {RevisionSubmitted.name: submitted, RevisionReturned.name: returned, RevisionPublished.name: published}


def _of(
    session: Session, publishers: Mapping[str, Publisher], payload: Mapping[str, Any], state: RevisionState
) -> tuple[Revision | None, Publisher | None]:
    """The version and its room; None once it has moved on: then the letter would say what no longer holds."""
    revision = session.get(Revision, payload["revision_id"])
    if revision is None or revision.state != state or revision.kind not in publishers:
        return None, None
    return revision, publishers[revision.kind]


def _title(session: Session, revision: Revision) -> str:
    cover = find_cover(session, revision)
    return cover.title if cover else revision.subject_id


def _to_official(session: Session, publisher: Publisher, revision: Revision, user_id: str) -> Letter:
    title = _title(session, revision)
    return Letter(
        key=f"{RevisionSubmitted.name}:{revision.id}:{revision.version}",
        topic=TOPIC,
        user_id=user_id,
        subject=msgid("公開の申請が届きました：%(title)s", title=title),
        lines=(
            msgid("%(kind)s「%(title)s」の公開の申請が届きました。", kind=publisher.label, title=title),
            msgid("内容を確かめて、公開するか、直すところを書いて差し戻してください。"),
        ),
        link=f"/admin/publications/{revision.key}",
        link_text=msgid("申請を確かめる"),
    )


def _about_return(session: Session, publisher: Publisher, revision: Revision, user_id: str) -> Letter:
    title, office = _title(session, revision), _office(session, revision)
    fields = [label for name, label in publisher.fields.items() if revision.notes.get(name)]
    lines = [
        msgid("%(office)sが「%(title)s」を確かめ、直してほしいところを書きました。", office=office, title=title),
        *(msgid("直すところ：%(field)s", field=label) for label in fields),
        *([Text("%(note)s", {"note": revision.notes[GENERAL]})] if revision.notes.get(GENERAL) else []),
        msgid("直して、もう一度申請してください。公開中の内容は、いまのままです。"),
    ]
    return Letter(
        key=f"{RevisionReturned.name}:{revision.id}:{revision.version}",
        topic=TOPIC,
        user_id=user_id,
        subject=msgid("差し戻されました（直すところがあります）：%(title)s", title=title),
        lines=lines,
        link=f"/publications/{revision.key}",
        link_text=msgid("直すところを見る"),
    )


def _about_publication(session: Session, publisher: Publisher, revision: Revision, user_id: str) -> Letter:
    title, office = _title(session, revision), _office(session, revision)
    return Letter(
        key=f"{RevisionPublished.name}:{revision.id}:{revision.version}",
        topic=TOPIC,
        user_id=user_id,
        subject=msgid("公開されました：%(title)s", title=title),
        lines=(
            msgid("%(office)sが「%(title)s」を確かめ、公開しました。", office=office, title=title),
            msgid("まちがいや古くなったところがあれば、いつでも直せます。"),
        ),
        link=publisher.address(revision.subject_id),
        link_text=msgid("公開されたページを見る"),
    )


def _office(session: Session, revision: Revision) -> str:
    return list_office_names(session, [revision.office_id or ""]).get(revision.office_id or "", "")
