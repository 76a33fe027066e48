"""The way of a paper: asked, made once, private where it must be, failing with words; never made in a request."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.companies.service.claims import erase_claims_of
from app.core import clock
from app.core.actor import VISITOR
from app.core.outbox import OutboxRow
from app.core.papers import PaperRegister
from app.core.unit_of_work import unit_of_work
from app.files.models import FileReference, StoredFile
from app.files.service import forget_bytes, forget_rows
from app.papers import queries, service
from app.papers.events import PaperAsked
from app.papers.models import Paper
from app.papers.press import Press, PressAway
from app.papers.work import PaperMaker
from app.web.limits import limiter
from app.worker import run
from tests.conftest import MakeApp
from tests.papers.conftest import Desk
from tests.papers.reading import text_of
from tests.people import Browser

ROOT = Path(__file__).resolve().parents[2]


def _papers(desk: Desk) -> list[tuple[str, str | None]]:
    with desk.database.read() as session:
        return [(paper.state, paper.error) for paper in session.scalars(select(Paper).order_by(Paper.asked_at))]


def _asked(desk: Desk) -> int:
    with desk.database.read() as session:
        query = select(func.count()).select_from(OutboxRow).where(OutboxRow.name == PaperAsked.name)
        return session.scalar(query) or 0


# --- asking ----------------------------------------------------------------------------------------------------------


def test_the_pages_say_where_to_get_a_sheet(desk: Desk) -> None:
    visitor = desk.visitor()
    link = f"/papers/new?kind=company-sheet&amp;id={desk.ids['firm']}"
    assert link in visitor.get(f"/companies/{desk.ids['firm']}").text
    assert "/papers/new" not in visitor.get(f"/companies/{desk.ids['bare']}").text
    assert "kind=technology-sheet" in visitor.get(f"/technologies/{desk.ids['technology']}").text


def test_a_paper_waits_is_made_and_can_be_had(desk: Desk) -> None:
    visitor = desk.visitor()
    address = desk.ask(visitor)
    waiting = visitor.get(address).text
    assert "PDFを作成中です" in waiting
    assert "最新の状態を見る" in waiting
    assert visitor.get(f"{address}/file").status_code == 409
    run(desk.app, once=True)
    assert "PDFができました" in visitor.get(address).text
    file = visitor.get(f"{address}/file")
    assert file.mimetype == "application/pdf"
    assert file.headers["Content-Disposition"].startswith("attachment; filename=company-sheet_.pdf;")
    assert file.data.startswith(b"%PDF-")


def test_no_pdf_is_made_in_a_request() -> None:
    script = """
import sys, tempfile, pathlib
from app import create_app
from app.core.migrations import upgrade
from app.core.unit_of_work import unit_of_work
from tests.companies.factories import company, profile
from tests.conftest import site_config
from tests.people import Browser
folder = pathlib.Path(tempfile.mkdtemp())
url = f"sqlite:///{folder}/x.sqlite3"
upgrade(url)
app = create_app(site_config(folder, url))
with unit_of_work(app.extensions["database"]) as session:
    firm = company(); session.add(firm); session.flush(); session.add(profile(firm)); id_ = firm.id
browser = Browser(app)
answer = browser.post(f"/papers/new?kind=company-sheet&id={id_}", "/papers/", {"kind": "company-sheet", "id": id_})
assert answer.status_code == 303, answer.text
assert browser.get(answer.location).status_code == 200
assert not {"weasyprint", "fontTools", "xlsxwriter"} & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_same_content_is_one_paper_made_once(desk: Desk) -> None:
    first = desk.ask(desk.visitor())
    assert desk.ask(desk.visitor()) == first
    run(desk.app, once=True)
    before = desk.visitor().get(f"{first}/file").data
    assert desk.ask(desk.browser("taro")) == first
    run(desk.app, once=True)
    assert desk.visitor().get(f"{first}/file").data == before
    assert _papers(desk) == [("made", None)]
    assert _asked(desk) == 1


