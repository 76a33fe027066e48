"""Decisions: by an official of the office, with four eyes, on what they saw; nothing is lost when the page moved on."""

from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor, FirmRole, Grant, Role
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.outbox import OutboxRow
from app.core.publication import ImportedFields, Revision, RevisionState, last_imported, record_import
from app.core.workflow import WrongState, move
from app.publishing import queries, service
from app.publishing.errors import BaseMoved, ReadOnly, SeenAnother
from app.publishing.states import PUBLISHING
from tests.people import make_office, make_staff
from tests.publishing.factories import DRAFT, LIVE, ProfilePublisher, World, draft_of, make_world, seen_of, submitted

PUBLISHER = ProfilePublisher()


def publish(session: Session, world: World, revision: Revision, actor: Actor | None = None) -> None:
    service.publish(session, PUBLISHER, revision, actor or world.official, revision.version)


def return_(session: Session, world: World, revision: Revision, notes=None) -> None:
    service.return_(session, PUBLISHER, revision, world.official, notes or {"summary": "短く"}, revision.version)


def imported(session: Session, world: World, **fields) -> None:
    """An import publishes meanwhile."""
    PUBLISHER.apply(session, world.firm.id, world.firm.id, {**PUBLISHER.live(session, world.firm.id), **fields})
    record_import(session, PUBLISHER.kind, world.firm.id, "gbizinfo", ImportedFields(fields, {}))


