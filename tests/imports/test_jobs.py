"""Files of officials: sent once, looked through, confirmed once, taken in once, whatever dies or comes twice."""

import io
import os
import threading
import tracemalloc
import zipfile
from datetime import timedelta
from pathlib import Path

import html5lib
import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.audit.models import AuditEntry
from app.companies.models import Company
from app.core import clock
from app.core.actor import Actor, Grant, Role
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from app.imports import jobs, queries
from app.imports.claiming import MOST_TRIES, ClaimLost, beat, claim_job
from app.imports.models import ImportJob, ImportRun
from app.imports.sections import data_of, work_for
from app.imports.states import IMPORT_WORKFLOW, ImportState
from app.imports.work import Bench, make_bench, work_once
from app.offices.states import OfficeKind
from tests.imports.conftest import DATA
from tests.people import Browser, make_office, make_staff, make_user
from tests.web.floods import BOUNDARY, Flood

COMPANIES = (DATA / "houjin.csv").read_bytes()


@pytest.fixture
def database(app: Flask) -> Database:
    """The site's own, on both servers."""
    return app.extensions["database"]


@pytest.fixture
def people(database: Database) -> dict[str, str]:
    """Who may and who may not; user ids by name."""
    with unit_of_work(database) as session:
        pref = make_office(session, "pref")
        mito = make_office(session, "mito", kind=OfficeKind.MUNICIPALITY, areas=("082015",))
        chamber = make_office(session, "cci", kind=OfficeKind.CHAMBER, takes_reviews=False)
        return {
            "official": make_staff(session, pref, "official@example.jp").id,
            "chief": make_staff(session, pref, "chief@example.jp", Role.CHIEF).id,
            "mito": make_staff(session, mito, "mito@example.jp").id,
            "support": make_staff(session, chamber, "support@example.jp", Role.SUPPORT).id,
            "admin": make_user(session, "admin@example.jp", Role.ADMIN).id,
            "member": make_user(session, "member@example.jp").id,
            "pref": pref.id,
        }


@pytest.fixture
def official(app: Flask, people: dict[str, str]) -> Browser:
    """An official of the prefecture."""
    return Browser(app).sign_in("official@example.jp")


@pytest.fixture
def bench(app: Flask, database: Database, tmp_path: Path) -> Bench:
    """A worker's bench."""
    return make_bench(database, app.extensions["import_files"], tmp_path, threading.Event())


def send(browser: Browser, content: bytes, kind: str = "companies", name: str = "全件.csv", **fields: str):
    """Send a file by the form."""
    data = {"kind": kind, "file": (io.BytesIO(content), name), **fields}
    return browser.post("/admin/imports/new", "/admin/imports/new", data, content_type="multipart/form-data")


def only_job(database: Database) -> ImportJob:
    with database.read() as session:
        job = session.scalars(select(ImportJob)).one()
        session.expunge(job)
        return job


def count(database: Database, model: type) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def set_job(database: Database, **values: object) -> None:
    with unit_of_work(database) as session:
        session.execute(update(ImportJob).values(**values))


def files(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "imports").glob("*"))


def checked(official: Browser, bench: Bench, content: bytes = COMPANIES, **fields: str) -> ImportJob:
    """A file that was sent and looked through."""
    assert send(official, content, **fields).status_code == 303
    assert work_once(bench)
    return only_job(bench.database)


def confirm(browser: Browser, job: ImportJob, **fields: str):
    return browser.post(f"/admin/imports/{job.id}", f"/admin/imports/{job.id}/confirm", fields)


def test_a_file_goes_from_the_form_to_the_register(official: Browser, bench: Bench, people: dict[str, str]) -> None:
    database = bench.database
    job = checked(official, bench)
    assert (job.state, count(database, Company)) == ("checked", 0)
    assert confirm(official, job).status_code == 303
    assert work_once(bench)
    job = only_job(database)
    assert (job.state, job.result["added"], count(database, Company)) == ("done", 8, 8)
    with database.read() as session:
        run = session.scalars(select(ImportRun)).one()
        assert (run.by, run.file_name) == (people["official"], "全件.csv")
        acts = session.scalars(
            select(AuditEntry.action).where(AuditEntry.subject_id == job.id).order_by(AuditEntry.seq)
        )
        assert list(acts) == ["import.upload", "import.pass", "import.confirm", "import.finish"]


