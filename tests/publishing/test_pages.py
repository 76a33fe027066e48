"""The pages of both sides over HTTP: what is offered, what is refused, and that nothing leaks."""

import json

import html5lib
import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import Database
from app.core.publication import ImportedFields, Revision, record_import
from app.core.unit_of_work import unit_of_work
from app.publishing import service
from tests.people import Browser
from tests.publishing.factories import (
    DRAFT,
    LIVE,
    ProfilePublisher,
    World,
    draft_of,
    make_world,
    seen_of,
    submitted,
    take_part,
)

PUBLISHER = ProfilePublisher()


class Site:
    """The site with a world, and one version in it."""

    def __init__(self, app: Flask, database: Database, begin) -> None:
        self.app, self.database = app, database
        take_part(app)
        with unit_of_work(database) as session:
            self.world: World = make_world(session)
            revision = begin(session, self.world)
            self.key, self.id = revision.key, revision.id

    @property
    def own(self) -> str:
        return f"/publications/{self.key}"

    @property
    def desk(self) -> str:
        return f"/admin/publications/{self.key}"

    def as_(self, name: str) -> Browser:
        return Browser(self.app).sign_in(f"{name}@example.jp")

    def row(self) -> Revision:
        with self.database.read() as session:
            found = session.scalars(select(Revision).where(Revision.key == self.key)).one()
            session.expunge(found)
            return found


@pytest.fixture
def drafted(app: Flask, database: Database) -> Site:
    return Site(app, database, draft_of)


@pytest.fixture
def waiting(app: Flask, database: Database) -> Site:
    return Site(app, database, submitted)


def parse(text: str) -> None:
    html5lib.HTMLParser(strict=True).parse(text)
    assert text.count("<h1") == 1


def test_a_version_goes_from_draft_to_public_by_two_people(drafted: Site) -> None:
    owner, official = drafted.as_("owner"), drafted.as_("official1")
    assert owner.post(drafted.own, f"{drafted.own}/submit").status_code == 303
    listed = official.get("/admin/publications/").text
    assert drafted.desk in listed
    page = official.get(drafted.desk).text
    assert "薄い板を溶接します" in page
    answer = official.post(drafted.desk, f"{drafted.desk}/publish")
    assert (answer.status_code, answer.headers["Location"]) == (303, drafted.desk)
    assert drafted.row().state == "published"
    for text in (listed, page, official.get(drafted.desk).text, owner.get(drafted.own).text):
        parse(text)


def test_a_version_is_returned_and_the_notes_stand_beside_the_fields(waiting: Site) -> None:
    official = waiting.as_("official1")
    answer = official.post(
        waiting.desk, f"{waiting.desk}/return", {"note-summary": "もっと短く", "note-": "あと一歩です"}
    )
    assert answer.status_code == 303
    page = waiting.as_("viewer").get(waiting.own).text
    assert "もっと短く" in page
    assert "あと一歩です" in page
    assert f"{waiting.own}/submit" not in page
    parse(page)


def test_a_return_without_words_comes_back_with_what_was_typed(waiting: Site) -> None:
    official = waiting.as_("official1")
    answer = official.post(waiting.desk, f"{waiting.desk}/return", {"note-summary": "長" * 1001})
    assert (answer.status_code, "長" * 1001 in answer.text) == (422, True)
    parse(answer.text)
    assert official.post(waiting.desk, f"{waiting.desk}/return").status_code == 422
    assert waiting.row().state == "submitted"


@pytest.mark.parametrize(
    ("name", "status"), [("stranger", 404), ("auditor", 404), ("owner", 403), ("proxy", 403), ("official1", 200)]
)
def test_the_page_of_decision_is_for_its_office(waiting: Site, name: str, status: int) -> None:
    answer = waiting.as_(name).get(waiting.desk)
    assert answer.status_code == status
    assert status == 200 or waiting.world.firm.name not in answer.text


@pytest.mark.parametrize(("name", "status"), [("out", 404), ("official1", 404), ("viewer", 200), ("proxy", 404)])
def test_a_firms_page_is_for_its_people(drafted: Site, name: str, status: int) -> None:
    answer = drafted.as_(name).get(drafted.own)
    assert answer.status_code == status
    assert status == 200 or "薄い板" not in answer.text


