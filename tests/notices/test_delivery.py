"""Delivery: each mail at least once, never twice as another message, with pauses; one that fails holds up nothing."""

import smtplib
import socket
import ssl
import subprocess
import threading
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.db import Database
from app.core.errors import ConfigurationError
from app.core.outbox import MAX_TRIES, OutboxRow
from app.core.unit_of_work import unit_of_work
from app.notices.delivery import CLAIM, FIRST_PAUSE, LONGEST_PAUSE, Postman, pause_after
from app.notices.models import Mail
from app.notices.posts import FileWay, SmtpWay, Unprotected, open_way
from tests.notices.factories import (
    deliver,
    file_way,
    hurry,
    letter,
    letterhead,
    mails,
    post_one,
    posted,
    text_of,
)
from tests.notices.servers import Box, free_port, serving, way_to
from tests.people import make_user


@pytest.fixture
def taro(database: Database) -> str:
    """A member with one mail in the queue."""
    with unit_of_work(database) as session:
        user_id = make_user(session, "taro@example.jp").id
    post_one(database, letter(user_id))
    return user_id


def _state(database: Database) -> list[tuple[str, int, str]]:
    return [(mail.state, mail.tries, mail.error) for mail in mails(database)]


class Failing:
    """A way that fails for some recipients, and notes what it was given."""

    def __init__(self, *bad: str, error: Exception | None = None) -> None:
        self.bad = bad
        self.error = error or smtplib.SMTPServerDisconnected()
        self.sent: list[tuple[str, str]] = []

    def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Keep it, or fail."""
        if recipient in self.bad:
            raise self.error
        self.sent.append((recipient, message["Message-ID"]))


def test_a_mail_becomes_a_file_that_only_the_site_may_read(database: Database, taro: str, tmp_path: Path) -> None:
    deliver(database, file_way(tmp_path))
    folder = tmp_path / "outbox"
    (message,) = posted(folder)
    (mail,) = mails(database)
    assert message["Message-ID"] == f"<{mail.id}@musubiba.example.jp>"
    assert message["Subject"] == "【むすび場】役割が付きました"
    assert "https://musubiba.example.jp/dashboard" in text_of(message)
    assert folder.stat().st_mode & 0o777 == 0o700
    (path,) = folder.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.name == f"{mail.created_at:%Y%m%dT%H%M%SZ}-{mail.id}.eml"
    assert _state(database) == [("sent", 1, "")]


def test_a_server_takes_it_from_and_for_one_address(database: Database, taro: str) -> None:
    box = Box()
    with serving(box) as way:
        deliver(database, way)
    ((sender, recipients, message),) = box.taken
    assert (sender, recipients) == ("no-reply@musubiba.example.jp", ["taro@example.jp"])
    assert message["Subject"] == "【むすび場】役割が付きました"
    assert _state(database) == [("sent", 1, "")]


def test_a_refusal_for_now_is_tried_again_after_a_pause(database: Database, taro: str) -> None:
    box = Box("451 Try later <taro@example.jp>")
    with serving(box) as way:
        deliver(database, way)
        ((state, tries, error),) = _state(database)
        assert (state, tries, error) == ("failed", 1, "SMTPRecipientsRefused")
        assert deliver(database, way) == 0  # not yet
        hurry(database)
        deliver(database, way)
    assert len(box.taken) == 1
    assert _state(database) == [("sent", 2, "")]


@pytest.mark.parametrize(
    ("to_recipient", "to_message", "error"),
    [
        ("550 No such user taro@example.jp", "250 OK", "SMTPRecipientsRefused 550"),
        ("250 OK", "554 Not from you", "SMTPDataError 554"),
    ],
)
def test_a_refusal_for_good_is_dead_at_once(
    database: Database, taro: str, to_recipient: str, to_message: str, error: str
) -> None:
    with serving(Box(to_recipient, data_answer=to_message)) as way:
        deliver(database, way)
    assert _state(database) == [("dead", 1, error)]
    hurry(database)
    assert deliver(database, file_way(Path("/nonexistent"))) == 0


def test_a_server_that_is_down_delays_the_mail_until_it_is_up(database: Database, taro: str) -> None:
    port, box = free_port(), Box()
    deliver(database, way_to(port))
    assert _state(database) == [("failed", 1, "ConnectionRefusedError")]
    hurry(database)
    with serving(box, port) as way:
        deliver(database, way)
    assert len(box.taken) == 1
    assert _state(database) == [("sent", 2, "")]


def test_after_the_last_try_a_mail_is_dead(database: Database, taro: str) -> None:
    way = Failing("taro@example.jp")
    for _ in range(MAX_TRIES + 3):
        deliver(database, way)
        hurry(database)
    assert _state(database) == [("dead", MAX_TRIES, "SMTPServerDisconnected")]
    with database.read() as session:
        assert session.scalar(select(func.count()).where(OutboxRow.delivered_at.is_(None))) == 0


def test_pauses_double_up_to_six_hours() -> None:
    assert [pause_after(n) for n in (1, 2, 3)] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert pause_after(MAX_TRIES) == LONGEST_PAUSE
    assert pause_after(1_000) == LONGEST_PAUSE


def test_one_mail_that_fails_holds_up_no_other(database: Database) -> None:
    with unit_of_work(database) as session:
        people = [make_user(session, f"{name}@example.jp").id for name in ("ichiro", "jiro", "saburo")]
    post_one(database, *(letter(id_) for id_ in people))
    way = Failing("jiro@example.jp")
    assert deliver(database, way) == 3
    assert sorted(recipient for recipient, _id in way.sent) == ["ichiro@example.jp", "saburo@example.jp"]
    assert sorted((m.address, m.state) for m in mails(database)) == [
        ("ichiro@example.jp", "sent"),
        ("jiro@example.jp", "failed"),
        ("saburo@example.jp", "sent"),
    ]


def test_where_the_server_is_away_the_others_do_not_wait_for_it_one_by_one(database: Database) -> None:
    with unit_of_work(database) as session:
        people = [make_user(session, f"{n}@example.jp").id for n in range(5)]
    post_one(database, *(letter(id_) for id_ in people))
    deliver(database, way_to(free_port()))
    assert sorted(m.tries for m in mails(database)) == [0, 0, 0, 0, 1]
    assert deliver(database, Failing()) == 0  # they rest
    hurry(database)
    way = Failing()
    deliver(database, way)
    assert len(way.sent) == 5


def test_a_batch_that_takes_too_long_goes_on_later(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with unit_of_work(database) as session:
        people = [make_user(session, f"{n}@example.jp").id for n in range(3)]
    post_one(database, *(letter(id_) for id_ in people))
    monkeypatch.setattr("app.notices.delivery._BATCH_SECONDS", -1.0)
    way = Failing()
    deliver(database, way)
    assert way.sent == []
    monkeypatch.undo()
    deliver(database, way)
    assert len(way.sent) == 3


def test_an_event_that_comes_twice_sends_once(database: Database, taro: str) -> None:
    way, (mail,) = Failing(), mails(database)
    postman = Postman(database, letterhead(), way)
    for _ in range(3):
        postman([{"mail_id": mail.id}, {"mail_id": mail.id}])
    assert len(way.sent) == 1


def test_an_event_of_a_mail_that_is_gone_is_nothing(database: Database) -> None:
    way = Failing()
    Postman(database, letterhead(), way)([{"mail_id": "nothing"}])
    assert way.sent == []
    assert mails(database) == []


def test_two_workers_at_once_send_once(database: Database, taro: str) -> None:
    way, (mail,) = Failing(), mails(database)
    postman, start = Postman(database, letterhead(), way), threading.Barrier(8)

    def work() -> None:
        start.wait()
        postman([{"mail_id": mail.id}])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(way.sent) == 1
    assert _state(database) == [("sent", 1, "")]


def test_a_crash_between_sending_and_noting_sends_again_under_the_same_message_id(
    database: Database, taro: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = Failing()

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Postman, "_note_sent", die)
    with pytest.raises(KeyboardInterrupt):
        deliver(database, way)
    monkeypatch.undo()
    assert _state(database) == [("queued", 1, "")]
    (mail,) = mails(database)
    Postman(database, letterhead(), way)([{"mail_id": mail.id}])  # still in other hands: waits
    assert len(way.sent) == 1
    assert timedelta(0) < mail.due_at - clock.now() <= CLAIM
    hurry(database)
    deliver(database, way)
    assert len(way.sent) == 2
    assert len(set(way.sent)) == 1
    assert _state(database) == [("sent", 2, "")]


def test_a_secret_is_forgotten_once_it_is_sent(database: Database, taro: str) -> None:
    post_one(database, letter(taro, "reset", is_mail_only=True))
    deliver(database, Failing())
    assert {m.key: (m.text == "", m.html == "") for m in mails(database)} == {
        "claim:1": (False, False),
        "reset": (True, True),
    }


def test_what_is_not_one_address_is_dead_and_hurts_nobody(database: Database, taro: str) -> None:
    post_one(database, letter(address="a@b.example, d@e.example"), letter(address="x@y.example\r\nBcc: z@z.example"))
    way = Failing()
    deliver(database, way)
    assert [recipient for recipient, _ in way.sent] == ["taro@example.jp"]
    bad = [m for m in mails(database) if m.user_id is None]
    assert [(m.state, m.error) for m in bad] == [("dead", "NotOneAddress")] * 2


def test_a_silent_server_is_given_up_after_the_time_allowed(database: Database, taro: str) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        deliver(database, way_to(silent.getsockname()[1], timeout=0.2))
    assert _state(database) == [("failed", 1, "SMTPServerDisconnected")]


def test_a_wrong_password_is_ours_to_mend_and_not_the_mails_end(database: Database, taro: str) -> None:
    box = Box()
    options = {"authenticator": box.authenticate, "auth_require_tls": False}
    with serving(box, **options) as way:
        deliver(database, way_to(way.port, user="musubiba", password="wrong"))
        assert [(state, tries) for state, tries, _error in _state(database)] == [("failed", 1)]
        hurry(database)
        url = f"smtp://musubiba:p%40ss%3Aword%2F1@127.0.0.1:{way.port}"
        deliver(database, open_way(url, Path("/nonexistent"), "no-reply@musubiba.example.jp"))
    assert box.users[-1] == b"musubiba"
    assert len(box.taken) == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A server's own certificate, for this machine."""
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"]
    subprocess.run([*made, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def test_the_line_is_encrypted_as_soon_as_the_server_offers_it(
    database: Database, taro: str, certificate: ssl.SSLContext
) -> None:
    box = Box()
    with serving(box, tls_context=certificate, require_starttls=True) as way:
        deliver(database, way)
    assert len(box.taken) == 1


def test_smtps_is_encrypted_from_the_start(database: Database, taro: str, certificate: ssl.SSLContext) -> None:
    box = Box()
    with serving(box, ssl_context=certificate) as way:
        deliver(database, open_way(f"smtps://localhost:{way.port}", Path("/nonexistent"), "a@example.jp"))
    assert len(box.taken) == 1


def test_a_password_never_goes_over_an_open_line_to_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box()
    options = {"authenticator": box.authenticate, "auth_require_tls": False}
    monkeypatch.setattr("app.notices.posts._is_this_machine", lambda _host: False)
    with serving(box, **options) as way:
        mail = Mail(id="a", subject="x", text="x", html="x", address="a@example.jp", topic="", created_at=clock.now())
        from app.notices.message import build

        with pytest.raises(Unprotected):
            way_to(way.port, user="musubiba", password="p@ss:word/1").send(
                build(mail, letterhead()), "b@example.jp", "a@example.jp"
            )
    assert box.users == []


@pytest.mark.parametrize(
    "url",
    [
        "smtp:",
        "smtp://",
        "http://mail.example.jp",
        "mail.example.jp:25",
        "file:///tmp/x",
        "smtp://h:99999",
        "smtp://h/p",
    ],
)
def test_an_unknown_way_of_sending_refuses_the_start(url: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="MAIL_URL must be"):
        open_way(url, tmp_path, "a@example.jp")


@pytest.mark.parametrize("sender", ["nobody", "a@b.example, c@d.example", "a@b.example\nX: y"])
def test_a_sender_that_is_no_address_refuses_the_start(sender: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="MAIL_FROM must be"):
        open_way("file:", tmp_path, sender)


def test_ways_of_sending_and_their_ports(tmp_path: Path) -> None:
    sender = "no-reply@musubiba.example.jp"
    assert open_way("file:", tmp_path, sender) == FileWay(tmp_path / "outbox")
    plain = open_way("smtp://mail.example.jp", tmp_path, sender)
    assert plain == SmtpWay("mail.example.jp", 587, is_wrapped=False, own_name="musubiba.example.jp")
    wrapped = open_way("smtps://u:p@mail.example.jp", tmp_path, sender)
    assert isinstance(wrapped, SmtpWay)
    assert (wrapped.port, wrapped.is_wrapped, wrapped.user, wrapped.password) == (465, True, "u", "p")
    assert "'p'" not in repr(wrapped)