def test_the_preview_says_what_the_run_then_does(official: Browser, bench: Bench) -> None:
    job = checked(official, bench)
    confirm(official, job)
    work_once(bench)
    job = only_job(bench.database)
    assert job.preview == job.result
    assert job.preview["rows"] == 21


def test_the_page_shows_counts_and_first_rows(official: Browser, bench: Bench) -> None:
    job = checked(official, bench)
    page = official.get(f"/admin/imports/{job.id}").text
    assert "取り込むと変わる件数" in page
    assert "国税庁法人番号CSV" in page
    assert job.sample[0][1] in page


def test_the_list_shows_the_file(official: Browser, bench: Bench) -> None:
    job = checked(official, bench)
    page = official.get("/admin/imports/").text
    assert f"/admin/imports/{job.id}" in page
    assert "実行の判断待ち" in page


def test_the_file_lies_under_a_random_name_for_the_site_alone(official: Browser, tmp_path: Path) -> None:
    send(official, COMPANIES, name="../../etc/passwd.csv")
    (name,) = files(tmp_path)
    assert len(name) == 12
    assert (tmp_path / "imports").stat().st_mode & 0o777 == 0o700
    job = only_job(official.client.application.extensions["database"])
    assert (job.file_name, job.size, job.place) == ("passwd.csv", len(COMPANIES), name)


def test_the_same_file_sent_twice_is_one_job(official: Browser, database: Database, tmp_path: Path) -> None:
    first, second = send(official, COMPANIES), send(official, COMPANIES)
    assert first.headers["Location"] == second.headers["Location"]
    assert count(database, ImportJob) == 1
    assert len(files(tmp_path)) == 1
    assert "同じファイルがすでに届いています" in official.get(second.headers["Location"]).text


def test_the_same_file_may_come_again_once_it_is_done(official: Browser, bench: Bench) -> None:
    job = checked(official, bench)
    confirm(official, job)
    work_once(bench)
    send(official, COMPANIES)
    assert count(bench.database, ImportJob) == 2


def test_an_empty_form_says_what_is_missing(official: Browser, database: Database) -> None:
    answer = official.post("/admin/imports/new", "/admin/imports/new", {}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "ファイルを選んでください" in answer.text
    assert "ファイルの種類を選んでください" in answer.text
    assert count(database, ImportJob) == 0


def test_an_empty_file_is_refused_at_the_form(official: Browser, tmp_path: Path) -> None:
    answer = send(official, b"")
    assert answer.status_code == 422
    assert "ファイルの中身が空です" in answer.text
    assert files(tmp_path) == []


def test_over_the_limit_the_page_says_so(official: Browser, database: Database) -> None:
    answer = official.client.post(
        "/admin/imports/new",
        environ_overrides={
            "CONTENT_LENGTH": str(300 * 1024 * 1024),
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
            "wsgi.input": io.BytesIO(b"--x"),
        },
    )
    assert answer.status_code == 413
    assert "送られた内容が大きすぎます" in answer.text
    assert count(database, ImportJob) == 0


def test_a_file_of_another_layout_is_refused_with_its_reason(official: Browser, bench: Bench) -> None:
    job = checked(official, bench, b"a,b\n1,2\n")
    page = official.get(f"/admin/imports/{job.id}").text
    assert job.state == "refused"
    assert "ファイルの形式が分かりません（a,b…）" in page
    assert "登録の内容は何も変わっていません" in page


def test_an_excel_file_is_refused_with_what_to_do(official: Browser, bench: Bench) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            archive.writestr(name, "<x/>")
    job = checked(official, bench, held.getvalue(), name="企業.xlsx")
    assert job.state == "refused"
    assert "CSV UTF-8" in job.refusal["message"]


def test_a_zip_bomb_is_refused(official: Browser, bench: Bench) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"corporate_number,name\n" + b"0" * (101 * 1024 * 1024))
    job = checked(official, bench, held.getvalue(), name="a.zip")
    assert job.state == "refused"
    assert job.refusal["message"].startswith("圧縮率が異常に高い")


