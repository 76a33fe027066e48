"""Many at once, on both databases: one draft, one decision, no lost word."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from app.core.db import Database
from app.core.errors import Conflict, Refusal
from app.core.publication import Revision
from app.core.unit_of_work import unit_of_work
from app.publishing import service
from app.publishing.models import RevisionEvent
from tests.publishing.factories import DRAFT, ProfilePublisher, make_world, seen_of, submitted

PUBLISHER = ProfilePublisher()
RACERS = 8


def race(attempts: list[Callable[[], object]]) -> list[object]:
    """Start all at the same moment; what each gave back, or its refusal."""
    start = Barrier(len(attempts))

    def run(attempt: Callable[[], object]) -> object:
        start.wait()
        try:
            return attempt()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


def test_two_who_begin_at_once_share_one_draft(database: Database) -> None:
    with unit_of_work(database) as session:
        world = make_world(session)

    def begin() -> int:
        with unit_of_work(database) as session:
            return service.open_draft(session, PUBLISHER, world.firm.id, world.firm.id, world.owner).id

    assert len(set(race([begin] * RACERS))) == 1
    with database.read() as session:
        assert session.scalars(select(RevisionEvent.action)).all() == ["open"]


def test_of_two_officials_at_once_one_decides(database: Database) -> None:
    with unit_of_work(database) as session:
        world = make_world(session)
        revision = submitted(session, world)
        id_, version = revision.id, revision.version

    def decide(actor, verb):
        def attempt():
            with unit_of_work(database) as session:
                verb(session, session.get(Revision, id_), actor)
            return "done"

        return attempt

    def publish(session, row, actor):
        service.publish(session, PUBLISHER, row, actor, version)

    def return_(session, row, actor):
        service.return_(session, PUBLISHER, row, actor, {"": "直してください"}, version)

    found = race([decide(world.official, publish), decide(world.second, return_)] * (RACERS // 2))
    assert found.count("done") == 1
    assert sum(isinstance(one, Conflict) for one in found) == RACERS - 1
    with database.read() as session:
        decisions = session.scalars(select(RevisionEvent.action).where(RevisionEvent.action.in_(("publish", "return"))))
        assert len(decisions.all()) == 1


def test_withdrawal_and_publication_at_once_leave_one_of_them(database: Database) -> None:
    with unit_of_work(database) as session:
        world = make_world(session)
        revision = submitted(session, world)
        id_, version = revision.id, revision.version

    def publish() -> str:
        with unit_of_work(database) as session:
            service.publish(session, PUBLISHER, session.get(Revision, id_), world.official, version)
        return "published"

    def withdraw() -> str:
        with unit_of_work(database) as session:
            service.withdraw(session, session.get(Revision, id_), world.owner)
        return "draft"

    (won,) = [one for one in race([publish, withdraw]) if isinstance(one, str)]
    with database.read() as session:
        assert session.get(Revision, id_).state == won
        assert (PUBLISHER.live(session, world.firm.id) == DRAFT) is (won == "published")


def test_editors_of_different_fields_at_once_lose_nothing(database: Database) -> None:
    with unit_of_work(database) as session:
        world = make_world(session)
        draft = service.open_draft(session, PUBLISHER, world.firm.id, world.firm.id, world.owner)
        id_, shown = draft.id, seen_of(draft.fields)

    def save(actor, name, value):
        def attempt():
            with unit_of_work(database) as session:
                row = session.get(Revision, id_)
                return service.save_draft(session, PUBLISHER, row, actor, {name: value}, shown).conflicts

        return attempt

    found = race([save(world.owner, "summary", "甲"), save(world.editor, "strengths", "乙")])
    assert found == [{}, {}]
    with database.read() as session:
        fields = session.get(Revision, id_).fields
        assert (fields["summary"], fields["strengths"]) == ("甲", "乙")
