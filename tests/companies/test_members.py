"""Who acts for a firm: roles, leaving, the owner that always stays, and giving the firm up."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.companies.models import Company, CompanyMember, CompanyProfile
from app.companies.notices import members as notices
from app.companies.queries.members import closing_obstacles, grants_of, list_people
from app.companies.service import leaving
from app.companies.service import members as service
from app.companies.service.members import LastOwner, add_member
from app.core.actor import Actor, FirmRole, Grant
from app.core.db import Database
from app.core.errors import InvalidInput, NotFound
from app.core.outbox import OutboxRow
from app.core.publication import Revision
from app.core.unit_of_work import unit_of_work
from tests.companies.people import Town, actions_of, browser_of, make_town, member_id, roles_of, send
from tests.people import make_user


@pytest.fixture
def town(database: Database) -> Town:
    """Two firms with people."""
    return make_town(database)


def _second_owner(database: Database, town: Town) -> str:
    with unit_of_work(database) as session:
        id_ = make_user(session, "second@example.jp", name="二人目").id
        add_member(session, town["firm"], id_, FirmRole.OWNER, given_by=town["owner"])
    town.ids["second"] = id_
    return id_


def test_a_member_holds_the_grant_of_the_role_and_firm(database: Database, town: Town) -> None:
    with database.read() as session:
        assert grants_of(session, town["editor"]) == [Grant("editor", town["firm"])]
        assert grants_of(session, town["stranger"]) == []


def test_a_higher_role_replaces_a_lower_one_and_the_old_row_stays(database: Database, town: Town) -> None:
    with unit_of_work(database) as session:
        old = member_id(database, town["firm"], town["viewer"])
        new = add_member(session, town["firm"], town["viewer"], FirmRole.OWNER, given_by=town["official"])
        assert new.id != old
        ended = session.get_one(CompanyMember, old)
        assert (ended.ended_at is not None, ended.ended_by) == (True, town["official"])
    assert roles_of(database, town["firm"])[town["viewer"]] == "owner"


@pytest.mark.parametrize("role", ["viewer", "editor", "owner"])
def test_the_same_or_a_lower_role_changes_nothing(database: Database, town: Town, role: str) -> None:
    before = member_id(database, town["firm"], town["owner"])
    with unit_of_work(database) as session:
        assert add_member(session, town["firm"], town["owner"], role, given_by=None).id == before


@pytest.mark.parametrize("role", ["proxy", "admin", "OWNER", ""])
def test_no_other_role_makes_a_member(database: Database, town: Town, role: str) -> None:
    with unit_of_work(database) as session, pytest.raises(InvalidInput):
        add_member(session, town["firm"], town["stranger"], role, given_by=None)


def test_members_see_each_other(app: Flask, town: Town) -> None:
    for who in ("owner", "editor", "viewer"):
        page = browser_of(app, who).get(f"/companies/{town['firm']}/members/")
        assert page.status_code == 200
        assert all(f"人 {name}" in page.text for name in ("owner", "editor", "viewer"))
        assert ("人を招待する" in page.text) is (who == "owner")


@pytest.mark.parametrize("who", ["rival", "stranger", "support", "official"])
def test_the_firms_pages_are_not_there_for_others(app: Flask, database: Database, town: Town, who: str) -> None:
    firm, member = town["firm"], member_id(database, town["firm"], town["viewer"])
    browser = browser_of(app, who)
    for page in ("members/", "release", "proxies/"):
        answer = browser.get(f"/companies/{firm}/{page}")
        assert (answer.status_code, "株式会社firm" in answer.text) == (404, False)
    acts = ("members/leave", f"members/{member}/change", f"members/{member}/end", "invitations/", "release")
    for act in acts:
        answer = send(browser, f"/companies/{firm}/{act}", {"role": "owner", "email": "x@example.jp"})
        assert (answer.status_code, "人 viewer" in answer.text) == (404, False)
    assert roles_of(database, firm)[town["viewer"]] == "viewer"


def test_a_member_of_another_firm_is_not_there(app: Flask, database: Database, town: Town) -> None:
    mine, theirs = town["other"], member_id(database, town["firm"], town["viewer"])
    browser = browser_of(app, "rival")
    assert send(browser, f"/companies/{mine}/members/{theirs}/change", {"role": "owner"}).status_code == 404
    assert send(browser, f"/companies/{mine}/members/{theirs}/end").status_code == 404
    assert roles_of(database, town["firm"])[town["viewer"]] == "viewer"


def test_an_owner_changes_a_role(app: Flask, database: Database, town: Town) -> None:
    page = f"/companies/{town['firm']}/members/"
    act = f"{page}{member_id(database, town['firm'], town['viewer'])}/change"
    answer = browser_of(app, "owner").post(page, act, {"role": "editor"})
    assert (answer.status_code, answer.location) == (303, page)
    assert roles_of(database, town["firm"])[town["viewer"]] == "editor"


@pytest.mark.parametrize("role", ["proxy", "admin", "", "owner;"])
def test_a_role_that_members_do_not_have_is_refused(app: Flask, database: Database, town: Town, role: str) -> None:
    act = f"/companies/{town['firm']}/members/{member_id(database, town['firm'], town['viewer'])}/change"
    assert send(browser_of(app, "owner"), act, {"role": role}).status_code == 422
    assert roles_of(database, town["firm"])[town["viewer"]] == "viewer"


@pytest.mark.parametrize("who", ["editor", "viewer"])
def test_others_change_no_roles_and_read_why(app: Flask, database: Database, town: Town, who: str) -> None:
    browser, firm = browser_of(app, who), town["firm"]
    own, owner = member_id(database, firm, town[who]), member_id(database, firm, town["owner"])
    before = roles_of(database, firm)
    for act, data in ((f"members/{own}/change", {"role": "owner"}), (f"members/{owner}/end", {}), ("release", {})):
        answer = send(browser, f"/companies/{firm}/{act}", data)
        assert (answer.status_code, "責任者だけです" in answer.text) == (403, True)
    assert (
        send(browser, f"/companies/{firm}/invitations/", {"email": "x@example.jp", "role": "owner"}).status_code == 403
    )
    assert browser.get(f"/companies/{firm}/release").status_code == 403
    assert roles_of(database, firm) == before


def test_anyone_can_leave(app: Flask, database: Database, town: Town) -> None:
    browser = browser_of(app, "viewer")
    page = f"/companies/{town['firm']}/members/"
    assert browser.post(page, f"{page}leave").location == "/firms/"
    assert town["viewer"] not in roles_of(database, town["firm"])
    assert browser.get(page).status_code == 404


def test_an_owner_ends_a_membership(app: Flask, database: Database, town: Town) -> None:
    page = f"/companies/{town['firm']}/members/"
    act = f"{page}{member_id(database, town['firm'], town['editor'])}/end"
    assert browser_of(app, "owner").post(page, act).status_code == 303
    assert browser_of(app, "editor").get(page).status_code == 404


def test_the_last_owner_neither_leaves_nor_is_demoted(app: Flask, database: Database, town: Town) -> None:
    browser, firm = browser_of(app, "owner"), town["firm"]
    page, own = f"/companies/{firm}/members/", member_id(database, firm, town["owner"])
    text = browser.get(page).text
    assert f"{page}leave" not in text
    assert f"{page}{own}/change" not in text
    for act, data in ((f"{page}leave", {}), (f"{page}{own}/end", {}), (f"{page}{own}/change", {"role": "editor"})):
        answer = send(browser, act, data)
        assert (answer.status_code, "先に別の責任者を決める" in answer.text) == (409, True)
    assert roles_of(database, firm)[town["owner"]] == "owner"


def test_an_owner_whose_account_is_closed_does_not_count(database: Database, town: Town) -> None:
    second = _second_owner(database, town)
    with unit_of_work(database) as session:
        from app.accounts.models import User
        from app.core import clock

        session.get_one(User, second).closed_at = clock.now()
    with unit_of_work(database) as session, pytest.raises(LastOwner):
        service.leave(session, town["firm"], town.owner())


def _race(database: Database, acts: list[Any]) -> list[str]:
    """Do all of `acts` at the same moment; what each ended with."""
    start, ends = threading.Barrier(len(acts)), [""] * len(acts)

    def run(place: int) -> None:
        start.wait()
        try:
            with unit_of_work(database) as session:
                acts[place](session)
            ends[place] = "done"
        except Exception as error:  # noqa: BLE001 - its name is what the test asks for
            ends[place] = type(error).__name__

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def test_of_two_owners_who_leave_at_once_exactly_one_does(database: Database, town: Town) -> None:
    for turn in range(10):
        with unit_of_work(database) as session:
            other = make_user(session, f"turn{turn}@example.jp").id
            town.ids["other owner"] = other
            add_member(session, town["firm"], other, FirmRole.OWNER, given_by=town["official"])
            add_member(session, town["firm"], town["owner"], FirmRole.OWNER, given_by=town["official"])
        acts = [
            lambda session, name=name: service.leave(session, town["firm"], town.owner(name))
            for name in ("owner", "other owner")
        ]
        assert _race(database, acts) == ["LastOwner", "done"]
        owners = [id_ for id_, role in roles_of(database, town["firm"]).items() if role == "owner"]
        assert len(owners) == 1
        with unit_of_work(database) as session:
            add_member(session, town["firm"], town["owner"], FirmRole.OWNER, given_by=town["official"])
            if owners != [town["owner"]]:
                service.leave(session, town["firm"], Actor(other))


def test_two_owners_who_demote_each_other_leave_one_owner(database: Database, town: Town) -> None:
    second = _second_owner(database, town)
    pairs = [("owner", second), ("second", town["owner"])]
    acts = [
        lambda session, who=who, whom=whom: service.change_role(
            session, town["firm"], member_id(database, town["firm"], whom), "viewer", town.owner(who)
        )
        for who, whom in pairs
    ]
    assert _race(database, acts)[1] == "done"
    assert list(roles_of(database, town["firm"]).values()).count("owner") == 1


def test_a_person_who_comes_twice_at_once_is_one_member(database: Database, town: Town) -> None:
    acts = [lambda session: add_member(session, town["bare"], town["stranger"], FirmRole.OWNER, given_by=None)] * 8
    assert _race(database, acts) == ["done"] * 8
    assert roles_of(database, town["bare"]) == {town["stranger"]: "owner"}


def test_the_release_page_says_what_will_happen(app: Flask, town: Town) -> None:
    page = browser_of(app, "owner").get(f"/companies/{town['firm']}/release").text
    assert "公開中の紹介と技術は、そのまま残ります" in page
    assert "書きかけの下書きと、確認中の申請は、取りやめになります" in page
    assert all(f"人 {name}" in page for name in ("owner", "editor", "viewer"))


def _draft(database: Database, town: Town, state: str) -> None:
    from app.core import clock

    with unit_of_work(database) as session:
        session.add(
            Revision(
                kind="company",
                subject_id=town["firm"],
                number=1,
                fields={"summary": "書きかけ"},
                state=state,
                by=town["editor"],
                firm_id=town["firm"],
                office_id=town["pref"] if state == "submitted" else None,
                created_at=clock.now(),
            )
        )


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_giving_the_firm_up_ends_everything_but_what_is_public(
    app: Flask, database: Database, town: Town, state: str
) -> None:
    _draft(database, town, state)
    page = f"/companies/{town['firm']}/release"
    browser = browser_of(app, "owner")
    send(browser, f"/companies/{town['firm']}/invitations/", {"email": "new@example.jp", "role": "viewer"})
    assert browser.post(page, page).location == "/firms/"
    assert roles_of(database, town["firm"]) == {}
    with database.read() as session:
        live = session.get_one(CompanyProfile, town["firm"])
        assert (live.is_claimed, live.summary) == (False, "アルミの薄い板を溶接します")
        assert session.scalars(select(Revision.state)).all() == ["withdrawn"]
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "company.release")).one()
        assert entry.details == {"invitations": 1, "proxies": 0, "drafts": 1, "members": 3}
        assert (entry.actor_id, entry.role, entry.body_id) == (town["owner"], "owner", town["firm"])
    assert "未登録の企業" in browser.get(f"/companies/{town['firm']}").text
    assert browser.get(page).status_code == 404


def test_an_account_with_a_firm_of_its_own_cannot_be_closed(database: Database, town: Town) -> None:
    with database.read() as session:
        texts = closing_obstacles(session, town["owner"])
        assert [text.values for text in texts] == [{"firm": "株式会社firm"}]
        assert closing_obstacles(session, town["editor"]) == []
    _second_owner(database, town)
    with database.read() as session:
        assert closing_obstacles(session, town["owner"]) == []


def test_memberships_end_with_the_account(database: Database, town: Town) -> None:
    _second_owner(database, town)
    with unit_of_work(database) as session:
        leaving.end_memberships(session, town["owner"], Actor(town["owner"]))
        leaving.end_memberships(session, town["owner"], Actor(town["owner"]))
    assert roles_of(database, town["firm"]) == {
        town["second"]: "owner",
        town["editor"]: "editor",
        town["viewer"]: "viewer",
    }


def test_a_firm_whose_last_owner_goes_all_the_same_is_given_up(database: Database, town: Town) -> None:
    _draft(database, town, "draft")
    with unit_of_work(database) as session:
        leaving.end_memberships(session, town["owner"], Actor(town["owner"]))
    assert roles_of(database, town["firm"]) == {}
    with database.read() as session:
        assert session.get_one(CompanyProfile, town["firm"]).is_claimed is False


def test_the_firms_of_a_person_are_listed_with_role_and_links(app: Flask, town: Town) -> None:
    page = browser_of(app, "owner").get("/firms/").text
    assert ("株式会社firm" in page, "株式会社other" in page) == (True, False)
    assert f'href="/companies/{town["firm"]}/profile/"' in page
    assert "/profile/" not in browser_of(app, "viewer").get("/firms/").text


def test_who_has_no_firm_is_led_to_claiming_one(app: Flask, town: Town) -> None:
    page = browser_of(app, "stranger").get("/firms/").text
    assert 'href="/claims/new"' in page


def test_every_step_is_in_the_audit_with_who_and_what(database: Database, town: Town) -> None:
    with unit_of_work(database) as session:
        viewer = member_id(database, town["firm"], town["viewer"])
        new = service.change_role(session, town["firm"], viewer, "editor", town.owner())
        service.end_member(session, town["firm"], new.id, town.owner())
        service.leave(session, town["firm"], town.actor("editor", Grant("editor", town["firm"])))
    with database.read() as session:
        assert actions_of(session) == ["member.join"] * 4 + ["member.change-role", "member.end", "member.leave"]
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        assert last is not None
        assert (last.subject_kind, last.subject_id, last.role) == ("company", town["firm"], "editor")
        assert last.details == {"user": town["editor"], "role": "editor"}


def test_an_unknown_firm_has_no_members(database: Database, town: Town) -> None:
    with unit_of_work(database) as session, pytest.raises(NotFound):
        add_member(session, "1000000000000", town["stranger"], FirmRole.OWNER, given_by=None)


def _letters(database: Database, name: str) -> list[tuple[str | None, str]]:
    """(to whom, subject's msgid) of the letters of all events of this name."""
    with unit_of_work(database) as session:
        payloads = session.scalars(select(OutboxRow.payload).where(OutboxRow.name == name).order_by(OutboxRow.id)).all()
        letters = [letter for payload in payloads for letter in notices.LETTERS[name](session, payload)]
        return [(letter.user_id, letter.subject.message) for letter in letters]


def test_owners_are_told_who_came(database: Database, town: Town) -> None:
    assert (town["owner"], "「%(firm)s」にメンバーが加わりました") in _letters(database, "member_joined")
    assert {id_ for id_, _subject in _letters(database, "member_joined")} == {town["owner"]}


def test_whoever_is_put_out_is_told_and_whoever_did_it_is_not(database: Database, town: Town) -> None:
    second = _second_owner(database, town)
    with unit_of_work(database) as session:
        service.end_member(session, town["firm"], member_id(database, town["firm"], town["viewer"]), town.owner())
    assert _letters(database, "member_left") == [
        (second, "「%(firm)s」からメンバーが抜けました"),
        (town["viewer"], "「%(firm)s」のメンバーではなくなりました"),
    ]


def test_a_changed_role_is_told_to_its_person(database: Database, town: Town) -> None:
    with unit_of_work(database) as session:
        viewer = member_id(database, town["firm"], town["viewer"])
        service.change_role(session, town["firm"], viewer, "editor", town.owner())
    assert _letters(database, "member_role_changed") == [(town["viewer"], "「%(firm)s」での役割が変わりました")]


def test_people_to_tell_are_those_with_open_accounts(database: Database, town: Town) -> None:
    with database.read() as session:
        assert list_people(session, town["firm"], (FirmRole.OWNER, FirmRole.EDITOR)) == sorted(
            [town["owner"], town["editor"]]
        )
        assert session.get(Company, town["bare"]) is not None
        assert list_people(session, town["bare"]) == []
