"""The inbox, the choices, the link to stop, and the log of mails, over HTTP."""

import re

import html5lib
import pytest
from flask import Flask
from sqlalchemy import event, func, select, update

from app.audit.models import AuditEntry
from app.core import clock
from app.core.actor import Actor, Role
from app.core.db import Database
from app.core.outbox import MAX_TRIES, OutboxRow, deliver_once
from app.core.unit_of_work import unit_of_work
from app.notices.models import Mail, Notice, TopicChoice
from app.notices.service import choose
from app.notices.states import MAIL_STATES, MAIL_WORKFLOW, Choice, MailState
from tests.notices.factories import letter, mails, notices, post_one
from tests.people import Browser, make_office, make_staff, make_user


@pytest.fixture
def people(database: Database) -> dict[str, str]:
    """Two members, an official and an administrator, by name."""
    with unit_of_work(database) as session:
        office = make_office(session)
        return {
            "taro": make_user(session, "taro@example.jp").id,
            "jiro": make_user(session, "jiro@example.jp").id,
            "hanako": make_staff(session, office, "hanako@example.jp").id,
            "admin": make_user(session, "admin@example.jp", Role.ADMIN).id,
        }


@pytest.fixture
def taro(app: Flask, people: dict[str, str]) -> Browser:
    """A member, signed in."""
    return Browser(app).sign_in("taro@example.jp")


@pytest.fixture
def admin(app: Flask, people: dict[str, str]) -> Browser:
    """An administrator, signed in."""
    return Browser(app).sign_in("admin@example.jp")


def _post(app: Flask, *letters: object) -> int:
    return post_one(app.extensions["database"], *letters, head=app.extensions["letterhead"])


def _is_page(text: str) -> None:
    html5lib.HTMLParser(strict=True).parse(text)
    assert len(re.findall(r"<h1[ >]", text)) == 1


def _read_ids(database: Database) -> set[str]:
    return {notice.key for notice in notices(database) if notice.read_at}


# --- the inbox -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("address", ["/inbox/", "/inbox/?unread=1", "/inbox/?page=9", "/account/notices"])
def test_pages_are_valid_with_and_without_notices(
    app: Flask, taro: Browser, people: dict[str, str], address: str, language: str
) -> None:
    joint = "&" if "?" in address else "?"
    for _ in range(2):
        answer = taro.get(f"{address}{joint}lang={language}")
        assert answer.status_code == 200
        _is_page(answer.text)
        _post(app, letter(people["taro"]))


def test_the_inbox_lists_newest_first_and_says_what_is_unread(
    app: Flask, taro: Browser, people: dict[str, str], database: Database
) -> None:
    clock.configure("2026-11-24T10:00")
    _post(app, letter(people["taro"], "k1"))
    clock.configure("2026-11-24T11:00")
    _post(app, letter(people["taro"], "k2"), letter(people["jiro"], "k3"))
    clock.configure(None)
    with unit_of_work(database) as session:
        session.execute(update(Notice).where(Notice.key == "k1").values(read_at=clock.now()))
    page = taro.get("/inbox/").text
    ids = {notice.key: notice.id for notice in notices(database)}
    assert re.findall(r'href="/inbox/([a-z0-9]{12})"', page) == [ids["k2"], ids["k1"]]
    assert page.index("未読</span>") < page.index("既読</span>")
    assert re.findall(r'href="/inbox/([a-z0-9]{12})"', taro.get("/inbox/?unread=1").text) == [ids["k2"]]


def test_opening_a_notice_marks_it_read_and_shows_its_link(
    app: Flask, taro: Browser, people: dict[str, str], database: Database
) -> None:
    _post(app, letter(people["taro"]))
    (notice,) = notices(database)
    answer = taro.get(f"/inbox/{notice.id}")
    _is_page(answer.text)
    assert '<a class="mb-btn" href="/dashboard">' in answer.text
    assert _read_ids(database) == {"claim:1"}
    first = notices(database)[0].read_at
    taro.get(f"/inbox/{notice.id}")
    assert notices(database)[0].read_at == first


def test_a_notice_shows_in_the_language_of_the_page(
    app: Flask, taro: Browser, people: dict[str, str], database: Database
) -> None:
    _post(app, letter(people["taro"]))
    (notice,) = notices(database)
    assert "今日の仕事を開く" in taro.get(f"/inbox/{notice.id}").text
    assert "今日の仕事を開く" not in taro.get(f"/inbox/{notice.id}?lang=en").text


