"""Files stay as long as something refers to them, and are seen by whoever may see that."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.actor import SYSTEM
from app.core.errors import NotFound
from app.files.intake import Prepared
from app.files.models import StoredFile
from app.files.queries import get_file
from app.files.service import forget_bytes, forget_rows, keep, set_references
from app.files.store import FileStore
from app.files.views import send

_OLD = time.time() - 3 * 24 * 3600


def _kept(session: Session, store: FileStore, content: bytes = b"%PDF-1.7 x", name: str = "見積.pdf") -> StoredFile:
    prepared = Prepared(store.put(content), len(content), "application/pdf", name, "attachment", "unscanned")
    os.utime(store.path(prepared.sha256), (_OLD, _OLD))
    file = keep(session, prepared, SYSTEM)
    file.created_at = clock.now() - timedelta(days=2)
    session.flush()
    return file


def _forget(session: Session, store: FileStore) -> int:
    """What the nightly chore does: rows first, then the bytes that no row names."""
    count = forget_rows(session)
    forget_bytes(session, store)
    return count


def test_what_nothing_refers_to_goes_with_its_bytes(session: Session, tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    file = _kept(session, store)
    assert _forget(session, store) == 1
    assert not store.path(file.sha256).exists()


def test_what_is_referred_to_stays(session: Session, tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    file = _kept(session, store)
    set_references(session, "claim", "c1", [file.id])
    assert _forget(session, store) == 0
    assert store.path(file.sha256).exists()


def test_the_same_bytes_stay_while_one_row_names_them(session: Session, tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    one, other = _kept(session, store), _kept(session, store)
    set_references(session, "claim", "c1", [one.id])
    _forget(session, store)
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 1
    assert store.path(other.sha256).exists()


def test_bytes_of_a_form_that_was_never_sent_go(session: Session, tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    sha256 = store.put(b"left over")
    _forget(session, store)
    assert store.path(sha256).exists()  # it may be on its way
    os.utime(store.path(sha256), (_OLD, _OLD))
    _forget(session, store)
    assert not store.path(sha256).exists()


def test_a_file_is_found_only_through_its_subject(session: Session, tmp_path: Path) -> None:
    file = _kept(session, FileStore(tmp_path))
    set_references(session, "claim", "c1", [file.id])
    assert get_file(session, file.id, "claim", "c1").name == "見積.pdf"
    with pytest.raises(NotFound):
        get_file(session, file.id, "claim", "c2")


def test_an_attachment_is_sent_as_one_under_its_name(app: Flask, session: Session) -> None:
    file = _kept(session, app.extensions["files"])
    with app.test_request_context():
        answer = send(file, inline=True)
    assert answer.headers["Content-Disposition"] == "attachment; filename=.pdf; filename*=UTF-8''%E8%A6%8B%E7%A9%8D.pdf"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
