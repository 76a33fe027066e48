"""Invitations: by an owner, to an address, once, in time, for that address only; nobody learns who has an account."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.companies.member_sections import data_of, work_for
from app.companies.member_states import INVITATION
from app.companies.models import CompanyInvitation
from app.companies.notices.members import member_invited
from app.companies.service import invitations as service
from app.companies.service import members
from app.companies.service.invitations import InvitationOver, NotTheInvited
from app.core import clock
from app.core.actor import Actor, FirmRole, Grant, Role
from app.core.db import Database
from app.core.errors import NotYours
from app.core.unit_of_work import unit_of_work
from tests.companies.people import Town, browser_of, make_town, roles_of, send
from tests.people import make_user

INVITED = "stranger@example.jp"


@pytest.fixture
def town(database: Database) -> Town:
    """Two firms with people."""
    return make_town(database)


def _invite(database: Database, town: Town, email: str = INVITED, role: str = "editor") -> str:
    """An invitation by the owner; its id."""
    with unit_of_work(database) as session:
        return service.invite(session, town["firm"], email, role, town.owner()).id


def _token(database: Database, id_: str) -> str:
    """The token of its letter."""
    with unit_of_work(database) as session:
        letter = next(iter(member_invited(session, {"invitation_id": id_})))
        assert letter.link is not None
        return letter.link.removeprefix("/invitations/")


def _state(database: Database, id_: str) -> tuple[str, str]:
    with database.read() as session:
        row = session.get_one(CompanyInvitation, id_)
        return row.state, row.email


def test_an_owner_invites_and_the_invited_joins(app: Flask, database: Database, town: Town) -> None:
    page = f"/companies/{town['firm']}/members/"
    owner = browser_of(app, "owner")
    data = {"email": " Stranger@Example.JP", "role": "editor"}
    assert owner.post(page, f"/companies/{town['firm']}/invitations/", data).location == page
    assert INVITED in owner.get(page).text
    with database.read() as session:
        id_ = session.scalars(select(CompanyInvitation.id)).one()
    link = f"/invitations/{_token(database, id_)}"
    browser = browser_of(app, "stranger")
    shown = browser.get(link)
    assert shown.status_code == 200
    assert all(text in shown.text for text in ("株式会社firm", "編集者", "人 owner"))
    assert browser.post(link, f"{link}/accept").location == page
    assert roles_of(database, town["firm"])[town["stranger"]] == "editor"
    assert _state(database, id_) == ("accepted", "")
    assert INVITED not in owner.get(page).text


def test_the_letter_goes_to_the_address_only_and_is_written_once(database: Database, town: Town) -> None:
    id_ = _invite(database, town, "nobody@example.jp")
    with unit_of_work(database) as session:
        (letter,) = member_invited(session, {"invitation_id": id_})
        assert (letter.address, letter.user_id, letter.is_mail_only) == ("nobody@example.jp", None, True)
        assert member_invited(session, {"invitation_id": id_}) == ()
    with database.read() as session:
        kept = session.get_one(CompanyInvitation, id_).token_hash
        assert kept is not None
        assert kept not in (letter.link or "")


def test_an_address_without_account_gets_the_same_answer(app: Flask, town: Town) -> None:
    owner, page = browser_of(app, "owner"), f"/companies/{town['firm']}/members/"
    answers = []
    for email in (INVITED, "nobody@example.jp"):
        answer = owner.post(page, f"/companies/{town['firm']}/invitations/", {"email": email, "role": "viewer"})
        text = owner.get(page).text.replace(email, "")
        answers.append((answer.status_code, answer.location, "招待のメールを送ります" in text))
    assert answers == [(303, page, True)] * 2


def test_a_visitor_sees_firm_role_and_inviter_and_where_to_sign_in(app: Flask, database: Database, town: Town) -> None:
    link = f"/invitations/{_token(database, _invite(database, town))}"
    answer = app.test_client().get(link)
    assert answer.status_code == 200
    assert f'href="/login?next={link}"' in answer.text
    assert f'href="/register?next={link}"' in answer.text
    assert "@" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_another_account_is_told_kindly_and_cannot_accept(app: Flask, database: Database, town: Town) -> None:
    id_ = _invite(database, town)
    link = f"/invitations/{_token(database, id_)}"
    browser = browser_of(app, "rival")
    page = browser.get(link)
    assert (page.status_code, "別のメールアドレスに送られました" in page.text, INVITED in page.text) == (
        200,
        True,
        False,
    )
    for verb in ("accept", "decline"):
        assert send(browser, f"{link}/{verb}").status_code == 403
    assert town["rival"] not in roles_of(database, town["firm"])
    assert _state(database, id_)[0] == "open"


def test_a_signed_out_answer_is_led_to_the_sign_in(app: Flask, database: Database, town: Town) -> None:
    link = f"/invitations/{_token(database, _invite(database, town))}"
    client = app.test_client()
    from tests.people import hidden_fields

    token = hidden_fields(client.get("/login").text, "/login")["csrf_token"]
    answer = client.post(f"{link}/accept", data={"csrf_token": token})
    assert (answer.status_code, answer.location.startswith("/login")) == (303, True)


def test_an_unconfirmed_account_of_the_address_is_not_the_invited(database: Database, town: Town) -> None:
    id_ = _invite(database, town, "fresh@example.jp")
    with unit_of_work(database) as session:
        user = make_user(session, "fresh@example.jp")
        user.confirmed_at = None
        session.flush()
        with pytest.raises(NotTheInvited):
            service.accept(session, session.get_one(CompanyInvitation, id_), Actor(user.id))
        assert work_for(session, Actor(user.id)) == []


def test_an_invitation_counts_once(app: Flask, database: Database, town: Town) -> None:
    link = f"/invitations/{_token(database, _invite(database, town))}"
    browser = browser_of(app, "stranger")
    assert send(browser, f"{link}/accept").status_code == 303
    again = send(browser, f"{link}/accept")
    assert (again.status_code, "1回だけ使えます" in again.text) == (409, True)
    assert browser.get(link).status_code == 409


def test_of_fifty_at_once_one_counts(database: Database, town: Town) -> None:
    id_ = _invite(database, town)
    start, ends = threading.Barrier(50), list[str]()

    def run() -> None:
        start.wait()
        try:
            with unit_of_work(database) as session:
                service.accept(session, session.get_one(CompanyInvitation, id_), Actor(town["stranger"]))
            ends.append("done")
        except Exception as error:  # noqa: BLE001 - its name is what the test asks for
            ends.append(type(error).__name__)

    threads = [threading.Thread(target=run) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (ends.count("done"), set(ends) - {"done"}) == (1, {"InvitationOver"})
    with database.read() as session:
        joined = select(AuditEntry).where(AuditEntry.action == "member.accept-invitation")
        assert len(session.scalars(joined).all()) == 1


@pytest.mark.parametrize(("later", "counts"), [(timedelta(days=7, seconds=-5), True), (timedelta(days=7), False)])
def test_an_invitation_counts_for_seven_days(database: Database, town: Town, later: timedelta, counts: bool) -> None:
    id_ = _invite(database, town)
    with database.read() as session:
        at = session.get_one(CompanyInvitation, id_).invited_at + later
    clock.configure(at.isoformat())
    try:
        with unit_of_work(database) as session:
            invitation = session.get_one(CompanyInvitation, id_)
            if counts:
                service.accept(session, invitation, Actor(town["stranger"]))
            else:
                with pytest.raises(InvitationOver):
                    service.accept(session, invitation, Actor(town["stranger"]))
                assert service.forget_expired(session) == 1
                assert (invitation.state, invitation.email) == ("expired", "")
    finally:
        clock.configure(None)


def test_an_expired_one_makes_room_for_a_new_one(database: Database, town: Town) -> None:
    first = _invite(database, town)
    clock.configure("+8d")
    try:
        second = _invite(database, town)
    finally:
        clock.configure(None)
    assert (_state(database, first), _state(database, second)) == (("expired", ""), ("open", INVITED))


def test_a_cancelled_invitation_is_dead(app: Flask, database: Database, town: Town) -> None:
    id_ = _invite(database, town)
    link = f"/invitations/{_token(database, id_)}"
    page = f"/companies/{town['firm']}/members/"
    owner = browser_of(app, "owner")
    assert owner.post(page, f"/companies/{town['firm']}/invitations/{id_}/cancel").location == page
    browser = browser_of(app, "stranger")
    answer = browser.get(link)
    assert (answer.status_code, "取り消されました" in answer.text) == (409, True)
    assert send(browser, f"{link}/accept").status_code == 409
    assert send(owner, f"/companies/{town['firm']}/invitations/{id_}/cancel").status_code == 409
    assert town["stranger"] not in roles_of(database, town["firm"])


def test_another_firms_invitation_is_not_there(app: Flask, database: Database, town: Town) -> None:
    id_ = _invite(database, town)
    browser = browser_of(app, "rival")
    for firm in ("firm", "other"):
        assert send(browser, f"/companies/{town[firm]}/invitations/{id_}/cancel").status_code == 404
    for verb in ("accept", "decline"):
        assert send(browser, f"/firms/invitations/{id_}/{verb}").status_code == 404
    assert _state(database, id_)[0] == "open"


def test_an_unknown_link_is_not_there(app: Flask, town: Town) -> None:
    assert app.test_client().get("/invitations/nothing").status_code == 404
    assert send(browser_of(app, "stranger"), "/invitations/nothing/accept").status_code == 404


def test_an_invitation_can_be_declined(app: Flask, database: Database, town: Town) -> None:
    id_ = _invite(database, town)
    link = f"/invitations/{_token(database, id_)}"
    assert browser_of(app, "stranger").post(link, f"{link}/decline").location == "/firms/"
    assert _state(database, id_) == ("declined", "")
    assert town["stranger"] not in roles_of(database, town["firm"])


def test_the_invited_answers_without_the_letter_once_signed_in(app: Flask, database: Database, town: Town) -> None:
    id_ = _invite(database, town)
    browser = browser_of(app, "stranger")
    assert browser.post("/firms/", f"/firms/invitations/{id_}/accept").status_code == 303
    assert roles_of(database, town["firm"])[town["stranger"]] == "editor"
    assert send(browser, f"/firms/invitations/{id_}/accept").status_code == 404


def test_what_an_owner_sent_dies_with_their_role(app: Flask, database: Database, town: Town) -> None:
    id_ = _invite(database, town, role="owner")
    link = f"/invitations/{_token(database, id_)}"
    with unit_of_work(database) as session:
        second = make_user(session, "second@example.jp").id
        members.add_member(session, town["firm"], second, FirmRole.OWNER, given_by=None)
        members.leave(session, town["firm"], town.owner())
    browser = browser_of(app, "stranger")
    assert browser.get(link).status_code == 409
    assert send(browser, f"{link}/accept").status_code == 409
    assert town["stranger"] not in roles_of(database, town["firm"])


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"email": "x@example.jp", "role": "proxy"}, "役割を選んでください"),
        ({"email": "x@example.jp", "role": "official"}, "役割を選んでください"),
        ({"email": "x@example.jp", "role": ""}, "役割を選んでください"),
        ({"email": "", "role": "viewer"}, "メールアドレスを入力してください"),
        ({"email": "a@b.jp, d@e.jp", "role": "viewer"}, "メールアドレスを確認してください"),
        ({"email": "a@b.jp\r\nBcc: d@e.jp", "role": "viewer"}, "メールアドレスを確認してください"),
        ({"email": "editor@example.jp", "role": "owner"}, "もうメンバーです"),
    ],
)
def test_what_does_not_fit_comes_back_with_its_reason(
    app: Flask, database: Database, town: Town, data: dict[str, str], told: str
) -> None:
    answer = send(browser_of(app, "owner"), f"/companies/{town['firm']}/invitations/", data)
    assert (answer.status_code, told in answer.text) == (422, True)
    with database.read() as session:
        assert session.scalars(select(CompanyInvitation)).all() == []


def test_an_address_is_invited_once_at_a_time(app: Flask, database: Database, town: Town) -> None:
    _invite(database, town)
    data = {"email": INVITED, "role": "owner"}
    answer = send(browser_of(app, "owner"), f"/companies/{town['firm']}/invitations/", data)
    assert (answer.status_code, "もう招待しています" in answer.text) == (422, True)


def test_fields_that_the_form_does_not_have_change_nothing(app: Flask, database: Database, town: Town) -> None:
    odd = {
        "state": "accepted",
        "company_id": town["other"],
        "invited_by": town["rival"],
        "token_hash": "x",
        "version": "9",
    }
    data = {"email": INVITED, "role": "viewer", **odd}
    assert send(browser_of(app, "owner"), f"/companies/{town['firm']}/invitations/", data).status_code == 303
    with database.read() as session:
        row = session.scalars(select(CompanyInvitation)).one()
        assert (row.state, row.company_id, row.invited_by) == ("open", town["firm"], town["owner"])
        assert (row.token_hash, row.version) == (None, 1)


def test_a_firm_invites_twenty_a_day(app: Flask, database: Database, town: Town) -> None:
    for turn in range(20):
        _invite(database, town, f"turn{turn}@example.jp")
    data = {"email": "late@example.jp", "role": "viewer"}
    assert send(browser_of(app, "owner"), f"/companies/{town['firm']}/invitations/", data).status_code == 429
    with unit_of_work(database) as session:
        service.invite(session, town["other"], "late@example.jp", "viewer", town.owner("rival", "other"))


@pytest.mark.parametrize("role", [FirmRole.EDITOR, FirmRole.VIEWER, FirmRole.PROXY])
def test_only_owners_invite(database: Database, town: Town, role: FirmRole) -> None:
    actor = town.actor("editor", Grant(role, town["firm"]), Grant(Role.SUPPORT, town["cci"]))
    with unit_of_work(database) as session, pytest.raises(NotYours):
        service.invite(session, town["firm"], INVITED, "viewer", actor)


def test_a_member_who_accepts_a_higher_role_gets_it(database: Database, town: Town) -> None:
    id_ = _invite(database, town)
    with unit_of_work(database) as session:
        members.add_member(session, town["firm"], town["stranger"], FirmRole.VIEWER, given_by=None)
        service.accept(session, session.get_one(CompanyInvitation, id_), Actor(town["stranger"]))
    assert roles_of(database, town["firm"])[town["stranger"]] == "editor"


def test_the_audit_knows_no_address(database: Database, town: Town) -> None:
    id_ = _invite(database, town)
    other = _invite(database, town, "other@example.jp")
    with unit_of_work(database) as session:
        service.accept(session, session.get_one(CompanyInvitation, id_), Actor(town["stranger"]))
        service.cancel(session, town["firm"], other, town.owner())
    with database.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
        assert not any("@" in str(entry.details) or "@" in entry.subject_id for entry in entries)
        assert [entry.action for entry in entries[4:]] == [
            "member.invite",
            "member.invite",
            "member.accept-invitation",
            "member.join",
            "member.cancel-invitation",
        ]
        joined = next(entry for entry in entries if entry.action == "member.join" and entry.seq > 4)
        assert joined.actor_id == town["stranger"]


@pytest.mark.parametrize("state", ["accepted", "declined", "cancelled", "expired"])
@pytest.mark.parametrize("action", ["accept", "decline", "cancel", "expire"])
def test_nothing_leads_on_from_an_end(state: str, action: str) -> None:
    assert INVITATION.find(action, state) is None


def test_an_invitation_waits_on_the_dashboard_and_is_in_the_own_data(database: Database, town: Town) -> None:
    _invite(database, town)
    with database.read() as session:
        (line,) = work_for(session, Actor(town["stranger"]))
        assert (line.count, line.url, line.items[0].title) == (1, "/firms/", "株式会社firm")
        name, data = data_of(session, town["stranger"])
        assert (name, data["invitations"]) == (
            "firms",
            [{"company": town["firm"], "name": "株式会社firm", "role": "editor"}],
        )
        assert data_of(session, town["editor"])[1]["roles"][0]["role"] == "editor"
        assert work_for(session, Actor(town["rival"])) == []