def _headed(*rows: str) -> bytes:
    return "\n".join(["corporate_number,name", *rows, ""]).encode()


def test_wrong_rows_are_left_out_only_if_a_person_says_so(official: Browser, bench: Bench) -> None:
    good = COMPANIES.splitlines(keepends=True)
    job = checked(official, bench, b"".join([*good[:3], b"a,b\n", *good[3:]]))
    assert (job.state, job.preview["errors"]) == ("checked", 1)
    refused = confirm(official, job)
    assert refused.status_code == 422
    assert "誤りのある行があります" in refused.text
    assert only_job(bench.database).state == "checked"
    assert confirm(official, job, skips_errors="1").status_code == 303
    work_once(bench)
    done = only_job(bench.database)
    assert (done.state, done.result["errors"], done.skips_errors) == ("done", 1, True)
    assert done.result == done.preview


def test_a_file_without_a_good_row_is_refused_with_its_rows(official: Browser, bench: Bench) -> None:
    job = checked(official, bench, _headed("1234567890123,株式会社あおば"))
    assert job.state == "refused"
    assert [problem[0] for problem in job.problems] == [2]
    page = official.get(f"/admin/imports/{job.id}").text
    assert "すべての行（1行）に誤りがある" in page
    assert "検査数字" in page


def test_the_report_is_an_attachment_without_formulas(official: Browser, bench: Bench) -> None:
    job = checked(official, bench, _headed("=HYPERLINK(1),株式会社あおば"))
    answer = official.get(f"/admin/imports/{job.id}/report.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "text/csv"
    assert ",'=HYPERLINK(1)," in answer.text


def test_confirming_twice_by_one_form_counts_once(official: Browser, bench: Bench) -> None:
    job = checked(official, bench)
    address = f"/admin/imports/{job.id}/confirm"
    fields = official.hidden(f"/admin/imports/{job.id}", address)
    answers = [official.client.post(address, data=fields).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert only_job(bench.database).version == job.version + 1


def test_confirming_by_an_old_page_is_a_conflict(app: Flask, official: Browser, bench: Bench) -> None:
    job = checked(official, bench)
    chief = Browser(app).sign_in("chief@example.jp")
    address = f"/admin/imports/{job.id}/confirm"
    fields = chief.hidden(f"/admin/imports/{job.id}", address)
    confirm(official, job)
    assert chief.client.post(address, data=fields).status_code == 409


def test_cancelling_deletes_the_file(official: Browser, bench: Bench, tmp_path: Path) -> None:
    job = checked(official, bench)
    answer = official.post(f"/admin/imports/{job.id}", f"/admin/imports/{job.id}/cancel")
    assert answer.status_code == 303
    assert (only_job(bench.database).state, files(tmp_path)) == ("cancelled", [])
    assert official.get(f"/admin/imports/{job.id}").status_code == 200
    assert official.get(f"/admin/imports/{job.id}/report.csv").status_code == 404


def test_what_is_done_can_not_be_cancelled(official: Browser, bench: Bench) -> None:
    job = checked(official, bench)
    fields = official.hidden(f"/admin/imports/{job.id}", f"/admin/imports/{job.id}/cancel")
    confirm(official, job)
    work_once(bench)
    assert official.client.post(f"/admin/imports/{job.id}/cancel", data=fields).status_code == 409


@pytest.mark.parametrize("who", ["member", "support"])
def test_others_are_kept_out(app: Flask, people: dict[str, str], who: str) -> None:
    browser = Browser(app).sign_in(f"{who}@example.jp")
    assert browser.get("/admin/imports/").status_code == 403
    assert browser.get("/admin/imports/new").status_code == 403


def test_officials_of_other_bodies_see_nothing(app: Flask, official: Browser, bench: Bench) -> None:
    job = checked(official, bench)
    other = Browser(app).sign_in("mito@example.jp")
    for path in ("", "new", job.id, f"{job.id}/report.csv"):
        assert other.get(f"/admin/imports/{path}").status_code == 404
    fields = other.hidden("/", "/logout")
    assert other.client.post(f"/admin/imports/{job.id}/confirm", data=fields).status_code == 404
    sent = other.client.post(
        "/admin/imports/new", data={**fields, "kind": "companies", "file": (io.BytesIO(COMPANIES), "a.csv")}
    )
    assert sent.status_code == 404
    assert only_job(bench.database).state == "checked"


def test_an_administrator_may(app: Flask, people: dict[str, str], bench: Bench) -> None:
    job = checked(Browser(app).sign_in("admin@example.jp"), bench)
    assert (job.state, job.office_id) == ("checked", None)


def test_two_workers_never_take_one_job(official: Browser, database: Database) -> None:
    send(official, COMPANIES)
    barrier, taken = threading.Barrier(4), []

    def claim(name: str) -> None:
        barrier.wait()
        job = claim_job(database, name)
        if job is not None:
            taken.append(name)

    threads = [threading.Thread(target=claim, args=(f"worker-{at}",)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 1
    assert only_job(database).worker == taken[0]


def test_a_job_whose_worker_is_alive_stays_its_own(official: Browser, database: Database) -> None:
    send(official, COMPANIES)
    assert claim_job(database, "one") is not None
    assert claim_job(database, "two") is None


def test_a_job_whose_worker_died_is_completed_by_the_next(official: Browser, bench: Bench) -> None:
    database = bench.database
    job = checked(official, bench)
    confirm(official, job)
    claimed = claim_job(database, "dead")
    assert claimed is not None
    assert claimed.state == "running"
    assert not work_once(bench)
    set_job(database, beat_at=clock.now() - timedelta(minutes=3))
    assert work_once(bench)
    done = only_job(database)
    assert (done.state, done.tries, count(database, Company)) == ("done", 2, 8)


def test_a_file_that_kills_workers_is_given_up(official: Browser, bench: Bench) -> None:
    job = checked(official, bench)
    confirm(official, job)
    claim_job(bench.database, "dead")
    set_job(bench.database, beat_at=clock.now() - timedelta(minutes=3), tries=MOST_TRIES)
    work_once(bench)
    failed = only_job(bench.database)
    assert failed.state == "failed"
    page = official.get(f"/admin/imports/{job.id}").text
    assert "3回とも途中で止まりました" in page
    assert official.post(f"/admin/imports/{job.id}", f"/admin/imports/{job.id}/retry").status_code == 303
    work_once(bench)
    assert only_job(bench.database).state == "done"


def test_a_worker_that_is_asked_to_stop_gives_its_job_back(official: Browser, bench: Bench) -> None:
    send(official, COMPANIES)
    bench.stop.set()
    work_once(bench)
    job = only_job(bench.database)
    assert (job.state, job.worker, job.beat_at, job.tries) == ("checking", None, None, 0)
    bench.stop.clear()
    work_once(bench)
    assert only_job(bench.database).state == "checked"


def test_a_worker_that_lost_its_job_writes_nothing(official: Browser, bench: Bench) -> None:
    send(official, COMPANIES)
    job = claim_job(bench.database, bench.worker)
    assert job is not None
    set_job(bench.database, worker="another")
    with pytest.raises(ClaimLost):
        beat(bench.database, job.id, bench.worker, 1)
    assert only_job(bench.database).rows_done == 0


def test_a_file_that_is_gone_is_refused(official: Browser, bench: Bench) -> None:
    send(official, COMPANIES)
    bench.store.delete(only_job(bench.database).place or "")
    work_once(bench)
    job = only_job(bench.database)
    assert (job.state, job.refusal["message"]) == ("refused", "ファイルが見つかりません。もう一度お送りください。")


def test_only_arrows_of_the_table_lead_on() -> None:
    assert IMPORT_WORKFLOW.ends == {ImportState.DONE, ImportState.CANCELLED}
    assert {(t.action, source) for t in IMPORT_WORKFLOW.transitions if "official" in t.who for source in t.sources} == {
        ("confirm", "checked"),
        ("retry", "failed"),
        ("cancel", "uploaded"),
        ("cancel", "checked"),
        ("cancel", "refused"),
        ("cancel", "failed"),
    }


def test_old_files_go_and_what_still_waits_is_cancelled(app: Flask, official: Browser, bench: Bench) -> None:
    job = checked(official, bench)
    send(official, COMPANIES + b"\n", name="もう一つ.csv")
    with unit_of_work(bench.database) as session:
        session.execute(
            update(ImportJob).where(ImportJob.id == job.id).values(created_at=clock.now() - jobs.KEPT * 1.1)
        )
    with unit_of_work(bench.database) as session:
        assert jobs.forget_files(session) == 1
    with bench.database.read() as session:
        states = dict(session.execute(select(ImportJob.file_name, ImportJob.state)).all())
        assert states == {"全件.csv": "cancelled", "もう一つ.csv": "uploaded"}
        known = queries.list_places(session)
    old = bench.store.path(job.place or "")
    for path in (old, bench.store.path(f"{job.place}.check.csv")):
        os.utime(path, (0, 0))
    assert bench.store.sweep(known) == 2
    assert files(bench.folder) == sorted(known)


def test_the_dashboard_counts_what_waits_for_a_decision(app: Flask, official: Browser, bench: Bench) -> None:
    job = checked(official, bench)
    with bench.database.read() as session:
        lines = work_for(session, Actor("x", frozenset({Grant(Role.ADMIN)})))
        assert [(line.count, line.items[0].url) for line in lines] == [(1, f"/admin/imports/{job.id}")]
        assert work_for(session, Actor("x", frozenset({Grant(Role.OFFICIAL, "elsewhere")}))) == []
        assert work_for(session, Actor("x", frozenset({Grant(Role.MEMBER)}))) == []


def test_what_a_person_sent_is_in_their_export(official: Browser, database: Database, people: dict[str, str]) -> None:
    send(official, COMPANIES)
    with database.read() as session:
        name, rows = data_of(session, people["official"])
        assert (name, [row["file"] for row in rows]) == ("imports", ["全件.csv"])
        assert data_of(session, people["chief"])[1] == []


def test_a_copy_that_breaks_off_leaves_no_file(bench: Bench) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError("gone")
            return super().read(10)

    with pytest.raises(OSError, match="gone"):
        bench.store.put(Broken(b"x" * 100))
    assert files(bench.folder) == []


def test_every_page_is_there_in_english_too(official: Browser, bench: Bench) -> None:
    good = COMPANIES.splitlines(keepends=True)
    job = checked(official, bench, b"".join([*good[:3], b"a,b\n", *good[3:]]))
    for path in ("", "new", job.id):
        answer = official.get(f"/admin/imports/{path}?lang=en")
        assert answer.status_code == 200
        parser = html5lib.HTMLParser(strict=True)
        parser.parse(answer.text)


def test_a_file_of_sixty_megabytes_is_kept_in_flat_memory(official: Browser, database: Database) -> None:
    fields = official.hidden("/admin/imports/new", "/admin/imports/new")
    flood = Flood(60 * 1024 * 1024, fields["csrf_token"], {"kind": "orders"})
    body = {
        "wsgi.input": flood,
        "CONTENT_LENGTH": str(flood.length),
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
    }
    tracemalloc.start()
    try:
        answer = official.client.post("/admin/imports/new", environ_overrides=body)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert answer.status_code == 303
    assert only_job(database).size == 60 * 1024 * 1024
    assert peak < 12 * 1024 * 1024
