"""Random people and verbs: whatever they do, what is public was decided by an official who had no hand in it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.core.db import Database
from app.core.errors import Refusal
from app.core.migrations import upgrade
from app.core.publication import OPEN, Revision, RevisionState
from app.core.unit_of_work import unit_of_work
from app.publishing import queries, service
from app.publishing.states import AT_OFFICE
from tests.publishing.factories import LIVE, ProfilePublisher, World, make_world, seen_of

PUBLISHER = ProfilePublisher()
NAMES = st.sampled_from(["owner", "editor", "viewer", "proxy", "official", "second", "stranger", "auditor", "outsider"])
WORDS = st.sampled_from(["", "甲", "乙"])


class Publishing(RuleBasedStateMachine):
    """One firm and everyone around it."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        url = f"sqlite:///{Path(self._folder.name) / 'site.sqlite3'}"
        upgrade(url)
        self.database = Database(url)
        with unit_of_work(self.database) as session:
            self.world: World = make_world(session)

    def teardown(self) -> None:
        self.database.dispose()
        self._folder.cleanup()

    def _try(self, name: str, verb) -> None:
        actor = getattr(self.world, name)
        try:
            with unit_of_work(self.database) as session:
                firm_id = self.world.firm.id
                revision = queries.find_open(session, PUBLISHER.kind, firm_id)
                verb(session, actor, revision)
        except Refusal:
            pass

    @rule(name=NAMES, word=WORDS)
    def save(self, name: str, word: str) -> None:
        def verb(session, actor, _revision) -> None:
            row = service.open_draft(session, PUBLISHER, self.world.firm.id, self.world.firm.id, actor)
            service.save_draft(session, PUBLISHER, row, actor, {"summary": word}, seen_of(row.fields))

        self._try(name, verb)

    @rule(name=NAMES, action=st.sampled_from(["submit", "withdraw", "discard", "publish", "return"]))
    def act(self, name: str, action: str) -> None:
        verbs = {
            "submit": lambda session, actor, row: service.submit(session, PUBLISHER, row, actor),
            "withdraw": lambda session, actor, row: service.withdraw(session, row, actor),
            "discard": lambda session, actor, row: service.discard(session, row, actor),
            "publish": lambda session, actor, row: service.publish(session, PUBLISHER, row, actor, row.version),
            "return": lambda session, actor, row: service.return_(
                session, PUBLISHER, row, actor, {"": "直して"}, row.version
            ),
        }
        self._try(name, lambda session, actor, row: verbs[action](session, actor, row) if row else None)

    @invariant()
    def public_is_what_was_decided(self) -> None:
        with self.database.read() as session:
            rows = session.query(Revision).filter(Revision.firm_id.is_not(None)).order_by(Revision.number).all()
            published = [row for row in rows if row.state == RevisionState.PUBLISHED]
            wanted = published[-1].fields if published else LIVE
            assert PUBLISHER.live(session, self.world.firm.id) == wanted
            deciders = {self.world.official.user_id, self.world.second.user_id}
            assert {row.decided_by for row in published} <= deciders
            assert sum(row.state in OPEN for row in rows) <= 1
            assert all(row.submitted_by for row in rows if row.state in AT_OFFICE)


Publishing.TestCase.settings = settings(
    max_examples=6, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestPublishing = Publishing.TestCase
