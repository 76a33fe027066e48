"""The second factor: set up with the password, asked after it, each code taken once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import RecoveryCode, User
from app.accounts.service.signing_in import mark_of
from app.core import clock
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from tests.accounts.conftest import EMAIL
from tests.accounts.letters import letters
from tests.people import PASSWORD, Browser

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PAGE = "/account/second-factor"


def _code(shift: int = 0, secret: str = SECRET) -> str:
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()) + shift)


@pytest.fixture
def guarded(database: Database, taro: str) -> str:
    """Taro, whose second factor is on."""
    with unit_of_work(database) as session:
        user = session.get(User, taro)
        user.totp_secret, user.totp_confirmed_at = SECRET, clock.now()
    return taro


def _first_step(app: Flask, password: str = PASSWORD, wanted: str = "/account/") -> Browser:
    browser = Browser(app)
    answer = browser.post("/login", data={"email": EMAIL, "password": password, "next": wanted})
    assert answer.headers["Location"] == "/login/code"
    return browser


def _set_up(app: Flask, database: Database, taro: str) -> tuple[Browser, list[str], str]:
    browser = Browser(app).sign_in(EMAIL)
    browser.post(PAGE, f"{PAGE}/start", data={"current_password": PASSWORD})
    with database.read() as session:
        secret = session.get(User, taro).totp_secret
    page = browser.post(PAGE, f"{PAGE}/confirm", data={"code": _code(secret=secret)})
    assert page.status_code == 200
    return browser, re.findall(r"<code>([a-z0-9-]{14})</code>", page.text), secret


def test_setting_up(app: Flask, database: Database, taro: str) -> None:
    other = Browser(app).sign_in(EMAIL)
    browser, codes, secret = _set_up(app, database, taro)
    assert len(set(codes)) == 10
    assert (browser.get(PAGE).status_code, other.get("/account/").status_code) == (200, 303)
    with database.read() as session:
        hashes = set(session.scalars(select(RecoveryCode.hash)))
    assert len(hashes) == 10
    assert not hashes & set(codes)
    page = browser.get(PAGE).text
    assert not [part for part in (*codes, secret, secret[:4] + " ") if part in page]
    assert [letter.subject.message for letter in letters(database)] == ["2段階認証を設定しました"]


def test_the_secret_is_shown_as_picture_and_text_without_style(app: Flask, database: Database, taro: str) -> None:
    browser = Browser(app).sign_in(EMAIL)
    browser.post(PAGE, f"{PAGE}/start", data={"current_password": PASSWORD})
    page = browser.get(PAGE)
    with database.read() as session:
        secret = session.get(User, taro).totp_secret
    assert "<svg" in page.text
    assert "style=" not in page.text
    assert secret in page.text.replace(" ", "")
    assert page.headers["Cache-Control"] == "no-store"


def test_another_session_never_sees_the_secret(app: Flask, database: Database, taro: str) -> None:
    thief = Browser(app).sign_in(EMAIL)
    clock.configure("+20m")
    browser = Browser(app).sign_in(EMAIL)
    browser.post(PAGE, f"{PAGE}/start", data={"current_password": PASSWORD})
    assert "<svg width" in browser.get(PAGE).text.split("<main")[1]
    assert "mb-narrow" in thief.get(PAGE).text
    assert "qrline" not in thief.get(PAGE).text
    fields = thief.hidden(PAGE, f"{PAGE}/start")
    with database.read() as session:
        secret = session.get(User, taro).totp_secret
    thief.client.post(f"{PAGE}/confirm", data={**fields, "code": _code(secret=secret)})
    with database.read() as session:
        assert session.get(User, taro).totp_confirmed_at is None


@pytest.mark.parametrize("verb", ["start", "close", "renew-codes"])
def test_each_step_needs_the_password(app: Flask, database: Database, taro: str, verb: str) -> None:
    browser = Browser(app).sign_in(EMAIL) if verb == "start" else _set_up(app, database, taro)[0]
    answer = browser.post(PAGE, f"{PAGE}/{verb}", data={"current_password": "not this"})
    assert answer.status_code == 422
    assert answer.text.count('id="current_password"') <= 1
    with database.read() as session:
        user = session.get(User, taro)
        assert (user.totp_secret == "") == (verb == "start")


def test_a_wrong_first_code_turns_nothing_on(app: Flask, database: Database, taro: str) -> None:
    browser = Browser(app).sign_in(EMAIL)
    browser.post(PAGE, f"{PAGE}/start", data={"current_password": PASSWORD})
    answer = browser.post(PAGE, f"{PAGE}/confirm", data={"code": "000000"})
    assert (answer.status_code, "qrline" in answer.text) == (422, True)
    with database.read() as session:
        assert session.get(User, taro).totp_confirmed_at is None


def test_the_password_alone_opens_nothing(app: Flask, guarded: str) -> None:
    browser = _first_step(app)
    assert browser.get("/account/").status_code == 303
    assert browser.get("/login/code").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("shift", [-30, 0, 30])
def test_a_code_lets_in(app: Flask, guarded: str, shift: int) -> None:
    browser = _first_step(app)
    answer = browser.post("/login/code", data={"code": _code(shift)})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account/")
    assert browser.get("/account/").status_code == 200


@pytest.mark.parametrize("code", ["000000", "", "１２", "x" * 41, "JBSWY3DPEHPK3PXP"])
def test_a_wrong_code_does_not(app: Flask, guarded: str, code: str) -> None:
    browser = _first_step(app)
    assert browser.post("/login/code", data={"code": code}).status_code == 422
    assert browser.get("/account/").status_code == 303


@pytest.mark.parametrize("shift", [-90, 90])
def test_a_code_of_another_minute_does_not(app: Flask, guarded: str, shift: int) -> None:
    assert _first_step(app).post("/login/code", data={"code": _code(shift)}).status_code == 422


def test_a_code_is_taken_once(app: Flask, guarded: str) -> None:
    code = _code()
    first, second = _first_step(app), _first_step(app)
    assert first.post("/login/code", data={"code": code}).status_code == 303
    assert second.post("/login/code", data={"code": code}).status_code == 422
    assert second.post("/login/code", data={"code": _code(-30)}).status_code == 422  # older than one that was taken
    assert second.post("/login/code", data={"code": _code(30)}).status_code == 303


def test_one_code_at_once_lets_one_in(app: Flask, guarded: str) -> None:
    browsers = [_first_step(app) for _ in range(8)]
    fields = [browser.hidden("/login/code") for browser in browsers]
    code = _code()

    def send(number: int) -> int:
        data = {**fields[number], "code": code}
        return browsers[number].client.post("/login/code", data=data).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(send, range(8))) == [303] + [422] * 7


def test_codes_are_tried_ten_times(app: Flask, guarded: str) -> None:
    browser = _first_step(app)
    codes = [browser.post("/login/code", data={"code": "000000"}).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]
    assert _first_step(app).post("/login/code", data={"code": _code()}).status_code == 429


def test_the_second_step_is_open_for_five_minutes(app: Flask, guarded: str) -> None:
    browser = _first_step(app)
    fields = browser.hidden("/login/code")
    clock.configure("+5m")
    assert browser.get("/login/code").headers["Location"] == "/login"
    data = {**fields, "code": _code()}
    assert browser.client.post("/login/code", data=data).headers["Location"] == "/login"
    assert browser.get("/account/").status_code == 303


def test_nobody_comes_by_the_second_step_alone(app: Flask, guarded: str) -> None:
    browser = Browser(app)
    assert browser.get("/login/code").headers["Location"] == "/login"
    token = browser.hidden("/login")["csrf_token"]
    answer = browser.client.post("/login/code", data={"csrf_token": token, "code": _code()})
    assert answer.headers["Location"] == "/login"
    assert browser.get("/account/").status_code == 303


@pytest.mark.parametrize("change", ["password", "disabled", "factor off"])
def test_a_second_step_that_was_begun_before_is_void(app: Flask, database: Database, guarded: str, change: str) -> None:
    browser = _first_step(app)
    with unit_of_work(database) as session:
        user = session.get(User, guarded)
        before = mark_of(user)
        if change == "password":
            user.password_hash = app.extensions["hasher"].hash("lamps and chairs")
            assert mark_of(user) != before
        elif change == "disabled":
            user.disabled_at = clock.now()
        else:
            user.totp_secret, user.totp_confirmed_at = "", None
    answer = browser.post("/login/code", data={"code": _code()})
    assert answer.headers["Location"] == "/login"
    assert browser.get("/account/").status_code == 303


def test_a_recovery_code_lets_in_once(app: Flask, database: Database, taro: str) -> None:
    _browser, codes, _secret = _set_up(app, database, taro)
    letters(database)
    typed = codes[0].upper().replace("-", " ")
    assert _first_step(app).post("/login/code", data={"code": typed}).status_code == 303
    assert _first_step(app).post("/login/code", data={"code": codes[0]}).status_code == 422
    (letter,) = letters(database)
    assert letter.lines[0].values == {"left": 9}


def test_recovery_codes_of_another_person_do_not(app: Flask, database: Database, guarded: str) -> None:
    from app.accounts.service.second_factor import _hash

    with unit_of_work(database) as session:
        session.add(
            RecoveryCode(
                hash=_hash("somebody", "bbbb-cccc-dddd"), user_id=guarded, created_at=clock.now(), used_at=None
            )
        )
    assert _first_step(app).post("/login/code", data={"code": "bbbb-cccc-dddd"}).status_code == 422


def test_new_codes_make_the_old_ones_void(app: Flask, database: Database, taro: str) -> None:
    browser, old, _secret = _set_up(app, database, taro)
    page = browser.post(PAGE, f"{PAGE}/renew-codes", data={"current_password": PASSWORD}).text
    new = re.findall(r"<code>([a-z0-9-]{14})</code>", page)
    assert (len(new), set(new) & set(old)) == (10, set())
    assert _first_step(app).post("/login/code", data={"code": old[0]}).status_code == 422
    assert _first_step(app).post("/login/code", data={"code": new[0]}).status_code == 303


def test_closing_takes_secret_and_codes(app: Flask, database: Database, taro: str) -> None:
    browser, _codes, _secret = _set_up(app, database, taro)
    fields = browser.hidden(PAGE, f"{PAGE}/close")
    data = {**fields, "current_password": PASSWORD}
    assert [browser.client.post(f"{PAGE}/close", data=data).status_code for _ in range(2)] == [303, 303]
    with database.read() as session:
        assert session.get(User, taro).totp_secret == ""
        assert session.scalars(select(RecoveryCode)).all() == []
    Browser(app).sign_in(EMAIL)
    subjects = [letter.subject.message for letter in letters(database)]
    assert subjects == ["2段階認証を設定しました", "2段階認証を外しました"]


def test_a_factor_that_is_on_is_not_begun_anew(app: Flask, database: Database, taro: str) -> None:
    browser, _codes, secret = _set_up(app, database, taro)
    fields = browser.hidden(PAGE, f"{PAGE}/close")
    answer = browser.client.post(f"{PAGE}/start", data={**fields, "current_password": PASSWORD})
    assert answer.status_code == 409
    with database.read() as session:
        assert session.get(User, taro).totp_secret == secret


def test_the_second_step_leads_to_own_paths_only(app: Flask, guarded: str) -> None:
    browser = _first_step(app, wanted="//evil.example/")
    assert browser.post("/login/code", data={"code": _code()}).headers["Location"] == "/dashboard"


def test_a_session_that_showed_the_factor_says_so(app: Flask, database: Database, guarded: str) -> None:
    from app.accounts.models import UserSession

    _first_step(app).post("/login/code", data={"code": _code()})
    with database.read() as session:
        at = session.scalars(select(UserSession.second_factor_at)).one()
    assert isinstance(at, datetime)
    assert clock.now() - at < timedelta(minutes=1)
