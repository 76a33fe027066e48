"""Which company an applicant is: chosen by an official, once, and kept whatever files come later."""

import threading
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.companies.models import Company
from app.core.actor import Actor, Grant, Role
from app.core.db import Database
from app.core.errors import Conflict, InvalidInput
from app.core.outbox import OutboxRow
from app.core.unit_of_work import unit_of_work
from app.patents.models import PatentApplicant
from app.patents.numbers import parse_number
from app.patents.records import ApplicantName, PatentRecord, PatentSource
from app.patents.review import list_chosen, list_same_name, list_waiting
from app.patents.service.choosing import choose_company, choose_for_name, reopen_choice
from app.patents.service.linking import relink_companies
from app.patents.service.writing import write_patents
from tests.companies.factories import company
from tests.people import Browser, make_office, make_staff, make_user

NAME = "株式会社青葉"
OFFICIAL = Actor("official", frozenset({Grant(Role.OFFICIAL, "pref")}))


def record_(number: str, *names: str, filed: date | None = None, **given: str) -> PatentRecord:
    parsed = parse_number(number)
    assert parsed is not None
    applicants = tuple(ApplicantName(name, given.get("corporate_number")) for name in names or (NAME,))
    return PatentRecord(
        source=PatentSource.JPLATPAT,
        row=2,
        title="見本の装置",
        applicants=applicants,
        numbers=(parsed,),
        filed_on=filed,
    )


@pytest.fixture
def firms(database: Database) -> list[str]:
    """Two open companies of one core name, one of another; their ids."""
    with unit_of_work(database) as session:
        made = [
            company(name=NAME),
            company("050001000002", name="有限会社青葉", street="大町１番"),
            company("050001000003", name="株式会社大洗"),
        ]
        session.add_all(made)
        session.flush()
        return [one.id for one in made]


@pytest.fixture
def ids(database: Database, firms: list[str]) -> list[str]:
    """Three patents whose applicant waits; their ids."""
    with unit_of_work(database) as session:
        counts = write_patents(session, [record_(f"特願2020-00000{at}") for at in (1, 2, 3)])
        return counts.added


def link(database: Database, patent_id: str, position: int = 0) -> tuple[str, str | None, str | None]:
    with database.read() as session:
        row = session.get(PatentApplicant, (patent_id, position))
        assert row is not None
        return row.link, row.company_id, row.decided_by


def choose(database: Database, patent_id: str, company_id: str | None) -> None:
    with unit_of_work(database) as session:
        choose_company(session, OFFICIAL, patent_id, 0, NAME, company_id)


def again(database: Database, *records: PatentRecord) -> None:
    with unit_of_work(database) as session:
        write_patents(session, list(records))


def test_a_choice_is_kept_with_who_made_it(database: Database, firms: list[str], ids: list[str]) -> None:
    choose(database, ids[0], firms[1])
    assert link(database, ids[0]) == ("number", firms[1], "official")
    assert link(database, ids[1]) == ("review", None, None)
    with database.read() as session:
        entry = session.scalars(select(AuditEntry)).one()
        assert (entry.action, entry.subject_id, entry.details) == (
            "applicant.link",
            ids[0],
            {"company": firms[1], "count": 1},
        )
        told = session.scalars(select(OutboxRow.payload)).one()
        assert told == {"kind": "patent", "ids": [ids[0]]}


def test_a_choice_survives_the_same_file(database: Database, firms: list[str], ids: list[str]) -> None:
    choose(database, ids[0], firms[1])
    choose(database, ids[1], None)
    again(database, record_("特願2020-000001"), record_("特願2020-000002"))
    assert link(database, ids[0]) == ("number", firms[1], "official")
    assert link(database, ids[1]) == ("rejected", None, "official")


def test_a_choice_survives_another_spelling_and_another_order(
    database: Database, firms: list[str], ids: list[str]
) -> None:
    choose(database, ids[0], firms[1])
    again(database, record_("特願2020-000001", "株式会社大洗", "（株）青葉"))
    assert link(database, ids[0], 0)[:2] == ("name", firms[2])
    assert link(database, ids[0], 1) == ("number", firms[1], "official")


def test_a_choice_survives_a_number_that_a_file_gives(database: Database, firms: list[str], ids: list[str]) -> None:
    choose(database, ids[0], firms[1])
    again(database, record_("特願2020-000001", corporate_number=firms[0]))
    assert link(database, ids[0]) == ("number", firms[1], "official")


