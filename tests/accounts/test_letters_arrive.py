"""From the form to the letter box: the worker writes the mail, and its link works."""

import email
import re
from email import policy
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from app import worker
from app.core.db import Database
from app.core.outbox import OutboxRow
from tests.people import Browser

PASSWORD = "chairs and lamps"


def _mails(folder: Path, address: str) -> list[str]:
    """Texts of all mails to one address."""
    found = [
        email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in (folder / "outbox").glob("*.eml")
    ]
    return [mail.get_body(("plain",)).get_content() for mail in found if str(mail["To"]) == address]


def _link(folder: Path, address: str, path: str) -> str:
    """The only link below `path` in the mails to this address."""
    (found,) = re.findall(rf"http://[^/]+({path}[\w-]{{43}})", "\n".join(_mails(folder, address)))
    return found


def test_register_confirm_forget_and_change_the_address(app: Flask, database: Database, tmp_path: Path) -> None:
    data = {"name": "見本 太郎", "email": "new@example.jp", "password": PASSWORD}
    Browser(app).post("/register", data=data)
    worker.run(app, once=True)
    link = _link(tmp_path, "new@example.jp", "/register/confirm/")
    assert Browser(app).post(link).headers["Location"] == "/register/done"

    Browser(app).post("/password/reset", data={"email": "new@example.jp"})
    worker.run(app, once=True)
    link = _link(tmp_path, "new@example.jp", "/password/reset/")
    assert Browser(app).post(link, data={"new_password": "lamps and chairs"}).headers["Location"] == "/login"

    browser = Browser(app).sign_in("new@example.jp", "lamps and chairs")
    asked = {"email": "newer@example.jp", "current_password": "lamps and chairs"}
    browser.post("/account/email", "/account/email", data=asked)
    worker.run(app, once=True)
    new_side = _link(tmp_path, "newer@example.jp", "/account/email/confirm/")
    old_side = _link(tmp_path, "new@example.jp", "/account/email/confirm/")
    assert Browser(app).post(new_side).headers["Location"] == "/account/email/half"
    assert Browser(app).post(old_side).headers["Location"] == "/account/email/done"
    worker.run(app, once=True)
    assert any("新しいものに変わりました" in text.replace("\n", "") for text in _mails(tmp_path, "new@example.jp"))
    Browser(app).sign_in("newer@example.jp", "lamps and chairs")


def test_no_secret_stays_in_the_outbox(app: Flask, database: Database) -> None:
    data = {"name": "見本 太郎", "email": "new@example.jp", "password": PASSWORD}
    Browser(app).post("/register", data=data)
    worker.run(app, once=True)
    with database.read() as session:
        payloads = [row.payload for row in session.scalars(select(OutboxRow))]
    assert not [payload for payload in payloads if re.search(r"[\w-]{43}|example\.jp|argon2", str(payload))]
