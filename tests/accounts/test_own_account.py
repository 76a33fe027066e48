"""One's own account: what needs the password asks for it, and nobody reaches anything of another person."""

import json

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User, UserRole, UserSession, UserToken
from app.accounts.queries import find_by_email
from app.accounts.service.retention import drop_sessions, drop_tokens, erase_closed, erase_unconfirmed
from app.audit.models import AuditEntry
from app.core import clock
from app.core.actor import Role
from app.core.db import Database
from app.core.letters import msgid
from app.core.unit_of_work import unit_of_work
from app.offices.models import OfficeStaff
from tests.accounts.conftest import EMAIL
from tests.accounts.letters import letters
from tests.people import PASSWORD, Browser, make_office, make_staff, make_user

NEW = "lamps and chairs too"


@pytest.fixture
def browser(app: Flask, taro: str) -> Browser:
    """Taro, signed in."""
    return Browser(app).sign_in(EMAIL)


def _user(database: Database, user_id: str) -> User:
    with database.read() as session:
        user = session.get(User, user_id)
        session.expunge(user)
        return user


def _actions(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


PAGES = ("", "profile", "password", "email", "sessions", "second-factor", "data", "data.json", "close")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_its_person_only(app: Flask, browser: Browser, page: str) -> None:
    answer = browser.get(f"/account/{page}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert Browser(app).get(f"/account/{page}").headers["Location"].startswith("/login?next=/account/")


def test_the_profile_changes_only_its_own_fields(browser: Browser, database: Database, taro: str) -> None:
    extra = {column.name: "1" for column in User.__table__.columns}
    data = {**extra, "name": "新しい 名前", "phone": "０２９-３０１-００００", "language": "en", "role": "admin"}
    before = _user(database, taro)
    assert browser.post("/account/profile", data=data).status_code == 303
    after = _user(database, taro)
    assert (after.name, after.phone, after.language) == ("新しい 名前", "029-301-0000", "en")
    same = {column.name for column in User.__table__.columns} - {"name", "phone", "language"}
    assert {name: getattr(after, name) for name in same} == {name: getattr(before, name) for name in same}
    with database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "account.change-profile")).one()
        assert entry.details == {"fields": ["name", "phone", "language"]}
        assert session.scalar(select(func.count()).select_from(UserRole)) == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": ""}, "お名前を入力してください"),
        ({"phone": "<script>"}, "電話番号を確認してください"),
        ({"language": "fr"}, "選んでください"),
    ],
)
def test_a_profile_that_does_not_fit_comes_back(browser: Browser, data: dict[str, str], words: str) -> None:
    answer = browser.post("/account/profile", data={"name": "太郎", "phone": "", "language": "ja", **data})
    assert answer.status_code == 422
    assert words in answer.text
    assert "<script>" not in answer.text.replace("<script src", "")


def test_a_password_change_ends_the_other_sessions(app: Flask, browser: Browser, database: Database) -> None:
    other = Browser(app).sign_in(EMAIL)
    answer = browser.post("/account/password", data={"current_password": PASSWORD, "new_password": NEW})
    assert answer.headers["Location"] == "/account/"
    assert (browser.get("/account/").status_code, other.get("/account/").status_code) == (200, 303)
    Browser(app).sign_in(EMAIL, NEW)
    (letter,) = letters(database)
    assert letter.subject.message == "パスワードを変えました"


