"""The whole way, with the site's own wiring: an event becomes an inbox entry and a mail, and a slow server delays only mails."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from app import worker
from app.core.events import RecordsChanged, announce
from app.core.outbox import OutboxRow
from app.core.unit_of_work import unit_of_work
from app.offices.events import StaffJoined
from app.offices.models import OfficeStaff
from tests.notices.factories import letter, mails, notices, post_one, posted
from tests.people import make_office, make_staff, make_user

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds


def _wait(until: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not until() and time.monotonic() < end:
        time.sleep(0.05)
    return until()


def test_an_event_becomes_an_inbox_entry_and_a_file_in_the_outbox(app) -> None:
    database = app.extensions["database"]
    with unit_of_work(database) as session:
        make_staff(session, make_office(session), "hanako@example.jp")
        announce(session, StaffJoined(session.scalars(select(OfficeStaff.id)).one()))
    worker.run(app, once=True)
    assert len(notices(database)) == 1
    (message,) = posted(app.config["SITE"].data_dir / "outbox")
    assert message["To"] == "hanako@example.jp"
    assert [m.state for m in mails(database)] == ["sent"]


def test_every_topic_has_its_own_name(app) -> None:
    names = [topic.name for topic in app.extensions["letterhead"].topics]
    assert sorted(names) == sorted(set(names))


def test_a_silent_mail_server_delays_no_search_document(make_app) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        app = make_app(MAIL_URL=url)
        site, database = app.config["SITE"], app.extensions["database"]
        with unit_of_work(database) as session:
            taro = make_user(session, "taro@example.jp").id
        post_one(database, letter(taro), head=app.extensions["letterhead"])
        with unit_of_work(database) as session:
            announce(session, RecordsChanged("technology", ("nothing",)))

        def is_delivered() -> bool:
            with database.read() as session:
                query = select(OutboxRow.delivered_at).where(OutboxRow.name == RecordsChanged.name)
                return session.scalars(query).one() is not None

        environment = {"DATA_DIR": str(site.data_dir), "DATABASE_URL": site.database_url, "MAIL_URL": url}
        command = [sys.executable, "-m", "flask", "worker"]
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment | {"FLASK_APP": "wsgi"})
        try:
            assert _wait(lambda: mails(database)[0].tries == 1)  # it waits for an answer now
            assert _wait(is_delivered)
            assert [(m.state, m.error) for m in mails(database)] == [("queued", "")]
        finally:
            process.kill()
            process.wait()
