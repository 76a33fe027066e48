"""Reports of errors: anyone may send one, the office in charge answers, nobody else sees it."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import Database
from app.core.outbox import OutboxRow
from app.core.unit_of_work import unit_of_work
from app.core.workflow import WrongState, move
from app.corrections.models import Correction
from app.corrections.states import CORRECTION, STATES
from app.offices.states import OfficeKind
from tests.companies.factories import company
from tests.people import Browser, make_office, make_staff

FORM = {"about": "address", "text": "移転しました。新しい所在地は三の丸2丁目です。", "email": "canary@example.jp"}


@pytest.fixture
def firm(database: Database) -> str:
    """A company of Mito, Mito's office with an official, and the prefecture's with another."""
    with unit_of_work(database) as session:
        mito = make_office(session, "mito", kind=OfficeKind.MUNICIPALITY, areas=("082015",))
        make_staff(session, mito, "mito@example.jp")
        make_staff(session, make_office(session, "pref"), "pref@example.jp")
        made = company()
        session.add(made)
        return made.id


def _report(app: Flask, firm: str, **changes: str) -> int:
    page = f"/corrections/new?type=company&id={firm}"
    return Browser(app).post(page, "/corrections/", FORM | changes).status_code


def _only(database: Database) -> str:
    with database.read() as session:
        return session.scalars(select(Correction.id)).one()


def test_a_visitor_reports_an_error(app: Flask, database: Database, firm: str) -> None:
    assert _report(app, firm) == 303
    with database.read() as session:
        correction = session.scalars(select(Correction)).one()
        assert (correction.state, correction.subject_id, correction.title) == ("open", firm, "株式会社水戸試作")


def test_a_report_sent_twice_is_one(app: Flask, database: Database, firm: str) -> None:
    browser = Browser(app)
    fields = browser.hidden(f"/corrections/new?type=company&id={firm}", "/corrections/") | FORM
    answers = [browser.client.post("/corrections/", data=fields) for _ in range(2)]
    assert [(a.status_code, a.headers["Location"]) for a in answers] == [(303, f"/companies/{firm}")] * 2
    assert _only(database)


def test_what_is_missing_is_said_and_what_was_typed_stays(app: Flask, database: Database, firm: str) -> None:
    page = f"/corrections/new?type=company&id={firm}"
    answer = Browser(app).post(page, "/corrections/", FORM | {"about": "", "email": "a@b, d@e"})
    assert answer.status_code == 422
    assert "移転しました。" in answer.text
    assert "どの内容についてかを選んでください" in answer.text
    assert "メールアドレスを確認してください" in answer.text


@pytest.mark.parametrize("address", ["?type=company&id=nothing", "?type=secret&id=1", ""])
def test_there_is_no_form_for_what_is_not_public(app: Flask, firm: str, address: str) -> None:
    assert Browser(app).get(f"/corrections/new{address}").status_code == 404


def test_the_eleventh_report_of_an_hour_waits(app: Flask, firm: str) -> None:
    assert [_report(app, firm) for _ in range(11)] == [303] * 10 + [429]


def test_the_office_in_charge_answers(app: Flask, database: Database, firm: str) -> None:
    _report(app, firm)
    page = f"/admin/corrections/{_only(database)}"
    official = Browser(app).sign_in("mito@example.jp")
    assert official.post(page, f"{page}/answer", {"answer": "登記を確認し、直しました。"}).status_code == 303
    with database.read() as session:
        correction = session.scalars(select(Correction)).one()
        assert (correction.state, correction.answer) == ("answered", "登記を確認し、直しました。")
        assert session.scalars(select(OutboxRow.name).where(OutboxRow.name == "correction_answered")).all()


def test_another_office_sees_nothing_of_it(app: Flask, database: Database, firm: str) -> None:
    _report(app, firm)
    other = Browser(app).sign_in("pref@example.jp")
    queue = other.get("/admin/corrections/").text
    assert "株式会社水戸試作" not in queue
    assert "確認中（0）" in queue
    id_ = _only(database)
    assert other.get(f"/admin/corrections/{id_}").status_code == 404
    token = other.hidden("/admin/corrections/", "/logout")
    assert other.client.post(f"/admin/corrections/{id_}/answer", data={**token, "answer": "x"}).status_code == 404


def test_the_second_answer_comes_too_late(app: Flask, database: Database, firm: str) -> None:
    _report(app, firm)
    page = f"/admin/corrections/{_only(database)}"
    one, other = (Browser(app).sign_in("mito@example.jp") for _ in range(2))
    fields = other.hidden(page, f"{page}/answer")
    assert one.post(page, f"{page}/answer", {"answer": "一"}).status_code == 303
    assert other.client.post(f"{page}/answer", data={**fields, "answer": "二"}).status_code == 409


def test_every_arrow_that_is_not_in_the_table_is_refused(database: Database, firm: str) -> None:
    actions = {t.action for t in CORRECTION.transitions}
    for state in STATES:
        for action in actions - {t.action for t in CORRECTION.actions(state)}:
            with unit_of_work(database) as session:
                row = Correction(id="x", kind="company", subject_id=firm, state=state, version=1)
                with pytest.raises(WrongState):
                    move(session, CORRECTION, row, action)


def test_the_address_of_a_reporter_is_on_no_page_but_the_desks(app: Flask, database: Database, firm: str) -> None:
    _report(app, firm)
    for address in (f"/companies/{firm}", f"/corrections/new?type=company&id={firm}", f"/api/v1/companies/{firm}"):
        assert "canary@example.jp" not in Browser(app).get(address).text
    assert (
        "canary@example.jp" in Browser(app).sign_in("mito@example.jp").get(f"/admin/corrections/{_only(database)}").text
    )


def test_only_typed_fields_are_taken(app: Flask, database: Database, firm: str) -> None:
    _report(app, firm, state="answered", answer="x", office_id="x", user_id="x", version="9", title="x")
    with database.read() as session:
        assert session.scalar(select(func.count()).where(Correction.state == "open", Correction.answer == "")) == 1
        assert session.scalars(select(Correction.title)).one() == "株式会社水戸試作"