@pytest.mark.parametrize("verb", ["submit", "discard", "rebase", "withdraw", "take", "decline"])
def test_verbs_are_shut_to_others_and_to_viewers(drafted: Site, verb: str) -> None:
    for name, status in (("out", 404), ("stranger", 404), ("viewer", 403)):
        browser = drafted.as_(name)
        token = browser.hidden("/", "/logout")["csrf_token"]
        answer = browser.client.post(f"{drafted.own}/{verb}", data={"csrf_token": token})
        wanted = 404 if verb in ("take", "decline") else status
        assert (name, answer.status_code) == (name, wanted)
    assert drafted.row().version == 2


def test_a_decision_on_an_old_page_is_a_conflict_with_its_reason(waiting: Site) -> None:
    official = waiting.as_("official1")
    hidden = official.hidden(waiting.desk, f"{waiting.desk}/publish")
    with unit_of_work(waiting.database) as session:
        row = session.get(Revision, waiting.id)
        service.withdraw(session, row, waiting.world.owner)
        service.submit(session, PUBLISHER, row, waiting.world.owner)
    answer = official.client.post(f"{waiting.desk}/publish", data=hidden)
    assert (answer.status_code, "申請の内容が変わりました" in answer.text) == (409, True)
    assert waiting.row().state == "submitted"


def test_the_slower_official_learns_who_decided(waiting: Site) -> None:
    slow = waiting.as_("official2")
    hidden = slow.hidden(waiting.desk, f"{waiting.desk}/publish")
    waiting.as_("official1").post(waiting.desk, f"{waiting.desk}/publish")
    answer = slow.client.post(f"{waiting.desk}/publish", data=hidden)
    assert (answer.status_code, "職員 1さんが先に決めました" in answer.text) == (409, True)


def test_a_stale_base_is_shown_and_the_version_goes_back(waiting: Site) -> None:
    official = waiting.as_("official1")
    with unit_of_work(waiting.database) as session:
        PUBLISHER.apply(session, waiting.world.firm.id, waiting.world.firm.id, {**LIVE, "summary": "国の言葉"})
        record_import(session, PUBLISHER.kind, waiting.world.firm.id, "x", ImportedFields({"summary": "国の言葉"}, {}))
    answer = official.post(waiting.desk, f"{waiting.desk}/publish")
    assert (answer.status_code, "国の言葉" in answer.text, DRAFT["summary"] in answer.text) == (409, True, True)
    parse(answer.text)
    assert (waiting.row().state, waiting.row().fields) == ("returned", DRAFT)
    owner = waiting.as_("owner")
    parse(owner.get(waiting.own).text)
    assert owner.post(waiting.own, f"{waiting.own}/submit").status_code == 409
    assert owner.post(waiting.own, f"{waiting.own}/rebase", {"take": "summary"}).status_code == 303
    assert waiting.row().fields == {**DRAFT, "summary": "国の言葉"}


def test_an_incomplete_draft_is_shown_with_what_is_missing(app: Flask, database: Database) -> None:
    site = Site(app, database, lambda session, world: draft_of(session, world, typed={"summary": ""}))
    answer = site.as_("owner").post(site.own, f"{site.own}/submit")
    assert (answer.status_code, "「できること」を書いてください" in answer.text) == (422, True)
    parse(answer.text)


def test_an_offer_is_chosen_from_on_its_page(app: Flask, database: Database) -> None:
    def offer(session, world):
        record_import(session, PUBLISHER.kind, world.firm.id, "x", ImportedFields({}, {"strengths": "国の強み"}))
        return session.scalars(select(Revision).where(Revision.state == "offered")).one()

    site = Site(app, database, offer)
    assert site.as_("out").get(site.own).status_code == 404
    owner = site.as_("owner")
    parse(owner.get(site.own).text)
    answer = owner.post(site.own, f"{site.own}/take", {"take": "strengths"})
    assert answer.status_code == 303
    assert "国の強み" in owner.get(answer.headers["Location"]).text