def test_typed_words_in_a_notice_are_escaped(
    app: Flask, taro: Browser, people: dict[str, str], database: Database
) -> None:
    from app.core.letters import msgid

    evil = msgid("%(name)sさん", name="<script>alert(1)</script>\nつぎの行")
    _post(app, letter(people["taro"], subject=evil, lines=(evil,)))
    (notice,) = notices(database)
    for page in (taro.get("/inbox/").text, taro.get(f"/inbox/{notice.id}").text):
        assert "<script>alert" not in page
    assert "<br>つぎの行さん" in page


def test_another_persons_notice_is_not_there_and_stays_unread(
    app: Flask, people: dict[str, str], database: Database
) -> None:
    _post(app, letter(people["taro"]))
    (notice,) = notices(database)
    for email in ("jiro@example.jp", "hanako@example.jp", "admin@example.jp"):
        browser = Browser(app).sign_in(email)
        answer = browser.get(f"/inbox/{notice.id}")
        assert answer.status_code == 404
        assert "役割が付きました" not in answer.text + browser.get("/inbox/").text
    assert _read_ids(database) == set()


def test_reading_all_leaves_what_came_after_the_page(
    app: Flask, taro: Browser, people: dict[str, str], database: Database
) -> None:
    clock.configure("2026-11-24T10:00")
    _post(app, letter(people["taro"], "k1"), letter(people["jiro"], "other"))
    clock.configure(None)
    fields = taro.hidden("/inbox/", "/inbox/read-all")
    _post(app, letter(people["taro"], "k2"))
    assert taro.client.post("/inbox/read-all", data=fields).headers["Location"] == "/inbox/"
    assert _read_ids(database) == {"k1"}


def test_reading_all_up_to_another_persons_notice_reads_nothing(
    app: Flask, taro: Browser, people: dict[str, str], database: Database
) -> None:
    _post(app, letter(people["taro"], "k1"), letter(people["jiro"], "k2"))
    foreign = next(notice.id for notice in notices(database) if notice.key == "k2")
    assert taro.post("/inbox/", "/inbox/read-all", {"newest": foreign}).status_code == 303
    assert taro.post("/inbox/", "/inbox/read-all", {"newest": "nothing"}).status_code == 303
    assert _read_ids(database) == set()


def test_the_inbox_is_paged_and_takes_the_same_statements_for_any_number(
    app: Flask, taro: Browser, people: dict[str, str]
) -> None:
    def count_statements() -> int:
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        engine = app.extensions["database"].reading
        event.listen(engine, "before_cursor_execute", note)
        assert taro.get("/inbox/").status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        return len([s for s in statements if s != "BEGIN"])

    _post(app, letter(people["taro"], "k0"))
    taro.get("/inbox/")
    few = count_statements()
    _post(app, *(letter(people["taro"], f"k{n}") for n in range(1, 45)))
    assert count_statements() == few <= 12
    assert len(re.findall(r'href="/inbox/[a-z0-9]{12}"', taro.get("/inbox/?page=3").text)) == 5
    assert taro.get("/inbox/?page=0").status_code == 400


def test_the_header_counts_what_is_unread_for_its_person_only(
    app: Flask, taro: Browser, people: dict[str, str], database: Database
) -> None:
    assert "未読" not in taro.get("/").text
    _post(app, letter(people["taro"], "k1"), letter(people["taro"], "k2"), letter(people["jiro"], "k3"))
    assert "お知らせ（未読2件）" in taro.get("/").text
    assert "未読" not in Browser(app).get("/").text
    taro.get(f"/inbox/{next(n.id for n in notices(database) if n.key == 'k1')}")
    assert "お知らせ（未読1件）" in taro.get("/companies/").text


@pytest.mark.parametrize("address", ["/inbox/", "/inbox/abc234def567", "/account/notices", "/admin/mails/"])
def test_visitors_are_asked_to_sign_in(app: Flask, address: str) -> None:
    answer = app.test_client().get(address)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/login?next={address}")


# --- choices ---------------------------------------------------------------------------------------------------------


def _choices(database: Database, user_id: str) -> dict[str, str]:
    with database.read() as session:
        rows = session.scalars(select(TopicChoice).where(TopicChoice.user_id == user_id))
        return {row.topic: row.choice for row in rows}


def _fields(app: Flask, choice: str) -> dict[str, str]:
    return {f"topic_{t.name}": choice for t in app.extensions["letterhead"].topics if not t.is_firm}


def test_choices_are_kept_and_noted(app: Flask, taro: Browser, people: dict[str, str], database: Database) -> None:
    page = taro.get("/account/notices").text
    assert page.count('value="now" checked') == len(_fields(app, "now"))
    assert taro.post("/account/notices", data=_fields(app, "off")).headers["Location"] == "/account/notices"
    kept = _choices(database, people["taro"])
    assert kept == {name.removeprefix("topic_"): "off" for name in _fields(app, "off")}
    with database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "notices.choose")).one()
        assert (entry.actor_id, entry.details) == (people["taro"], kept)
    assert taro.get("/account/notices").text.count('value="off" checked') == len(kept)