def test_none_of_them_gives_way_to_a_number(database: Database, firms: list[str], ids: list[str]) -> None:
    choose(database, ids[0], None)
    again(database, record_("特願2020-000001", corporate_number=firms[2]))
    assert link(database, ids[0]) == ("number", firms[2], None)


def test_a_choice_survives_changes_of_the_companies(database: Database, firms: list[str], ids: list[str]) -> None:
    choose(database, ids[0], firms[1])
    choose(database, ids[1], None)
    with unit_of_work(database) as session:
        session.execute(update(Company).where(Company.id == firms[1]).values(closed_on=date(2026, 11, 1)))
        relink_companies(session, firms)
    assert [link(database, id_)[:2] for id_ in ids] == [("number", firms[1]), ("rejected", None), ("name", firms[0])]


def test_two_applicants_of_one_core_keep_their_own_links(database: Database, firms: list[str]) -> None:
    with unit_of_work(database) as session:
        (id_,) = write_patents(session, [record_("特願2021-000001", NAME, "有限会社青葉")]).added
        choose_company(session, OFFICIAL, id_, 0, NAME, firms[0])
    again(database, record_("特願2021-000001", "有限会社青葉", NAME))
    assert link(database, id_, 0) == ("review", None, None)
    assert link(database, id_, 1) == ("number", firms[0], "official")


def test_a_choice_survives_the_merging_of_records(database: Database, firms: list[str], ids: list[str]) -> None:
    choose(database, ids[1], firms[1])  # the younger one, which goes
    first, second = record_("特願2020-000001"), record_("特願2020-000002")
    tying = PatentRecord(
        source=PatentSource.JPLATPAT, row=2, title="見本の装置", numbers=(*first.numbers, *second.numbers)
    )
    again(database, tying)
    with database.read() as session:
        rows = session.scalars(select(PatentApplicant).where(PatentApplicant.patent_id.in_(ids[:2]))).all()
        assert [(row.link, row.company_id, row.decided_by) for row in rows] == [("number", firms[1], "official")]


def test_only_a_company_of_the_same_name_may_be_chosen(database: Database, firms: list[str], ids: list[str]) -> None:
    for wrong in (firms[2], "-", "1234567890123"):
        with pytest.raises(InvalidInput):
            choose(database, ids[0], wrong)
    assert link(database, ids[0]) == ("review", None, None)


def test_the_second_of_two_officials_is_told(database: Database, firms: list[str], ids: list[str]) -> None:
    choose(database, ids[0], firms[0])
    with pytest.raises(Conflict):
        choose(database, ids[0], firms[1])
    assert link(database, ids[0])[:2] == ("number", firms[0])