def test_a_wrong_current_password_changes_nothing_and_counts(app: Flask, browser: Browser) -> None:
    data = {"current_password": "not this", "new_password": NEW}
    codes = [browser.post("/account/password", data=data).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]
    answer = Browser(app).post("/login", data={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 429


@pytest.mark.parametrize("password", ["short", "password1", EMAIL, "見本 太郎", "taro-2026-11"])
def test_a_weak_new_password_is_refused(browser: Browser, password: str) -> None:
    answer = browser.post("/account/password", data={"current_password": PASSWORD, "new_password": password})
    assert answer.status_code == 422


def test_staff_need_twelve_characters(app: Flask, database: Database) -> None:
    with unit_of_work(database) as session:
        make_staff(session, make_office(session), "staff@example.jp")
    browser = Browser(app).sign_in("staff@example.jp")
    data = {"current_password": PASSWORD, "new_password": "elevenchars"}
    assert browser.post("/account/password", data=data).status_code == 422
    assert browser.post("/account/password", data={**data, "new_password": "twelve chars"}).status_code == 303


# --- sessions


def test_the_list_shows_each_device_and_marks_this_one(app: Flask, browser: Browser) -> None:
    other = Browser(app)
    other.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone) Safari/604"
    other.sign_in(EMAIL)
    page = browser.get("/account/sessions").text
    assert page.count("この端末</span>") == 1
    assert "Safari iPhone" in page
    assert "127.0.0.0/24" in page


def test_one_session_is_closed_from_another_device(app: Flask, browser: Browser, database: Database) -> None:
    other = Browser(app).sign_in(EMAIL)
    with database.read() as session:
        ids = session.scalars(select(UserSession.id).order_by(UserSession.created_at)).all()
    answer = browser.post("/account/sessions", f"/account/sessions/{ids[1]}/close")
    assert answer.headers["Location"] == "/account/sessions"
    assert (browser.get("/account/").status_code, other.get("/account/").status_code) == (200, 303)
    token = browser.hidden("/account/sessions", "/logout")
    assert browser.client.post(f"/account/sessions/{ids[1]}/close", data=token).status_code == 404


def test_another_persons_session_is_not_there(app: Flask, browser: Browser, database: Database) -> None:
    with unit_of_work(database) as session:
        other_id = make_user(session, "other@example.jp").id
    other = Browser(app).sign_in("other@example.jp")
    with database.read() as session:
        theirs = session.scalars(select(UserSession.id).where(UserSession.user_id == other_id)).one()
    token = browser.hidden("/account/sessions", "/logout")
    assert browser.client.post(f"/account/sessions/{theirs}/close", data=token).status_code == 404
    assert other.get("/account/").status_code == 200
    assert theirs not in browser.get("/account/sessions").text


def test_all_others_are_closed_at_once(app: Flask, browser: Browser) -> None:
    others = [Browser(app).sign_in(EMAIL) for _ in range(3)]
    assert browser.post("/account/sessions", "/account/sessions/close-others").status_code == 303
    assert browser.get("/account/").status_code == 200
    assert {other.get("/account/").status_code for other in others} == {303}


# --- address


def _ask_email(browser: Browser, email: str = "new@example.jp", password: str = PASSWORD):
    return browser.post("/account/email", "/account/email", data={"email": email, "current_password": password})


def _links(database: Database) -> dict[str, str]:
    return {letter.address or "old": letter.link for letter in letters(database) if letter.link}


def _press(app: Flask, link: str):
    return Browser(app).post(link)


def test_an_address_changes_when_both_sides_agreed(app: Flask, browser: Browser, database: Database, taro: str) -> None:
    assert _ask_email(browser).headers["Location"] == "/account/email"
    links = _links(database)
    assert sorted(links) == ["new@example.jp", "old"]
    assert Browser(app).get(links["old"]).status_code == 200
    assert _press(app, links["new@example.jp"]).headers["Location"] == "/account/email/half"
    assert _user(database, taro).email == EMAIL
    assert _press(app, links["old"]).headers["Location"] == "/account/email/done"
    assert _user(database, taro).email == "new@example.jp"
    (told,) = letters(database)
    assert (told.address, told.subject.message) == (EMAIL, "メールアドレスが変わりました")
    Browser(app).sign_in("new@example.jp")


def test_one_side_twice_is_not_both(app: Flask, browser: Browser, database: Database, taro: str) -> None:
    _ask_email(browser)
    link = _links(database)["old"]
    assert _press(app, link).status_code == 303
    page = Browser(app).get(link)
    assert (page.status_code, "/account/email" in page.text) == (404, True)
    assert _user(database, taro).email == EMAIL


def test_sides_of_two_askings_do_not_add_up(app: Flask, browser: Browser, database: Database, taro: str) -> None:
    _ask_email(browser, "first@example.jp")
    first = _links(database)
    _press(app, first["old"])
    _ask_email(browser, "second@example.jp")
    second = _links(database)
    assert Browser(app).get(first["first@example.jp"]).status_code == 404
    _press(app, second["second@example.jp"])
    assert _user(database, taro).email == EMAIL


def test_a_change_that_was_withdrawn_is_over(app: Flask, browser: Browser, database: Database, taro: str) -> None:
    _ask_email(browser)
    links = _links(database)
    assert browser.post("/account/email", "/account/email/withdraw").status_code == 303
    assert {Browser(app).get(link).status_code for link in links.values()} == {404}
    assert "取りやめる" not in browser.get("/account/email").text


def test_links_of_a_change_end_after_a_day(app: Flask, browser: Browser, database: Database) -> None:
    _ask_email(browser)
    links = _links(database)
    clock.configure("+24h")
    assert {Browser(app).get(link).status_code for link in links.values()} == {404}


def test_a_taken_address_looks_the_same_and_never_changes(
    app: Flask, browser: Browser, database: Database, taro: str
) -> None:
    with unit_of_work(database) as session:
        make_user(session, "taken@example.jp")
    free, taken = _ask_email(browser, "free@example.jp"), _ask_email(browser, "taken@example.jp")
    assert (free.status_code, free.data) == (taken.status_code, taken.data)
    written = letters(database)
    told = [letter for letter in written if letter.address == "taken@example.jp"]
    assert [(letter.link, letter.subject.message) for letter in told] == [(None, "このアドレスには登録があります")]
    old = next(letter.link for letter in written if letter.key.startswith("email-old") and letter.link)
    _press(app, old)
    assert _user(database, taro).email == EMAIL


def test_an_address_that_was_taken_meanwhile_is_refused(app: Flask, browser: Browser, database: Database) -> None:
    _ask_email(browser)
    links = _links(database)
    with unit_of_work(database) as session:
        make_user(session, "new@example.jp")
    _press(app, links["old"])
    assert _press(app, links["new@example.jp"]).status_code == 409


def test_the_address_needs_the_password(browser: Browser, database: Database) -> None:
    assert _ask_email(browser, password="not this").status_code == 422
    assert letters(database) == []


@pytest.mark.parametrize("email", [EMAIL, "ＴＡＲＯ@example.jp", "no address", "a@example.jp,b@example.jp"])
def test_an_address_that_does_not_fit_is_refused(browser: Browser, database: Database, email: str) -> None:
    assert _ask_email(browser, email).status_code == 422
    assert letters(database) == []


def test_old_reset_links_lie_in_the_old_letter_box(app: Flask, browser: Browser, database: Database) -> None:
    Browser(app).post("/password/reset", data={"email": EMAIL})
    reset = letters(database)[0].link
    _ask_email(browser)
    for link in _links(database).values():
        _press(app, link)
    assert Browser(app).get(reset).status_code == 404


# --- own data and leaving


def test_own_data_is_whole_and_without_secrets(browser: Browser, database: Database, taro: str) -> None:
    answer = browser.get("/account/data.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    data = json.loads(answer.text)
    assert (data["account"]["email"], data["account"]["name"]) == (EMAIL, "見本 太郎")
    assert data["account"]["sign_ins"][0]["network"] == "127.0.0.0/24"
    user = _user(database, taro)
    assert user.password_hash not in answer.text
    assert "hash" not in answer.text
    assert "secret" not in answer.text


def test_closing_takes_the_name_at_once(app: Flask, browser: Browser, database: Database, taro: str) -> None:
    other = Browser(app).sign_in(EMAIL)
    with unit_of_work(database) as session:
        session.add(UserRole(user_id=taro, role=Role.REVIEWER, given_by=None, given_at=clock.now()))
    answer = browser.post("/account/close", data={"current_password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    user = _user(database, taro)
    assert (user.name, user.email, user.password_hash) == ("退会した利用者", EMAIL, "")
    assert (browser.get("/account/").status_code, other.get("/account/").status_code) == (303, 303)
    assert Browser(app).post("/login", data={"email": EMAIL, "password": PASSWORD}).status_code == 422
    with database.read() as session:
        assert session.scalars(select(UserRole)).all() == []
    (letter,) = letters(database)
    assert letter.subject.message == "退会の手続きが終わりました"
    assert _actions(database)[-1] == "account.close"


def test_closing_ends_roles_for_offices(app: Flask, database: Database) -> None:
    with unit_of_work(database) as session:
        make_staff(session, make_office(session), "staff@example.jp")
    browser = Browser(app).sign_in("staff@example.jp")
    assert browser.post("/account/close", data={"current_password": PASSWORD}).status_code == 303
    with database.read() as session:
        assert session.scalars(select(OfficeStaff)).one().ended_at is not None


def test_closing_needs_the_password(browser: Browser, database: Database, taro: str) -> None:
    assert browser.post("/account/close", data={"current_password": "not this"}).status_code == 422
    assert _user(database, taro).closed_at is None


def test_what_stands_against_closing_is_said(app: Flask, browser: Browser, database: Database, taro: str) -> None:
    fields = browser.hidden("/account/close", "/account/close")
    asked = []

    def obstacle(_session, user_id: str):
        asked.append(user_id)
        return [msgid("「%(name)s」の責任者は、あなただけです。", name="見本製作所")]

    app.extensions["closing_obstacles"] = (obstacle,)
    answer = browser.client.post("/account/close", data={**fields, "current_password": PASSWORD})
    assert answer.status_code == 409
    assert "「見本製作所」の責任者は、あなただけです。" in answer.text
    assert "current_password" not in browser.get("/account/close").text
    assert set(asked) == {taro}
    assert _user(database, taro).closed_at is None


def test_the_last_administrator_stays(app: Flask, database: Database) -> None:
    with unit_of_work(database) as session:
        make_user(session, "admin@example.jp", Role.ADMIN)
    browser = Browser(app).sign_in("admin@example.jp")
    fields = browser.hidden("/account/", "/logout")
    answer = browser.client.post("/account/close", data={**fields, "current_password": PASSWORD})
    assert (answer.status_code, "最後のシステム管理者" in answer.text) == (409, True)
    with unit_of_work(database) as session:
        make_user(session, "admin2@example.jp", Role.ADMIN)
    assert browser.post("/account/close", data={"current_password": PASSWORD}).status_code == 303


def test_contact_data_is_erased_after_thirty_days(browser: Browser, database: Database, taro: str) -> None:
    browser.post("/account/profile", data={"name": "見本 太郎", "phone": "029-301-0000", "language": "ja"})
    browser.post("/account/close", data={"current_password": PASSWORD})
    clock.configure("+29d")
    with unit_of_work(database) as session:
        assert erase_closed(session) == 0
    assert _user(database, taro).email == EMAIL
    clock.configure("+30d")
    with unit_of_work(database) as session:
        assert (erase_closed(session), erase_closed(session)) == (1, 0)
    user = _user(database, taro)
    assert (user.email, user.phone, user.erased_at is not None) == (None, "", True)


def test_registrations_that_nobody_confirmed_are_erased(database: Database, taro: str) -> None:
    with unit_of_work(database) as session:
        make_user(session, "never@example.jp").confirmed_at = None
    clock.configure("+31d")
    with unit_of_work(database) as session:
        assert erase_unconfirmed(session) == 1
    with database.read() as session:
        assert find_by_email(session, "never@example.jp") is None
        assert find_by_email(session, EMAIL).closed_at is None


def test_old_links_and_sessions_are_dropped(browser: Browser, database: Database) -> None:
    _ask_email(browser)
    letters(database)
    clock.configure("+9d")
    with unit_of_work(database) as session:
        assert (drop_tokens(session), drop_sessions(session)) == (3, 0)
        assert session.scalars(select(UserToken)).all() == []
    clock.configure("+91d")
    with unit_of_work(database) as session:
        assert drop_sessions(session) == 1


def test_the_record_names_no_value(browser: Browser, database: Database) -> None:
    browser.post("/account/profile", data={"name": "秘密 花子", "phone": "029-301-0000", "language": "ja"})
    _ask_email(browser)
    browser.post("/account/password", data={"current_password": PASSWORD, "new_password": NEW})
    with database.read() as session:
        text = json.dumps([entry.details for entry in session.scalars(select(AuditEntry))], ensure_ascii=False)
    assert not [part for part in ("秘密", "029", "example.jp", NEW, PASSWORD) if part in text]
