"""Bodies with files: only where a view takes them, only up to its limit, only for those who may; flat in memory, nothing left."""

import io
import tracemalloc
from pathlib import Path

import pytest
from flask import Flask, request

from app.core.actor import Role
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from app.web.access import for_roles, public
from app.web.uploads import takes_files
from tests.conftest import MakeApp
from tests.people import Browser, hidden_fields, make_user
from tests.web.floods import BOUNDARY, Flood

_MB = 1024 * 1024


def _send(client, path: str, size: int, **environ: str):
    """Post `size` bytes as one file, with a right token. The answer, and the flood."""
    page = client.get("/login", follow_redirects=True).text
    flood = Flood(size, hidden_fields(page, "/logout" if 'action="/logout"' in page else None)["csrf_token"])
    body = {
        "wsgi.input": flood,
        "CONTENT_LENGTH": str(flood.length),
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
    }
    answer = client.post(path, environ_overrides={**body, **environ})
    return answer, flood


@pytest.fixture
def site(make_app: MakeApp) -> Flask:
    """The site with views that take files."""
    app = make_app()

    def take() -> str:
        file = request.files.get("file")
        return "none" if file is None else str(_count(file.stream))

    @takes_files()
    def take_files() -> str:
        return take()

    @takes_files(80 * _MB, parts=10)
    def take_large() -> str:
        return take()

    app.add_url_rule("/t/words", "t_words", public(take), methods=["POST"])
    app.add_url_rule("/t/files", "t_files", public(take_files), methods=["POST"])
    app.add_url_rule("/t/large", "t_large", for_roles(Role.ADMIN)(take_large), methods=["POST"])
    return app


def _count(stream) -> int:
    total = 0
    while chunk := stream.read(_MB):
        total += len(chunk)
    return total


def _signed_in(site: Flask, database: Database, *roles: Role):
    with unit_of_work(database) as session:
        make_user(session, "taro@example.jp", *roles)
    return Browser(site).sign_in("taro@example.jp").client


def _post(site: Flask, data: dict):
    browser = Browser(site)
    return browser.client.post("/t/files", data={**browser.hidden("/login"), **data}).status_code


def test_a_file_of_ten_megabytes_passes_where_files_are_taken(site: Flask) -> None:
    answer, _ = _send(site.test_client(), "/t/files", 10 * _MB)
    assert (answer.status_code, answer.text) == (200, str(10 * _MB))


def test_elsewhere_a_body_over_64_kb_is_413(site: Flask) -> None:
    answer, _ = _send(site.test_client(), "/t/words", 100_000)
    assert answer.status_code == 413


def test_over_the_limit_there_is_a_page_with_words_and_the_body_is_read_to_its_end(site: Flask) -> None:
    answer, flood = _send(site.test_client(), "/t/files", 13 * _MB)
    assert answer.status_code == 413
    assert "送られた内容が大きすぎます" in answer.text
    assert flood.count == flood.length


def test_what_is_far_over_the_limit_is_not_read_without_end(site: Flask) -> None:
    answer, flood = _send(site.test_client(), "/t/files", 500 * _MB)
    assert answer.status_code == 413
    assert flood.count < 25 * _MB


def test_a_body_that_hides_its_length_is_refused_too(site: Flask) -> None:
    answer, flood = _send(
        site.test_client(), "/t/files", 13 * _MB, **{"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    )
    assert answer.status_code == 413
    assert flood.count < 13 * _MB


def test_nobody_else_makes_us_read_a_large_body(site: Flask, database: Database) -> None:
    answer, flood = _send(_signed_in(site, database), "/t/large", 20 * _MB)
    assert answer.status_code == 413
    assert flood.count < _MB


def test_a_large_file_is_flat_in_memory_and_leaves_nothing(site: Flask, database: Database, tmp_path: Path) -> None:
    client = _signed_in(site, database, Role.ADMIN)
    tracemalloc.start()
    try:
        answer, _ = _send(client, "/t/large", 60 * _MB)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (answer.status_code, answer.text) == (200, str(60 * _MB))
    assert peak < 12 * _MB
    folder = tmp_path / "uploads"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert list(folder.iterdir()) == []


def test_too_many_parts_are_refused(site: Flask) -> None:
    assert _post(site, {f"n{at}": (io.BytesIO(b"x"), "x.txt") for at in range(600)}) == 413


def test_a_form_with_files_may_have_a_long_text(site: Flask) -> None:
    assert _post(site, {"text": "あ" * 30_000, "file": (io.BytesIO(b"x"), "x.txt")}) == 200


def test_the_words_beside_a_file_are_bounded(site: Flask) -> None:
    assert _post(site, {"text": "あ" * 100_000, "file": (io.BytesIO(b"x"), "x.txt")}) == 413
