"""Who may see which version, and what waits at whose desk."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core import clock
from app.core.actor import VISITOR, Actor, Grant, Role
from app.core.errors import NotFound
from app.core.publication import Revision
from app.publishing import queries, service
from app.publishing.notices import letter_writers
from app.publishing.queries.desk import Desk, Tab
from app.publishing.sections import work_section
from tests.people import make_office, make_staff
from tests.publishing.factories import LIVE, ProfilePublisher, World, draft_of, make_world, seen_of, submitted

PUBLISHER = ProfilePublisher()
PUBLISHERS = {PUBLISHER.kind: PUBLISHER}


def who_sees(session: Session, world: World, revision: Revision) -> set[str]:
    people = {name: getattr(world, name) for name in ("owner", "viewer", "proxy", "official", "stranger", "auditor")}
    people |= {"outsider": world.outsider, "visitor": VISITOR}
    return {name for name, actor in people.items() if queries.is_visible(session, actor, revision)}


def test_a_draft_is_the_firms_alone(session: Session) -> None:
    world = make_world(session)
    assert who_sees(session, world, draft_of(session, world)) == {"owner", "viewer", "proxy"}


def test_what_was_handed_in_is_seen_by_its_office(session: Session) -> None:
    world = make_world(session)
    assert who_sees(session, world, submitted(session, world)) == {"owner", "viewer", "proxy", "official"}


def test_what_was_decided_is_seen_by_auditors_too(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    service.return_(session, PUBLISHER, revision, world.official, {"": "x"}, revision.version)
    everyone = {"owner", "viewer", "proxy", "official", "auditor"}
    assert who_sees(session, world, revision) == everyone
    service.submit(session, PUBLISHER, revision, world.owner)
    service.publish(session, PUBLISHER, revision, world.official, revision.version)
    assert who_sees(session, world, revision) == everyone


def test_what_was_withdrawn_is_the_firms_again(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    service.withdraw(session, revision, world.owner)
    assert who_sees(session, world, revision) == {"owner", "viewer", "proxy"}


def test_the_prefecture_sees_every_office(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    office = make_office(session, "pref")
    user = make_staff(session, office, "pref@example.jp", Role.CHIEF)
    chief = Actor(user.id, frozenset({Grant(Role.CHIEF, office.id)}))
    assert queries.get_at_office(session, chief, revision.key) is revision
    assert queries.list_waiting(session, chief).total == 0  # it is not theirs to do


def test_support_staff_of_the_office_that_decides_sees_nothing(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    support = Actor("x", frozenset({Grant(Role.SUPPORT, world.office.id)}))
    with pytest.raises(NotFound):
        queries.get_at_office(session, support, revision.key)


def test_the_desk_lists_the_oldest_first_and_names_the_late(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    revision.submitted_at = clock.now() - timedelta(days=14)
    session.flush()
    page = queries.list_waiting(session, world.official)
    assert [(row.revision.id, row.title, row.is_late) for row in page.items] == [(revision.id, world.firm.name, True)]
    assert queries.count_tabs(session, world.official) == {Tab.WAITING: 1, Tab.RETURNED: 0, Tab.PUBLISHED: 0}
    assert queries.count_tabs(session, world.auditor) == {Tab.RETURNED: 0, Tab.PUBLISHED: 0}
    assert queries.list_waiting(session, world.stranger).total == 0


def test_late_on_the_desk_and_on_the_dashboard_is_the_same(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    for days in range(16):
        at = clock.now() - timedelta(days=days)
        session.execute(update(Revision).where(Revision.id == revision.id).values(submitted_at=at))
        session.expire_all()
        (row,) = queries.list_waiting(session, world.official).items
        assert queries.list_late(session, world.official) == int(row.is_late), days


@pytest.mark.parametrize(("text", "hits"), [("水戸", 1), ("別", 0), ("%", 0), ("_", 0)])
def test_the_desk_is_narrowed_by_text(session: Session, text: str, hits: int) -> None:
    world = make_world(session)
    submitted(session, world)
    assert queries.list_desk(session, world.official, Desk(text=text), 1, 20).total == hits


def test_history_names_the_typist_and_the_office(session: Session) -> None:
    world = make_world(session)
    revision = draft_of(session, world, world.proxy)
    service.submit(session, PUBLISHER, revision, world.proxy)
    service.publish(session, PUBLISHER, revision, world.official, revision.version)
    own, first = queries.list_history(session, PUBLISHER, world.firm.id, world.viewer)
    assert (own.typed.name, own.approved.office, own.approved.name) == ("機関 cci", "機関 mito", "職員 1")
    assert (first.source, first.typed) == ("gbizinfo", None)
    assert queries.list_history(session, PUBLISHER, world.firm.id, world.outsider) == []
    assert queries.list_history(session, PUBLISHER, world.firm.id, VISITOR) == []


def test_the_dashboard_of_the_office_and_of_the_firm(session: Session) -> None:
    world = make_world(session)
    work_for = work_section(PUBLISHERS)
    revision = submitted(session, world)
    assert [(line.count, line.late) for line in work_for(session, world.official)] == [(1, 0)]
    service.return_(session, PUBLISHER, revision, world.official, {"": "x"}, revision.version)
    (returned, *rest) = work_for(session, world.owner)
    assert (returned.count, [item.url for item in returned.items]) == (1, [f"/publications/{revision.key}"])
    assert [line.count for line in rest] == [0, 0]
    assert work_for(session, world.viewer) == work_for(session, VISITOR) == []


def test_a_draft_that_lies_about_is_named_after_a_week(session: Session) -> None:
    world = make_world(session)
    draft = draft_of(session, world)
    draft.updated_at = clock.now() - timedelta(days=8)
    session.flush()
    lines = work_section(PUBLISHERS)(session, world.owner)
    assert [line.count for line in lines] == [0, 1, 0]


def test_letters_go_to_the_office_and_to_the_firms_people(session: Session) -> None:
    world = make_world(session)
    writers = letter_writers(PUBLISHERS)
    revision = submitted(session, world)
    told = writers["revision_submitted"](session, {"revision_id": revision.id, "version": revision.version})
    assert {letter.user_id for letter in told} == {world.official.user_id, world.second.user_id}
    service.return_(session, PUBLISHER, revision, world.official, {"summary": "短く"}, revision.version)
    payload = {"revision_id": revision.id, "version": revision.version}
    assert writers["revision_submitted"](session, payload) == ()  # it has moved on
    back = writers["revision_returned"](session, payload)
    assert sorted(letter.user_id for letter in back) == PUBLISHER.people(session, world.firm.id)
    assert {letter.link for letter in back} == {f"/publications/{revision.key}"}


def test_the_office_never_sees_what_is_typed_after_the_return(session: Session) -> None:
    world = make_world(session)
    revision = submitted(session, world)
    service.return_(session, PUBLISHER, revision, world.official, {"": "x"}, revision.version)
    given = dict(revision.fields)
    service.save_draft(session, PUBLISHER, revision, world.owner, {"summary": "まだ秘密"}, seen_of(revision.fields))
    assert queries.list_submissions(session, revision) == [given]
    assert PUBLISHER.live(session, world.firm.id) == LIVE