def test_of_many_at_once_one_chooses(database: Database, firms: list[str], ids: list[str]) -> None:
    barrier, outcomes = threading.Barrier(4), []

    def act(company_id: str) -> None:
        barrier.wait()
        try:
            choose(database, ids[0], company_id)
            outcomes.append("done")
        except Conflict:
            outcomes.append("late")

    threads = [threading.Thread(target=act, args=(firms[at % 2],)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "late", "late", "late"]


def test_an_old_page_can_not_choose_for_another_applicant(database: Database, firms: list[str], ids: list[str]) -> None:
    again(database, record_("特願2020-000001", "株式会社大洗", NAME))
    with pytest.raises(Conflict):
        choose(database, ids[0], firms[0])


def test_what_the_preview_shows_is_what_changes(database: Database, firms: list[str], ids: list[str]) -> None:
    choose(database, ids[2], None)
    with unit_of_work(database) as session:
        write_patents(session, [record_("特願2022-000001", "有限会社青葉")])
    with database.read() as session:
        shown = list_same_name(session, NAME)
    assert [row[0] for row in shown.rows] == ids[:2]
    with unit_of_work(database) as session:
        assert choose_for_name(session, OFFICIAL, NAME, firms[0], shown.seen) == 2
    with database.read() as session:
        chosen = {row.patent_id for row in list_chosen(session, 1, 20).items if row.company_id == firms[0]}
        assert chosen == {row[0] for row in shown.rows}
        assert [row.applicant for row in list_waiting(session, 1, 20).items] == ["有限会社青葉"]


def test_a_list_that_changed_since_is_refused_whole(database: Database, firms: list[str], ids: list[str]) -> None:
    with database.read() as session:
        shown = list_same_name(session, NAME)
    again(database, record_("特願2023-000001"))
    with pytest.raises(Conflict), unit_of_work(database) as session:
        choose_for_name(session, OFFICIAL, NAME, firms[0], shown.seen)
    assert [link(database, id_)[0] for id_ in ids] == ["review"] * 3


def test_a_choice_can_be_taken_back(database: Database, firms: list[str], ids: list[str]) -> None:
    choose(database, ids[0], firms[0])
    with unit_of_work(database) as session:
        assert reopen_choice(session, OFFICIAL, ids[0], 0) == "review"
    assert link(database, ids[0]) == ("review", None, None)
    with pytest.raises(Conflict), unit_of_work(database) as session:
        reopen_choice(session, OFFICIAL, ids[0], 0)


def _sign_in(app: Flask, who: str) -> Browser:
    with unit_of_work(app.extensions["database"]) as session:
        if who == "official":
            make_staff(session, make_office(session), "official@example.jp")
        elif who == "support":
            make_staff(session, make_office(session), "support@example.jp", Role.SUPPORT)
        else:
            make_user(session, f"{who}@example.jp")
    return Browser(app).sign_in(f"{who}@example.jp")


def test_the_pages_lead_through_a_choice_and_back(
    app: Flask, database: Database, firms: list[str], ids: list[str]
) -> None:
    official = _sign_in(app, "official")
    address = f"/admin/applicants/{ids[0]}/0"
    page = official.get("/admin/applicants/").text
    assert "有限会社青葉" in page
    assert "同じ名前の3件をまとめて選ぶ" in page
    answer = official.post("/admin/applicants/", f"{address}/approve")
    assert answer.status_code == 303
    assert link(database, ids[0])[:2] == ("number", min(firms[:2]))
    chosen = "/admin/applicants/?state=chosen"
    assert "職員 花子" in official.get(chosen).text
    assert official.post(chosen, f"{address}/reopen").status_code == 303
    assert official.post("/admin/applicants/", f"{address}/reject").status_code == 303
    assert link(database, ids[0])[0] == "rejected"


def test_the_bulk_page_asks_first(app: Flask, database: Database, firms: list[str], ids: list[str]) -> None:
    official = _sign_in(app, "official")
    page, address = f"/admin/applicants/same?name={NAME}", "/admin/applicants/same"
    assert official.post(page, address).status_code == 422
    assert official.post(page, address, {"company": firms[2]}).status_code == 422
    assert official.post(page, address, {"company": firms[1]}).status_code == 303
    assert [link(database, id_)[1] for id_ in ids] == [firms[1]] * 3
    assert official.get(page).status_code == 404


def test_the_filter_keeps_names_that_hold_it(app: Flask, database: Database, firms: list[str], ids: list[str]) -> None:
    official = _sign_in(app, "official")
    assert "（株）" not in official.get("/admin/applicants/?q=青").text
    assert "見本の装置" in official.get("/admin/applicants/?q=青").text
    assert "見本の装置" not in official.get("/admin/applicants/?q=100%25").text


@pytest.mark.parametrize("who", ["member", "support"])
def test_others_are_kept_out(app: Flask, firms: list[str], ids: list[str], who: str) -> None:
    browser = _sign_in(app, who)
    assert browser.get("/admin/applicants/").status_code == 403
    fields = browser.hidden("/", "/logout")
    answer = browser.client.post(f"/admin/applicants/{ids[0]}/0/approve", data={**fields, "company": firms[0]})
    assert answer.status_code == 403


def test_the_list_asks_as_often_for_many_as_for_few(database: Database, firms: list[str], ids: list[str]) -> None:
    def statements(session: Session) -> int:
        seen: list[str] = []

        def note(_c, _cursor, statement, *_rest) -> None:
            seen.append(statement)

        event.listen(database.reading, "before_cursor_execute", note)
        list_waiting(session, 1, 20)
        event.remove(database.reading, "before_cursor_execute", note)
        return len(seen)

    with database.read() as session:
        few = statements(session)
    with unit_of_work(database) as session:
        write_patents(session, [record_(f"特願2024-0001{at:02}", f"株式会社青葉{at}") for at in range(15)])
        session.execute(update(PatentApplicant).values(link="review", company_id=None))
    with database.read() as session:
        assert statements(session) == few
