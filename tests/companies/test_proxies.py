"""Entry by support bodies: by an owner's consent or on paper, for the own clients only, gone the moment it ends."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.audit.models import AuditEntry
from app.companies.member_sections import work_for
from app.companies.member_states import PROXY, ProxyState
from app.companies.models import Company, CompanyProxy
from app.companies.notices import members as notices
from app.companies.publisher import CompanyPublisher
from app.companies.queries.members import grants_of
from app.companies.queries.proxies import list_active, proxy_facts
from app.companies.service import members
from app.companies.service import proxies as service
from app.companies.service.proxies import Paper
from app.core import clock
from app.core.actor import Actor, FirmRole, Grant, Role
from app.core.db import Database
from app.core.errors import Conflict, InvalidInput, NotFound, NotYours
from app.core.ids import new_id
from app.core.labels import Label
from app.core.outbox import OutboxRow
from app.core.publication import Revision
from app.core.unit_of_work import unit_of_work
from app.core.workflow import WrongState
from app.offices.models import Office, OfficeStaff
from app.publishing.service import digest_of_value, open_draft, save_draft
from tests.companies.people import Town, browser_of, make_town, send
from tests.people import Browser, make_staff


@pytest.fixture
def town(database: Database) -> Town:
    """Two firms with people, one without, two support bodies."""
    return make_town(database)


def _paper() -> Paper:
    return Paper("見本 社長", clock.today() - timedelta(days=3), is_kept=True)


def _typed(**changes: str) -> dict[str, str]:
    on = clock.today() - timedelta(days=3)
    return {"consented_by": "見本 社長", "consented_on": on.isoformat(), "is_kept": "1", **changes}


def _start(database: Database, town: Town, firm: str, who: str = "support", office: str = "cci") -> str:
    """A request, or entry at once for the firm without owner; its id."""
    with unit_of_work(database) as session:
        company = session.get_one(Company, town[firm])
        return service.start_proxy(session, company, town[office], _paper(), town.staff(who, office)).id


def _active(database: Database, town: Town) -> str:
    """Entry for `firm`, agreed by its owner; its id."""
    id_ = _start(database, town, "firm")
    with unit_of_work(database) as session:
        service.answer_proxy(session, session.get_one(CompanyProxy, id_), "accept", town.owner())
    return id_


def _state(database: Database, id_: str) -> str:
    with database.read() as session:
        return session.get_one(CompanyProxy, id_).state


def _grants(database: Database, user_id: str) -> list[Grant]:
    with database.read() as session:
        return grants_of(session, user_id)


def _new(browser: Browser, firm: str, data: dict[str, str] | None = None):
    return browser.post(f"/clients/new?company={firm}", "/clients/new", data)


def test_a_firm_without_owner_begins_by_paper(app: Flask, database: Database, town: Town) -> None:
    browser = browser_of(app, "support")
    assert _new(browser, town["bare"], _typed()).location == "/clients/"
    assert _grants(database, town["support"]) == [Grant(FirmRole.PROXY, town["bare"], via=town["cci"])]
    with database.read() as session:
        row = session.scalars(select(CompanyProxy)).one()
        assert (row.state, row.consent, row.consented_by) == ("active", "paper", "見本 社長")
        assert [(proxy.id, name) for proxy, name in list_active(session, town["bare"])] == [(row.id, "機関 cci")]
    page = browser.get("/clients/").text
    assert ("株式会社bare" in page, "紙の同意書" in page) == (True, True)
    assert f'href="/companies/{town["bare"]}/profile/"' in page


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"consented_by": ""}, "同意した人の名前を入力してください"),
        ({"consented_on": ""}, "同意書の日付を入力してください"),
        ({"consented_on": "2020-01-01"}, "1年より前の同意書は使えません"),
        ({"consented_on": "2999-01-01"}, "今日までの日にしてください"),
        ({"is_kept": ""}, "保管していることを確認してください"),
    ],
)
def test_a_paper_that_is_not_whole_is_refused(
    app: Flask, database: Database, town: Town, changes: dict[str, str], told: str
) -> None:
    typed = {name: value for name, value in _typed(**changes).items() if value}
    answer = _new(browser_of(app, "support"), town["bare"], typed)
    assert (answer.status_code, told in answer.text) == (422, True)
    assert _grants(database, town["support"]) == []


def test_a_firm_with_an_owner_is_asked_whatever_paper_says(app: Flask, database: Database, town: Town) -> None:
    browser = browser_of(app, "support")
    assert "同意した人の名前" not in browser.get(f"/clients/new?company={town['firm']}").text
    assert _new(browser, town["firm"], _typed()).status_code == 303
    with database.read() as session:
        row = session.scalars(select(CompanyProxy)).one()
        assert (row.state, row.consent, row.consented_by) == ("requested", "owner", "")
    assert _grants(database, town["support"]) == []
    assert f"/companies/{town['firm']}/profile/" not in browser.get("/clients/").text


def test_an_owner_agrees(app: Flask, database: Database, town: Town) -> None:
    id_ = _start(database, town, "firm")
    page = f"/companies/{town['firm']}/proxies/"
    browser = browser_of(app, "owner")
    assert "機関 cci" in browser.get(page).text
    assert browser.post(page, f"{page}{id_}/accept").location == page
    assert _grants(database, town["support"]) == [Grant(FirmRole.PROXY, town["firm"], via=town["cci"])]


def test_an_owner_declines(app: Flask, database: Database, town: Town) -> None:
    id_ = _start(database, town, "firm")
    page = f"/companies/{town['firm']}/proxies/"
    assert browser_of(app, "owner").post(page, f"{page}{id_}/decline").status_code == 303
    assert (_state(database, id_), _grants(database, town["support"])) == ("declined", [])


def test_the_firm_takes_its_consent_back_and_the_grant_is_gone(app: Flask, database: Database, town: Town) -> None:
    id_ = _active(database, town)
    support = browser_of(app, "support")
    assert support.get(f"/companies/{town['firm']}/profile/").status_code == 200
    page = f"/companies/{town['firm']}/proxies/"
    assert browser_of(app, "owner").post(page, f"{page}{id_}/end").location == page
    assert _grants(database, town["support"]) == []
    assert support.get(f"/companies/{town['firm']}/profile/").status_code == 404
    assert "株式会社firm" not in support.get("/clients/").text
    assert "株式会社firm" in support.get("/clients/?ended=1").text


def test_the_next_save_after_the_consent_ended_is_not_there(app: Flask, database: Database, town: Town) -> None:
    id_ = _active(database, town)
    page = f"/companies/{town['firm']}/profile/edit"
    support = browser_of(app, "support")
    proxy = town.actor("support", Grant(FirmRole.PROXY, town["firm"], via=town["cci"]))
    with unit_of_work(database) as session:
        draft = open_draft(session, CompanyPublisher(), town["firm"], town["firm"], proxy)
        seen = {"summary": digest_of_value(draft.fields["summary"])}
        save_draft(session, CompanyPublisher(), draft, proxy, {"summary": "アルミを曲げます"}, seen)
    with database.read() as session:
        kept = session.scalars(select(Revision)).one()
        assert (kept.fields["summary"], kept.firm_id, kept.by) == ("アルミを曲げます", town["firm"], town["support"])
        assert kept.on_behalf == town["cci"]
    with unit_of_work(database) as session:
        service.end_by_firm(session, session.get_one(CompanyProxy, id_), town.owner())
    assert send(support, page, {"summary": "よその文"}).status_code == 404
    with database.read() as session:
        assert session.scalars(select(Revision)).one().fields["summary"] == "アルミを曲げます"


def test_whoever_decides_sees_how_the_firm_consented(database: Database, town: Town) -> None:
    _start(database, town, "bare")
    _active(database, town)
    with database.read() as session:
        assert proxy_facts(session, town["bare"]) == [(Label("代行入力", "Entry on behalf"), "機関 cci（紙の同意書）")]
        (fact,) = proxy_facts(session, town["firm"])
        assert fact[1] == "機関 cci（責任者がこのサイトで同意）"
        assert proxy_facts(session, town["other"]) == []


def test_the_body_ends_it_itself(app: Flask, database: Database, town: Town) -> None:
    id_ = _active(database, town)
    browser = browser_of(app, "support")
    assert browser.post("/clients/", f"/clients/{id_}/end").location == "/clients/"
    assert (_state(database, id_), _grants(database, town["support"])) == ("ended", [])


def test_the_body_takes_its_request_back(app: Flask, database: Database, town: Town) -> None:
    id_ = _start(database, town, "firm")
    assert browser_of(app, "support").post("/clients/", f"/clients/{id_}/withdraw").status_code == 303
    assert _state(database, id_) == "ended"


def test_other_bodies_clients_are_not_there(app: Flask, database: Database, town: Town) -> None:
    id_ = _active(database, town)
    browser = browser_of(app, "banker")
    assert "株式会社firm" not in browser.get("/clients/").text
    for verb in ("end", "withdraw"):
        assert send(browser, f"/clients/{id_}/{verb}").status_code == 404
    assert _grants(database, town["banker"]) == []
    assert _state(database, id_) == "active"


def test_nobody_enters_for_a_body_that_is_not_theirs(app: Flask, database: Database, town: Town) -> None:
    answer = send(
        browser_of(app, "support"), "/clients/new", {**_typed(), "company": town["bare"], "office": town["bank"]}
    )
    assert answer.status_code == 422
    with unit_of_work(database) as session, pytest.raises(NotYours):
        service.start_proxy(session, session.get_one(Company, town["bare"]), town["bank"], _paper(), town.staff())


def test_an_official_is_no_proxy(app: Flask, database: Database, town: Town) -> None:
    id_ = _active(database, town)
    browser = browser_of(app, "official")
    assert browser.get("/clients/").status_code == 403
    assert send(browser, f"/clients/{id_}/end").status_code == 403
    with unit_of_work(database) as session:
        office = session.get_one(Office, town["cci"])
        official = make_staff(session, office, "odd@example.jp", Role.OFFICIAL).id
    assert _grants(database, official) == []


def test_grants_follow_the_staff_and_the_body(database: Database, town: Town) -> None:
    _active(database, town)
    with unit_of_work(database) as session:
        colleague = make_staff(session, session.get_one(Office, town["cci"]), "new@example.jp", Role.SUPPORT).id
    assert _grants(database, colleague) == [Grant(FirmRole.PROXY, town["firm"], via=town["cci"])]
    with unit_of_work(database) as session:
        session.execute(update(OfficeStaff).where(OfficeStaff.user_id == colleague).values(ended_at=clock.now()))
    assert _grants(database, colleague) == []
    with unit_of_work(database) as session:
        session.get_one(Office, town["cci"]).closed_at = clock.now()
    assert _grants(database, town["support"]) == []


@pytest.mark.parametrize("who", ["editor", "viewer"])
def test_others_of_the_firm_see_it_but_do_not_answer(app: Flask, database: Database, town: Town, who: str) -> None:
    id_ = _start(database, town, "firm")
    page = f"/companies/{town['firm']}/proxies/"
    browser = browser_of(app, who)
    assert "機関 cci" in browser.get(page).text
    assert f"{page}{id_}/accept" not in browser.get(page).text
    for verb in ("accept", "decline", "end"):
        answer = send(browser, f"{page}{id_}/{verb}")
        assert (answer.status_code, "責任者だけです" in answer.text) == (403, True)
    assert _state(database, id_) == "requested"


@pytest.mark.parametrize("who", ["rival", "stranger", "support", "banker", "official"])
def test_strangers_do_not_answer(app: Flask, database: Database, town: Town, who: str) -> None:
    id_ = _start(database, town, "firm")
    browser = browser_of(app, who)
    for firm in ("firm", "other"):
        for verb in ("accept", "decline", "end"):
            assert send(browser, f"/companies/{town[firm]}/proxies/{id_}/{verb}").status_code == 404
    assert _state(database, id_) == "requested"


def test_there_is_one_a_firm_and_body(app: Flask, database: Database, town: Town) -> None:
    _start(database, town, "firm")
    with unit_of_work(database) as session, pytest.raises(Conflict):
        service.start_proxy(session, session.get_one(Company, town["firm"]), town["cci"], _paper(), town.staff())
    answer = send(browser_of(app, "support"), "/clients/new", {"company": town["firm"], "office": town["cci"]})
    assert (answer.status_code, "もう始まっているか" in answer.text) == (409, True)
    assert "もう始まっているか" in browser_of(app, "support").get(f"/clients/new?company={town['firm']}").text
    _start(database, town, "firm", "banker", "bank")


def test_the_database_keeps_one_a_firm_and_body(database: Database, town: Town) -> None:
    id_ = _start(database, town, "firm")
    with database.read() as session:
        kept = session.get_one(CompanyProxy, id_)
        values = {column.name: getattr(kept, column.name) for column in CompanyProxy.__table__.columns}
    with pytest.raises(IntegrityError), unit_of_work(database) as session:
        session.add(CompanyProxy(**{**values, "id": new_id()}))


def test_after_an_end_it_can_begin_again(database: Database, town: Town) -> None:
    first = _start(database, town, "bare")
    with unit_of_work(database) as session:
        service.end_by_office(session, session.get_one(CompanyProxy, first), "end", town.staff())
    second = _start(database, town, "bare")
    assert (_state(database, first), _state(database, second)) == ("ended", "active")


def test_who_takes_the_firm_over_keeps_the_body_until_they_end_it(app: Flask, database: Database, town: Town) -> None:
    id_ = _start(database, town, "bare")
    with unit_of_work(database) as session:
        members.add_member(session, town["bare"], town["stranger"], FirmRole.OWNER, given_by=town["official"])
    assert _state(database, id_) == "active"
    page = f"/companies/{town['bare']}/proxies/"
    browser = browser_of(app, "stranger")
    assert "見本 社長" in browser.get(page).text
    assert browser.post(page, f"{page}{id_}/end").status_code == 303
    assert _grants(database, town["support"]) == []


def test_a_firm_that_is_given_up_has_no_proxies(database: Database, town: Town) -> None:
    from app.companies.service.leaving import release

    active = _active(database, town)
    asked = _start(database, town, "firm", "banker", "bank")
    with unit_of_work(database) as session:
        release(session, town["firm"], town.owner())
    assert (_state(database, active), _state(database, asked)) == ("ended", "declined")


@pytest.mark.parametrize("state", list(ProxyState))
@pytest.mark.parametrize("action", ["accept", "decline", "withdraw", "end"])
def test_what_is_not_in_the_table_is_refused(database: Database, town: Town, state: ProxyState, action: str) -> None:
    id_ = _start(database, town, "firm")
    now = clock.now()
    ended = now if state in (ProxyState.DECLINED, ProxyState.ENDED) else None
    with unit_of_work(database) as session:
        proxy = session.get_one(CompanyProxy, id_)
        proxy.state, proxy.started_at, proxy.ended_at = state.value, now, ended
        session.flush()
        acts = {
            "accept": lambda: service.answer_proxy(session, proxy, "accept", town.owner()),
            "decline": lambda: service.answer_proxy(session, proxy, "decline", town.owner()),
            "withdraw": lambda: service.end_by_office(session, proxy, "withdraw", town.staff()),
            "end": lambda: service.end_by_firm(session, proxy, town.owner()),
        }
        if PROXY.find(action, state) is None:
            with pytest.raises(WrongState):
                acts[action]()
        else:
            acts[action]()


def test_a_closed_firm_is_refused(app: Flask, database: Database, town: Town) -> None:
    with unit_of_work(database) as session:
        session.get_one(Company, town["bare"]).closed_on = clock.today()
    page = browser_of(app, "support").get(f"/clients/new?company={town['bare']}").text
    assert "登記が閉鎖されている企業の代行は始められません" in page
    with unit_of_work(database) as session, pytest.raises(Conflict):
        service.start_proxy(session, session.get_one(Company, town["bare"]), town["cci"], _paper(), town.staff())


def test_the_firm_is_found_by_number_and_name(app: Flask, town: Town) -> None:
    browser = browser_of(app, "support")
    assert "株式会社bare」の代行入力を始める" in browser.get(f"/clients/new?q={town['bare']}").text
    assert "検査数字が合いません" in browser.get("/clients/new?q=1000000000001").text
    assert "株式会社bare」の代行入力を始める" in browser.get("/clients/new?q=株式会社bare").text
    assert browser.get("/clients/new?company=nothing").status_code == 404


def test_fields_that_the_form_does_not_have_change_nothing(app: Flask, database: Database, town: Town) -> None:
    odd = {"state": "active", "consent": "paper", "started_at": "2026-01-01", "requested_by": town["rival"]}
    assert _new(browser_of(app, "support"), town["firm"], {**_typed(), **odd}).status_code == 303
    with database.read() as session:
        row = session.scalars(select(CompanyProxy)).one()
        assert (row.state, row.consent, row.started_at, row.requested_by) == (
            "requested",
            "owner",
            None,
            town["support"],
        )


def test_every_step_is_in_the_audit_with_the_body(database: Database, town: Town) -> None:
    id_ = _active(database, town)
    with unit_of_work(database) as session:
        service.end_by_office(session, session.get_one(CompanyProxy, id_), "end", town.staff())
        service.start_proxy(session, session.get_one(Company, town["bare"]), town["cci"], _paper(), town.staff())
    with database.read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("proxy."))).all()
        assert [(entry.action, entry.role, entry.body_id) for entry in sorted(entries, key=lambda e: e.seq)] == [
            ("proxy.request", "support", town["cci"]),
            ("proxy.accept", "owner", town["firm"]),
            ("proxy.end", "support", town["cci"]),
            ("proxy.start", "support", town["cci"]),
        ]
        assert not any("社長" in str(entry.details) for entry in entries)


def _letters(database: Database, name: str) -> list[tuple[str | None, str]]:
    with unit_of_work(database) as session:
        payloads = session.scalars(select(OutboxRow.payload).where(OutboxRow.name == name).order_by(OutboxRow.id)).all()
        letters = [letter for payload in payloads for letter in notices.LETTERS[name](session, payload)]
        return [(letter.user_id, letter.subject.message) for letter in letters]


def test_owners_are_asked_and_the_body_is_answered(database: Database, town: Town) -> None:
    id_ = _start(database, town, "firm")
    assert _letters(database, "proxy_requested") == [(town["owner"], "「%(firm)s」の代行入力に返事をしてください")]
    with database.read() as session:
        (line,) = work_for(session, town.owner())
        assert (line.count, line.url) == (1, f"/companies/{town['firm']}/proxies/")
        assert work_for(session, town.owner("rival", "other")) == []
        assert work_for(session, Actor(town["editor"], frozenset({Grant("editor", town["firm"])}))) == []
    with unit_of_work(database) as session:
        service.answer_proxy(session, session.get_one(CompanyProxy, id_), "accept", town.owner())
    assert _letters(database, "proxy_answered") == [(town["support"], "「%(firm)s」から代行入力の返事がありました")]
    assert _letters(database, "proxy_requested") == []


def test_the_other_side_is_told_of_the_end(database: Database, town: Town) -> None:
    id_ = _active(database, town)
    with unit_of_work(database) as session:
        service.end_by_firm(session, session.get_one(CompanyProxy, id_), town.owner())
    assert _letters(database, "proxy_ended") == [(town["support"], "「%(firm)s」の代行入力が終わりました")]


def test_a_paper_that_says_nothing_is_refused_by_the_service_too(database: Database, town: Town) -> None:
    with unit_of_work(database) as session, pytest.raises(InvalidInput):
        service.start_proxy(session, session.get_one(Company, town["bare"]), town["cci"], Paper(), town.staff())


def test_another_body_does_not_end_it_by_the_service_either(database: Database, town: Town) -> None:
    id_ = _start(database, town, "bare")
    with unit_of_work(database) as session, pytest.raises(NotFound):
        service.end_by_office(session, session.get_one(CompanyProxy, id_), "end", town.staff("banker", "bank"))


def test_the_list_of_clients_takes_as_many_statements_for_five_as_for_one(
    app: Flask, database: Database, town: Town
) -> None:
    from sqlalchemy import event

    from tests.companies.factories import company

    browser, counts = browser_of(app, "support"), []
    engine = app.extensions["database"].reading
    for turn in range(2):
        with unit_of_work(database) as session:
            rows = [company(f"05000200{turn}{n:03}", name=f"株式会社客{turn}{n}") for n in range(1, 2 + 4 * turn)]
            session.add_all(rows)
            session.flush()
            for row in rows:
                service.start_proxy(session, row, town["cci"], _paper(), town.staff())
        statements: list[str] = []
        listener = lambda *args, kept=statements: kept.append(args[2])  # noqa: E731 - SQLAlchemy's hook
        event.listen(engine, "before_cursor_execute", listener)
        assert browser.get("/clients/").status_code == 200
        event.remove(engine, "before_cursor_execute", listener)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12