def test_staff_see_that_one_mail_a_day_is_usual(app: Flask, people: dict[str, str]) -> None:
    page = Browser(app).sign_in("hanako@example.jp").get("/account/notices").text
    assert page.count('value="daily" checked') == len(_fields(app, "daily"))


def test_a_choice_that_is_none_comes_back_with_what_was_chosen(
    app: Flask, taro: Browser, people: dict[str, str], database: Database
) -> None:
    fields = {**_fields(app, "daily"), "topic_corrections": "sometimes"}
    answer = taro.post("/account/notices", data=fields)
    assert answer.status_code == 422
    _is_page(answer.text)
    assert answer.text.count('value="daily" checked') == len(fields) - 1
    assert _choices(database, people["taro"]) == {}


def test_firm_topics_and_other_people_cannot_be_set_by_hand(
    app: Flask, taro: Browser, people: dict[str, str], database: Database
) -> None:
    extra = {"topic_account": "off", "user_id": people["jiro"], "topic_new": "off"}
    taro.post("/account/notices", data={**_fields(app, "now"), **extra})
    assert set(_choices(database, people["taro"])) == {name.removeprefix("topic_") for name in _fields(app, "now")}
    assert _choices(database, people["jiro"]) == {}


def _stop_path(app: Flask, user_id: str, topic: str = "corrections") -> str:
    path: str = app.extensions["letterhead"].stop_path(user_id, topic)
    return path


def test_the_link_of_a_mail_stops_its_topic_without_signing_in(
    app: Flask, people: dict[str, str], database: Database
) -> None:
    path, stranger = _stop_path(app, people["taro"]), Browser(app)
    answer = stranger.get(path)
    _is_page(answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "taro" not in answer.text
    assert "見本 太郎" not in answer.text
    assert _choices(database, people["taro"]) == {}  # a look stops nothing: mail programs open links by themselves
    assert stranger.post(path).headers["Location"] == path
    assert _choices(database, people["taro"]) == {"corrections": "off"}
    assert "止めてあります" in stranger.get(path).text
    _post(app, letter(people["taro"]))
    assert mails(database) == []


def test_the_link_leaves_other_topics_alone(app: Flask, people: dict[str, str], database: Database) -> None:
    with unit_of_work(database) as session:
        choose(session, people["taro"], {"claims": Choice.DAILY, "corrections": Choice.DAILY}, Actor(people["taro"]))
    Browser(app).post(_stop_path(app, people["taro"]))
    assert _choices(database, people["taro"]) == {"claims": "daily", "corrections": "off"}


def test_a_link_that_we_did_not_write_is_not_there(app: Flask, people: dict[str, str], database: Database) -> None:
    good = _stop_path(app, people["taro"])
    other = good.replace(people["taro"], people["jiro"])
    for path in (other, good[:-1], f"{good}x", "/notices/stop/x", _stop_path(app, people["taro"], "account")):
        assert Browser(app).get(path).status_code == 404
    client = app.test_client()
    assert client.post(good).status_code == 400  # no CSRF token
    assert _choices(database, people["taro"]) == {}


# --- the log of mails ------------------------------------------------------------------------------------------------


def _fail(database: Database, state: MailState = MailState.DEAD) -> str:
    with unit_of_work(database) as session:
        values = {"state": state, "error": "SMTPRecipientsRefused 550", "tries": 3}
        return session.scalars(update(Mail).values(values).returning(Mail.id)).all()[0]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_log_masks_addresses_and_one_mail_shows_it_and_is_noted(
    app: Flask, admin: Browser, people: dict[str, str], database: Database, language: str
) -> None:
    _post(app, letter(people["taro"], is_mail_only=True, link="/password/reset/secret-token"))
    id_ = _fail(database)
    listed = admin.get(f"/admin/mails/?lang={language}").text
    _is_page(listed)
    assert "t***@example.jp" in listed
    assert "taro@example.jp" not in listed
    page = admin.get(f"/admin/mails/{id_}?lang={language}").text
    _is_page(page)
    assert "taro@example.jp" in page
    assert "secret-token" not in listed + page
    with database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "mail.look")).one()
        assert (entry.actor_id, entry.subject_kind, entry.subject_id) == (people["admin"], "mail", id_)