def test_other_words_or_another_language_are_another_paper_and_the_first_stays_as_it_is(desk: Desk) -> None:
    visitor = desk.visitor()
    first = desk.ask(visitor)
    run(desk.app, once=True)
    before = visitor.get(f"{first}/file").data
    desk.write(summary="銅の板も溶接します")
    second = desk.make(visitor)
    assert "銅の板も溶接します" in text_of(second)
    assert desk.ask(desk.visitor(), lang="en") != first
    assert visitor.get(f"{first}/file").data == before


def test_what_was_asked_is_what_is_made(desk: Desk) -> None:
    visitor = desk.visitor()
    address = desk.ask(visitor)
    desk.write(summary="あとから書いた")
    run(desk.app, once=True)
    text = text_of(visitor.get(f"{address}/file").data)
    assert "アルミの薄い板を溶接します" in text
    assert "あとから書いた" not in text


def test_a_handler_that_hears_twice_makes_one(desk: Desk) -> None:
    address = desk.ask(desk.visitor())
    maker = PaperMaker(desk.database, desk.app.extensions["files"])
    payload = {"paper_id": address.rpartition("/")[2]}
    maker([payload, payload])
    maker([payload, {"paper_id": "gone"}])
    with desk.database.read() as session:
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 1


@pytest.mark.parametrize(
    ("kind", "id_"),
    [("company-sheet", "bare"), ("company-sheet", "x"), ("nothing", "firm"), ("", ""), ("technology-sheet", "firm")],
)
def test_there_is_no_paper_about_nothing(desk: Desk, kind: str, id_: str) -> None:
    browser = desk.visitor()
    id_ = desk.ids.get(id_, id_)
    assert browser.get(f"/papers/new?kind={kind}&id={id_}").status_code == 404
    fields = browser.hidden(f"/papers/new?kind=company-sheet&id={desk.ids['firm']}", "/papers/")
    assert browser.client.post("/papers/", data={**fields, "kind": kind, "id": id_}).status_code == 404
    assert _papers(desk) == []


def test_floods_from_one_network_are_stopped(make_app: MakeApp) -> None:
    app = make_app(RATE_LIMITS="on")
    browser = Browser(app)
    limiter.reset()
    fields = browser.hidden("/login")
    codes = [browser.client.post("/papers/", data={**fields, "kind": "x"}).status_code for _ in range(31)]
    limiter.reset()
    assert codes == [404] * 30 + [429]


# --- private papers --------------------------------------------------------------------------------------------------


def test_the_letter_is_for_officials_of_its_office(desk: Desk) -> None:
    official = desk.browser("city")
    address = desk.ask(official, "claim-letter", desk.ids["claim"])
    run(desk.app, once=True)
    pdf = desk.browser("second").get(f"{address}/file")
    assert pdf.status_code == 200
    assert pdf.headers["Cache-Control"] == "no-store"
    text = text_of(pdf.data)
    for words in (
        "決裁",
        "起案",
        "係長",
        "課長",
        "令和",
        "株式会社水戸試作　御中",
        "確認コードのお知らせ",
        "記",
        "以上",
    ):
        assert words in text
    for other in (desk.visitor(), desk.browser("pref"), desk.browser("taro")):
        assert other.get(address).status_code == 404
        assert other.get(f"{address}/file").status_code == 404
        assert other.get(f"/papers/new?kind=claim-letter&id={desk.ids['claim']}").status_code == 404
        fields = other.hidden(f"/papers/new?kind=company-sheet&id={desk.ids['firm']}", "/papers/")
        data = {**fields, "kind": "claim-letter", "id": desk.ids["claim"]}
        assert other.client.post("/papers/", data=data).status_code == 404


def test_the_letter_is_japanese_whoever_asks(desk: Desk) -> None:
    official = desk.browser("city")
    official.get("/?lang=en")
    pdf = desk.make(official, "claim-letter", desk.ids["claim"])
    assert "確認コードのお知らせ" in text_of(pdf)


def test_asking_for_a_letter_and_opening_it_are_noted(desk: Desk) -> None:
    desk.make(desk.browser("city"), "claim-letter", desk.ids["claim"])
    with desk.database.read() as session:
        noted = list(session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id == desk.ids["user-city"])))
    assert "paper.ask" in noted
    assert noted.count("claim.print-letter") == 2  # the page, then the PDF