def test_the_firms_list_is_theirs_alone(drafted: Site) -> None:
    firm = drafted.world.firm.id
    listed = drafted.as_("viewer").get(f"/publications/?firm={firm}").text
    assert drafted.own in listed
    parse(listed)
    other = drafted.as_("out")
    assert other.get(f"/publications/?firm={firm}").status_code == 404
    assert drafted.own not in other.get("/publications/").text


def test_the_table_for_a_spreadsheet_runs_no_formula(waiting: Site) -> None:
    with unit_of_work(waiting.database) as session:
        from app.publishing.models import RevisionCover

        session.get(RevisionCover, waiting.id).title = "=1+1"
    answer = waiting.as_("official1").get("/admin/publications.csv")
    assert answer.text.startswith("\ufeff")
    assert ",'=1+1," in answer.text
    assert len(waiting.as_("stranger").get("/admin/publications.csv").text.splitlines()) == 1


@pytest.mark.parametrize("query", ["tab=draft", "kind=nothing", "page=0"])
def test_unknown_lists_are_refused(waiting: Site, query: str) -> None:
    assert waiting.as_("official1").get(f"/admin/publications/?{query}").status_code == 400


def test_typed_text_is_escaped_on_both_pages(app: Flask, database: Database) -> None:
    nasty = "<script>alert(1)</script>"

    def begin(session, world):
        revision = draft_of(session, world, typed={"summary": nasty, "keywords": [nasty]})
        service.submit(session, PUBLISHER, revision, world.owner)
        return revision

    site = Site(app, database, begin)
    for text in (site.as_("official1").get(site.desk).text, site.as_("owner").get(site.own).text):
        assert nasty not in text
        parse(text)


def test_after_a_return_the_office_sees_what_it_was_given(waiting: Site) -> None:
    official = waiting.as_("official1")
    official.post(waiting.desk, f"{waiting.desk}/return", {"note-": "x"})
    with unit_of_work(waiting.database) as session:
        row = session.get(Revision, waiting.id)
        service.save_draft(session, PUBLISHER, row, waiting.world.owner, {"summary": "まだ秘密"}, seen_of(row.fields))
    page = official.get(waiting.desk).text
    assert ("まだ秘密" in page, DRAFT["summary"] in page) == (False, True)


def test_an_automatic_save_answers_what_stands_now(app: Flask, database: Database) -> None:
    from app.publishing.editing import autosave_answer, hidden_seen, read_seen

    with unit_of_work(database) as session, app.test_request_context():
        world = make_world(session)
        draft = draft_of(session, world)
        shown = seen_of(draft.fields)
        service.save_draft(session, PUBLISHER, draft, world.owner, {"summary": "甲"}, shown)
        saved = service.save_draft(session, PUBLISHER, draft, world.editor, {"summary": "乙", "strengths": "早"}, shown)
        told = json.loads(autosave_answer(PUBLISHER, draft, saved).get_data(as_text=True))
        assert [(c["name"], c["theirs"], c["by"]) for c in told["clashes"]] == [("summary", ["甲"], "社員 owner")]
        assert told["seen"]["seen-strengths"] == seen_of(draft.fields)["strengths"]
        assert "seen-summary" not in told["seen"]
        assert told["version"] == draft.version
        boxes = html5lib.parseFragment(str(hidden_seen(draft.fields)), namespaceHTMLElements=False)
        assert read_seen({box.get("name"): box.get("value") for box in boxes}) == seen_of(draft.fields)


def test_a_desk_of_many_takes_no_more_statements(waiting: Site) -> None:
    """The number of statements of the list does not grow with its rows."""
    from sqlalchemy import event, insert

    official = waiting.as_("official1")
    counts = []
    for _ in range(2):
        seen: list[str] = []
        engine = waiting.app.extensions["database"].reading
        event.listen(engine, "before_cursor_execute", lambda *args, seen=seen: seen.append(args[2]))
        assert official.get("/admin/publications/").status_code == 200
        counts.append(sum(not statement.startswith("BEGIN") for statement in seen))
        row = waiting.row()
        with unit_of_work(waiting.database) as session:
            values = {c.name: getattr(row, c.name) for c in Revision.__table__.columns if c.name not in ("id", "key")}
            session.execute(insert(Revision), [values | {"subject_id": f"{len(counts)}-{n}"} for n in range(9)])
    assert counts[0] == counts[1] <= 12