def test_the_log_is_narrowed_by_state(app: Flask, admin: Browser, people: dict[str, str], database: Database) -> None:
    _post(app, letter(people["taro"]))
    id_ = _fail(database)
    for state in MAIL_STATES:
        page = admin.get(f"/admin/mails/?state={state}")
        assert (id_ in page.text) == (state == "dead")
        _is_page(page.text)
    assert "送れなかった（1件）" in admin.get("/admin/mails/").text
    assert admin.get("/admin/mails/?state=other").status_code == 400


@pytest.mark.parametrize("state", [MailState.DEAD, MailState.FAILED])
def test_a_mail_that_failed_is_sent_again(
    app: Flask, admin: Browser, people: dict[str, str], database: Database, state: MailState
) -> None:
    _post(app, letter(people["taro"]))
    id_ = _fail(database, state)
    with unit_of_work(database) as session:
        session.execute(update(OutboxRow).values(delivered_at=clock.now()))
    assert admin.post(f"/admin/mails/{id_}", f"/admin/mails/{id_}/resend").headers["Location"] == "/admin/mails/"
    deliver_once(database, app.extensions["subscriptions"])
    (mail,) = mails(database)
    assert (mail.state, mail.tries, mail.error) == ("sent", 1, "")
    assert len(list((app.config["SITE"].data_dir / "outbox").glob("*.eml"))) == 1
    with database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "mail.resend")).one()
        assert (entry.role, entry.subject_id, entry.details) == ("admin", id_, {"from": state})


def test_a_mail_that_waits_or_was_sent_is_not_sent_again(
    app: Flask, admin: Browser, people: dict[str, str], database: Database
) -> None:
    _post(app, letter(people["taro"]))
    (mail,) = mails(database)
    for _ in range(2):
        assert "/resend" not in admin.get(f"/admin/mails/{mail.id}").text
        fields = admin.hidden("/", "/logout")
        assert admin.client.post(f"/admin/mails/{mail.id}/resend", data=fields).status_code == 409
        deliver_once(database, app.extensions["subscriptions"])
    assert mails(database)[0].state == "sent"


def test_an_unknown_mail_is_not_there(admin: Browser) -> None:
    assert admin.get("/admin/mails/abc234def567").status_code == 404
    fields = admin.hidden("/", "/logout")
    assert admin.client.post("/admin/mails/abc234def567/resend", data=fields).status_code == 404


def test_every_pair_outside_the_table_is_refused() -> None:
    arrows = {(t.action, source) for t in MAIL_WORKFLOW.transitions for source in t.sources}
    pairs = {(t.action, state) for t in MAIL_WORKFLOW.transitions for state in MAIL_STATES}
    assert {pair for pair in pairs if MAIL_WORKFLOW.find(*pair)} == arrows
    assert MAIL_WORKFLOW.ends == {MailState.SENT}


def test_an_event_that_was_given_up_is_done_again_once(
    app: Flask, admin: Browser, people: dict[str, str], database: Database
) -> None:
    error = "IntegrityError: taro@example.jp"
    with unit_of_work(database) as session:
        now = clock.now()
        row = OutboxRow(name="staff_left", payload={"staff_id": "x"}, created_at=now, due_at=now)
        row.tries, row.error = MAX_TRIES, error
        session.add(row)
        session.flush()
        id_ = row.id
    page = admin.get("/admin/mails/")
    _is_page(page.text)
    assert "IntegrityError" in page.text
    assert "taro@example.jp" not in page.text
    action = f"/admin/mails/events/{id_}/retry"
    assert admin.post("/admin/mails/", action).status_code == 303
    fields = admin.hidden("/", "/logout")
    assert admin.client.post(action, data=fields).status_code == 409
    assert admin.client.post(f"/admin/mails/events/{10**30}/retry", data=fields).status_code == 409
    assert deliver_once(database, app.extensions["subscriptions"]) == 1
    with database.read() as session:
        assert session.scalar(select(func.count()).where(OutboxRow.delivered_at.is_(None))) == 0
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "event.retry")).one()
        assert (entry.subject_id, entry.details) == (str(id_), {"name": "staff_left"})


@pytest.mark.parametrize("email", ["taro@example.jp", "hanako@example.jp"])
def test_the_log_is_for_administrators_only(app: Flask, people: dict[str, str], database: Database, email: str) -> None:
    _post(app, letter(people["taro"]))
    id_, browser = _fail(database), Browser(app).sign_in(email)
    fields = browser.hidden("/", "/logout")
    for answer in (
        browser.get("/admin/mails/"),
        browser.get(f"/admin/mails/{id_}"),
        browser.client.post(f"/admin/mails/{id_}/resend", data=fields),
        browser.client.post("/admin/mails/events/1/retry", data=fields),
    ):
        assert answer.status_code == 403
    assert mails(database)[0].state == "dead"
