"""Drafts: one for the firm, saved field by field, and only by those who may."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import Conflict, InvalidInput, NotFound, Refusal
from app.core.publication import Revision
from app.publishing import queries, service
from app.publishing.errors import ReadOnly
from app.publishing.models import RevisionEvent
from tests.publishing.factories import DRAFT, LIVE, ProfilePublisher, draft_of, make_world, seen_of, submitted

PUBLISHER = ProfilePublisher()


def test_a_draft_begins_from_what_is_public(session: Session) -> None:
    world = make_world(session)
    draft = service.open_draft(session, PUBLISHER, world.firm.id, world.firm.id, world.owner)
    assert (draft.state, draft.fields, draft.number, draft.base_number) == ("draft", LIVE, 2, 1)
    assert (draft.firm_id, draft.office_id, draft.by) == (world.firm.id, world.office.id, world.owner.user_id)


def test_the_second_editor_gets_the_same_draft(session: Session) -> None:
    world = make_world(session)
    one = draft_of(session, world)
    assert service.open_draft(session, PUBLISHER, world.firm.id, world.firm.id, world.editor) is one


def test_a_viewer_is_refused_and_a_stranger_finds_nothing(session: Session) -> None:
    world = make_world(session)
    with pytest.raises(ReadOnly) as refused:
        service.open_draft(session, PUBLISHER, world.firm.id, world.firm.id, world.viewer)
    assert refused.value.status == 403
    for actor in (world.outsider, world.official):
        with pytest.raises(NotFound):
            service.open_draft(session, PUBLISHER, world.firm.id, world.firm.id, actor)


def test_a_firm_cannot_open_a_draft_of_anothers_thing_in_its_own_name(session: Session) -> None:
    world = make_world(session)
    with pytest.raises(NotFound):
        service.open_draft(session, PUBLISHER, world.firm.id, world.other.id, world.outsider)


def test_an_outsider_cannot_save_or_move_a_draft(session: Session) -> None:
    world = make_world(session)
    draft = draft_of(session, world)
    for attempt in (
        lambda: service.save_draft(session, PUBLISHER, draft, world.outsider, {"summary": "x"}, {}),
        lambda: service.submit(session, PUBLISHER, draft, world.outsider),
        lambda: service.discard(session, draft, world.outsider),
        lambda: service.rebase(session, PUBLISHER, draft, world.outsider),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert (draft.state, draft.fields["summary"]) == ("draft", DRAFT["summary"])


def test_two_editors_at_once_lose_nothing(session: Session) -> None:
    world = make_world(session)
    draft = service.open_draft(session, PUBLISHER, world.firm.id, world.firm.id, world.owner)
    shown = seen_of(draft.fields)
    service.save_draft(session, PUBLISHER, draft, world.owner, {**LIVE, "summary": "甲"}, shown)
    saved = service.save_draft(
        session, PUBLISHER, draft, world.editor, {**LIVE, "summary": "乙", "strengths": "早い"}, shown
    )
    assert draft.fields == {**LIVE, "summary": "甲", "strengths": "早い"}
    clash = saved.conflicts["summary"]
    assert (list(saved.conflicts), clash.mine, clash.theirs) == (["summary"], "乙", "甲")
    assert clash.by_name == "社員 owner"


def test_a_save_that_changes_nothing_leaves_the_version(session: Session) -> None:
    world = make_world(session)
    draft = draft_of(session, world)
    before = draft.version
    assert service.save_draft(session, PUBLISHER, draft, world.owner, DRAFT, seen_of(draft.fields)).version == before


def test_unknown_fields_are_not_taken(session: Session) -> None:
    world = make_world(session)
    draft = draft_of(session, world, typed={"summary": "x", "is_claimed": True, "state": "published"})
    assert set(draft.fields) == set(LIVE)


def test_what_is_being_checked_cannot_be_saved(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    with pytest.raises(Conflict, match="確認中です"):
        service.save_draft(session, PUBLISHER, revision, world.owner, {"summary": "x"}, seen_of(revision.fields))


def test_an_incomplete_draft_is_saved_and_not_submitted(session: Session) -> None:
    world = make_world(session)
    draft = draft_of(session, world, typed={"summary": ""})
    with pytest.raises(InvalidInput) as refused:
        service.submit(session, PUBLISHER, draft, world.owner)
    assert refused.value.fields == {"summary": "「できること」を書いてください"}
    assert draft.state == "draft"


def test_a_draft_that_says_nothing_new_is_not_submitted(session: Session) -> None:
    world = make_world(session)
    draft = service.open_draft(session, PUBLISHER, world.firm.id, world.firm.id, world.owner)
    with pytest.raises(Conflict, match="公開中の内容と同じです"):
        service.submit(session, PUBLISHER, draft, world.owner)


def test_entry_on_behalf_keeps_its_authorship(session: Session) -> None:
    world = make_world(session)
    draft = draft_of(session, world, world.proxy)
    service.submit(session, PUBLISHER, draft, world.owner)
    assert (draft.by, draft.on_behalf, draft.submitted_by) == (
        world.proxy.user_id,
        world.chamber.id,
        world.owner.user_id,
    )
    assert [line.hand.name for line in queries.list_lines(session, draft)] == ["機関 cci", "機関 cci", "社員 owner"]


def test_a_run_of_saves_is_one_line_of_history(session: Session) -> None:
    world = make_world(session)
    draft = draft_of(session, world)
    for text in "abc":
        service.save_draft(session, PUBLISHER, draft, world.owner, {"summary": text}, seen_of(draft.fields))
    acts = session.scalars(select(RevisionEvent.action).where(RevisionEvent.revision_id == draft.id)).all()
    assert acts == ["open", "edit"]


def test_a_discarded_draft_makes_room_for_a_new_one(session: Session) -> None:
    world = make_world(session)
    draft = draft_of(session, world)
    service.discard(session, draft, world.owner)
    again = service.open_draft(session, PUBLISHER, world.firm.id, world.firm.id, world.owner)
    assert (again.id != draft.id, again.number, again.fields) == (True, 3, LIVE)


def test_a_file_that_another_sent_cannot_be_shown(session: Session) -> None:
    class WithFile(ProfilePublisher):
        def files(self, fields):
            return iter([fields["strengths"]] if str(fields.get("strengths")).startswith("file-") else [])

    world = make_world(session)
    draft = draft_of(session, world)
    with pytest.raises(InvalidInput, match="このファイルは使えません"):
        service.save_draft(session, WithFile(), draft, world.owner, {"strengths": "file-1"}, seen_of(draft.fields))
    assert draft.fields["strengths"] == DRAFT["strengths"]


def test_fresh_is_confirmed_by_editors_only(session: Session) -> None:
    world = make_world(session)
    service.confirm_fresh(session, PUBLISHER, world.firm.id, world.firm.id, world.owner)
    for actor in (world.viewer, world.outsider):
        with pytest.raises(Refusal):
            service.confirm_fresh(session, PUBLISHER, world.firm.id, world.firm.id, actor)
    with pytest.raises(Conflict, match="まだ公開した内容"):
        service.confirm_fresh(session, PUBLISHER, world.other.id, world.other.id, world.outsider)
    assert session.scalar(select(func.count()).select_from(Revision).where(Revision.state == "draft")) == 0