def test_publishing_writes_the_live_row(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    publish(session, world, revision)
    assert PUBLISHER.live(session, world.firm.id) == DRAFT
    assert (revision.state, revision.decided_by) == ("published", world.official.user_id)
    names = session.scalars(select(OutboxRow.name).order_by(OutboxRow.id)).all()
    assert names == ["revision_submitted", "revision_published"]


def test_an_official_of_another_office_finds_nothing(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    with pytest.raises(NotFound):
        publish(session, world, revision, world.stranger)


def test_the_prefecture_sees_it_and_does_not_decide(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    office = make_office(session, "pref")
    user = make_staff(session, office, "pref@example.jp")
    with pytest.raises(ReadOnly):
        publish(session, world, revision, Actor(user.id, frozenset({Grant(Role.OFFICIAL, office.id)})))


def test_an_official_of_the_firm_is_refused(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    both = Actor(world.official.user_id, world.official.grants | {Grant(FirmRole.VIEWER, world.firm.id)})
    with pytest.raises(Conflict, match="自分では決められません"):
        publish(session, world, revision, both)


def test_who_typed_does_not_decide_even_after_leaving_the_firm(session: Session) -> None:
    world = make_world(session)
    typing = Actor(world.official.user_id, frozenset({Grant(FirmRole.EDITOR, world.firm.id)}))
    revision = draft_of(session, world)
    service.save_draft(session, PUBLISHER, revision, typing, {"strengths": "x"}, seen_of(revision.fields))
    service.save_draft(session, PUBLISHER, revision, world.owner, {"strengths": "y"}, seen_of(revision.fields))
    service.submit(session, PUBLISHER, revision, world.owner)
    with pytest.raises(Conflict, match="自分では決められません"):
        publish(session, world, revision, world.official)
    publish(session, world, revision, world.second)


def test_a_decision_is_made_on_the_version_that_was_seen(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    seen = revision.version
    service.withdraw(session, revision, world.owner)
    service.save_draft(session, PUBLISHER, revision, world.owner, {"summary": "別"}, seen_of(revision.fields))
    service.submit(session, PUBLISHER, revision, world.owner)
    with pytest.raises(SeenAnother):
        service.publish(session, PUBLISHER, revision, world.official, seen)
    assert PUBLISHER.live(session, world.firm.id) == LIVE


def test_the_second_official_hears_who_was_faster(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    seen = revision.version
    publish(session, world, revision)
    with pytest.raises(WrongState, match="職員 1さんが先に決めました"):
        service.return_(session, PUBLISHER, revision, world.second, {"": "x"}, seen)


def test_a_return_needs_words(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    for notes in ({}, {"summary": "  "}, {"unknown": "x"}):
        with pytest.raises(InvalidInput):
            service.return_(session, PUBLISHER, revision, world.official, notes, revision.version)
    with pytest.raises(InvalidInput) as long:
        return_(session, world, revision, {"summary": "長" * 1001})
    assert list(long.value.fields) == ["summary"]
    assert revision.state == "submitted"


def test_a_returned_version_is_edited_and_sent_again(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    return_(session, world, revision, {"summary": "短く", "": "お願いします"})
    service.save_draft(session, PUBLISHER, revision, world.editor, {"summary": "短い"}, seen_of(revision.fields))
    assert (revision.state, revision.notes) == ("returned", {"summary": "短く", "": "お願いします"})
    service.submit(session, PUBLISHER, revision, world.editor)
    assert (revision.state, revision.notes, revision.decided_by) == ("submitted", {}, None)
    publish(session, world, revision)
    assert PUBLISHER.live(session, world.firm.id)["summary"] == "短い"
    acts = [line.action for line in queries.list_lines(session, revision)]
    assert acts == ["open", "edit", "submit", "return", "edit", "submit", "publish"]


def test_fields_that_the_draft_left_alone_follow_an_import(session: Session) -> None:
    world = make_world(session)
    revision = draft_of(session, world, typed={"summary": "私たちの言葉"})
    service.submit(session, PUBLISHER, revision, world.owner)
    imported(session, world, strengths="国の登録")
    publish(session, world, revision)
    assert PUBLISHER.live(session, world.firm.id) == {**LIVE, "summary": "私たちの言葉", "strengths": "国の登録"}
    assert (revision.number, revision.base_number) == (4, 3)
    assert last_imported(session, PUBLISHER.kind, world.firm.id)["strengths"] == "国の登録"


def test_fields_that_both_changed_send_the_version_back(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    imported(session, world, summary="国の登録")
    with pytest.raises(BaseMoved) as moved:
        publish(session, world, revision)
    assert moved.value.clashing == ("summary",)
    assert service.send_back(session, PUBLISHER, revision, world.official, revision.version) == ["summary"]
    assert (revision.state, list(revision.notes), revision.fields) == ("returned", ["summary"], DRAFT)
    with pytest.raises(BaseMoved):
        service.submit(session, PUBLISHER, revision, world.owner)
    assert service.rebase(session, PUBLISHER, revision, world.owner) == ("summary",)
    service.submit(session, PUBLISHER, revision, world.owner)
    publish(session, world, revision)
    assert PUBLISHER.live(session, world.firm.id) == DRAFT


def test_a_rebase_may_take_the_public_value(session: Session) -> None:
    world = make_world(session)
    revision = draft_of(session, world)
    imported(session, world, summary="国の登録", keywords=["国"])
    service.rebase(session, PUBLISHER, revision, world.owner, ["summary"])
    assert revision.fields == {**DRAFT, "summary": "国の登録"}


def test_the_table_is_the_only_way(session: Session) -> None:
    """Every pair of action and state: in the table it leads where the table says, else it is refused and nothing moves."""
    world = make_world(session)
    number = 100
    for action, state in product([t.action for t in PUBLISHING.transitions], RevisionState):
        number += 1
        row = Revision(
            kind="walk",
            subject_id=f"{action}-{state}",
            number=number,
            fields={},
            state=state.value,
            firm_id=world.firm.id,
            created_at=world.firm.updated_at,
            published_at=world.firm.updated_at if state is RevisionState.PUBLISHED else None,
        )
        session.add(row)
        session.flush()
        found = PUBLISHING.find(action, state)
        changes = {"published_at": world.firm.updated_at} if action == "publish" else {}
        if found is None:
            with pytest.raises(WrongState):
                move(session, PUBLISHING, row, action, **changes)
            assert (row.state, row.version) == (state, 1)
        else:
            move(session, PUBLISHING, row, action, **changes)
            assert (row.state, row.version) == (found.target, 2)


def test_each_verb_is_refused_in_every_other_state(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    with pytest.raises(WrongState):
        service.submit(session, PUBLISHER, revision, world.owner)
    with pytest.raises(WrongState):
        service.discard(session, revision, world.owner)
    publish(session, world, revision)
    for verb in (
        lambda: service.submit(session, PUBLISHER, revision, world.owner),
        lambda: service.withdraw(session, revision, world.owner),
        lambda: service.discard(session, revision, world.owner),
        lambda: publish(session, world, revision),
        lambda: service.save_draft(session, PUBLISHER, revision, world.owner, {"summary": "x"}, {}),
        lambda: service.rebase(session, PUBLISHER, revision, world.owner),
    ):
        with pytest.raises(Conflict):
            verb()
    assert PUBLISHER.live(session, world.firm.id) == DRAFT


def test_an_offer_is_taken_in_part_and_never_made_again(session: Session) -> None:
    world = make_world(session)
    refused = ImportedFields({}, {"summary": "国の言葉", "strengths": "国の強み"})
    record_import(session, PUBLISHER.kind, world.firm.id, "gbizinfo", refused)
    (offer,) = queries.list_offers(session, PUBLISHER.kind, world.firm.id)
    with pytest.raises(NotFound):
        service.take_offer(session, PUBLISHER, offer.id, world.outsider, ["summary"])
    with pytest.raises(ReadOnly):
        service.decline_offer(session, PUBLISHER, offer.id, world.viewer)
    draft = service.take_offer(session, PUBLISHER, offer.id, world.owner, ["strengths", "state"])
    assert draft.fields == {**LIVE, "strengths": "国の強み"}
    with pytest.raises(WrongState):
        service.decline_offer(session, PUBLISHER, offer.id, world.owner)
    record_import(session, PUBLISHER.kind, world.firm.id, "gbizinfo", refused)
    assert queries.list_offers(session, PUBLISHER.kind, world.firm.id) == []


def test_a_firms_own_version_is_no_offer(session: Session) -> None:
    world = make_world(session)
    revision = draft_of(session, world)
    with pytest.raises(NotFound):
        service.take_offer(session, PUBLISHER, revision.id, world.owner, ["summary"])