def test_there_is_no_letter_once_the_code_was_typed(desk: Desk) -> None:
    official = desk.browser("city")
    fields = official.hidden(f"/admin/claims/{desk.ids['claim']}/letter", "/papers/")
    with unit_of_work(desk.database) as session:
        from app.companies.models import CompanyClaim

        claim = session.get_one(CompanyClaim, desk.ids["claim"])
        claim.state, claim.confirmed_at = "confirmed", clock.now()
    answer = official.client.post("/papers/", data={**fields, "kind": "claim-letter", "id": desk.ids["claim"]})
    assert answer.status_code == 409


def test_the_letter_goes_with_its_person(desk: Desk) -> None:
    desk.make(desk.browser("city"), "claim-letter", desk.ids["claim"])
    with unit_of_work(desk.database) as session:
        erase_claims_of(session, desk.ids["taro"])
    assert _papers(desk) == []
    with desk.database.read() as session:
        assert session.scalar(select(func.count()).select_from(FileReference)) == 0


def test_a_paper_of_a_kind_that_is_gone_is_not_shown(desk: Desk) -> None:
    id_ = desk.ask(desk.visitor()).rpartition("/")[2]
    with desk.database.read() as session, pytest.raises(queries.NotFound):
        queries.get_paper(session, PaperRegister([]), VISITOR, id_)


# --- bad days --------------------------------------------------------------------------------------------------------


class _BrokenPress(Press):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def print(self, page: str) -> bytes:
        """Fail as told."""
        raise self.error


@pytest.mark.parametrize(
    ("error", "reason", "words"),
    [
        (PressAway("no pango"), "away", "いま、このサイトではPDFを作れません"),
        (ValueError("x"), "broken", "PDFを作れませんでした"),
    ],
)
def test_a_failure_is_said_and_can_be_tried_again(desk: Desk, error: Exception, reason: str, words: str) -> None:
    visitor = desk.visitor()
    address = desk.ask(visitor)
    PaperMaker(desk.database, desk.app.extensions["files"], _BrokenPress(error))([{"paper_id": address[8:]}])
    assert _papers(desk) == [("failed", reason)]
    page = visitor.get(address).text
    assert words in page
    assert f'href="/companies/{desk.ids["firm"]}"' in page
    run(desk.app, once=True)
    assert _papers(desk) == [("failed", reason)]
    again = visitor.post(address, "/papers/", {"kind": "company-sheet", "id": desk.ids["firm"]})
    assert again.location == address
    run(desk.app, once=True)
    assert _papers(desk) == [("made", None)]


def test_a_page_that_was_cleaned_away_is_a_named_failure(desk: Desk) -> None:
    visitor = desk.visitor()
    address = desk.ask(visitor)
    store = desk.app.extensions["files"]
    for sha256, _at in list(store.all_hashes()):
        store.delete(sha256)
    run(desk.app, once=True)
    assert _papers(desk) == [("failed", "lost")]
    assert "期限が切れました" in visitor.get(address).text


# --- keeping and forgetting ------------------------------------------------------------------------------------------


def test_the_page_goes_when_the_paper_is_made(desk: Desk) -> None:
    desk.make(desk.visitor())
    with desk.database.read() as session:
        named = set(session.scalars(select(StoredFile.sha256)))
    assert {sha256 for sha256, _at in desk.app.extensions["files"].all_hashes()} == named


def test_public_papers_go_after_thirty_days_private_ones_stay(desk: Desk) -> None:
    desk.make(desk.visitor())
    desk.make(desk.browser("city"), "claim-letter", desk.ids["claim"])
    store = desk.app.extensions["files"]
    with time_machine.travel(clock.now() + timedelta(days=29), tick=False), unit_of_work(desk.database) as session:
        assert service.forget_old(session) == 0
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        with unit_of_work(desk.database) as session:
            assert service.forget_old(session) == 1
            assert forget_rows(session) == 1
        with desk.database.read() as session:
            forget_bytes(session, store)
    assert _papers(desk) == [("made", None)]
    with desk.database.read() as session:
        paper = session.scalars(select(Paper)).one()
        assert paper.kind == "claim-letter"
        assert store.path(paper.sha256).exists()
