"""Licence cards: only an applicant's firm edits one, the office publishes it, files offer, and it can be taken away."""

import html5lib
import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.publication import Revision
from app.core.unit_of_work import unit_of_work
from app.patents.models import Patent, PatentApplicant, PatentLicence
from app.patents.numbers import parse_number
from app.patents.records import ApplicantName, LicenceOffer, PatentRecord, PatentSource
from app.patents.service.licences import move_versions
from app.patents.service.writing import write_patents
from tests.companies.people import Town, browser_of, make_town, send
from tests.companies.profiles import draft_of, publish_open

NUMBER = "特願2018-990201"
FORM = {"summary": "研磨が半分の時間で終わります", "effect": "速い", "fields": "自動車", "terms": ["許諾", "共同"]}


@pytest.fixture
def town(app: Flask) -> Town:
    """Firms with people."""
    return make_town(app.extensions["database"])


def _told(town: Town, licence: LicenceOffer | None = None) -> PatentRecord:
    number = parse_number(NUMBER)
    assert number is not None
    return PatentRecord(
        source=PatentSource.HEADED,
        row=1,
        title="研磨装置",
        numbers=(number,),
        applicants=(ApplicantName("株式会社firm", town["firm"]),),
        licence=licence,
    )


@pytest.fixture
def patent(app: Flask, town: Town) -> str:
    """Id of a patent whose applicant is `firm`, without a card."""
    with unit_of_work(app.extensions["database"]) as session:
        [id_] = write_patents(session, [_told(town)]).added
    return id_


def _publish(app: Flask, town: Town, patent: str, **changes: str) -> None:
    answer = browser_of(app, "owner").post(f"/licences/{patent}/edit", data={**FORM, **changes, "do": "submit"})
    assert answer.status_code == 303, answer.text
    publish_open(app, town, "licence", patent)


def _card(app: Flask, patent: str) -> PatentLicence | None:
    with app.extensions["database"].read() as session:
        card = session.get(PatentLicence, patent)
        if card:
            session.expunge(card)
        return card


def test_from_the_draft_to_the_public_page(app: Flask, town: Town, patent: str) -> None:
    _publish(app, town, patent)
    card = _card(app, patent)
    assert card is not None
    assert (card.summary, card.effect, card.fields, card.terms) == (FORM["summary"], "速い", "自動車", ["許諾", "共同"])
    assert card.fresh_on == clock.today()
    page = app.test_client().get(f"/patents/{patent}").text
    assert FORM["summary"] in page
    assert "入力：企業の担当者、確認：機関 pref" in page
    assert app.test_client().get(f"/api/v1/patents/{patent}").json["licence"]["terms"] == ["許諾", "共同"]


def test_a_summary_is_needed_to_submit(app: Flask, town: Town, patent: str) -> None:
    answer = browser_of(app, "owner").post(
        f"/licences/{patent}/edit", data={**FORM, "summary": "", "effect": "残る", "do": "submit"}
    )
    assert answer.status_code == 422
    assert 'id="summary-error"' in answer.text
    assert draft_of(app, patent)["effect"] == "残る"


@pytest.mark.parametrize(
    ("name", "typed"),
    [("summary", "あ" * 1_501), ("effect", "あ" * 2_001), ("terms", "ただ"), ("support", "あ" * 2_001)],
)
def test_bad_input_is_refused(app: Flask, town: Town, patent: str, name: str, typed: str) -> None:
    answer = browser_of(app, "owner").post(f"/licences/{patent}/edit", data={**FORM, name: typed})
    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.text


ACTS = ("edit", "edit/autosave", "confirm", "withdraw")


@pytest.mark.parametrize("name", ["stranger", "rival", "support", "official"])
def test_a_firm_that_is_no_applicant_finds_nothing(app: Flask, town: Town, patent: str, name: str) -> None:
    _publish(app, town, patent)
    other = browser_of(app, name)
    assert other.get(f"/licences/{patent}/edit").status_code == 404
    assert {act: send(other, f"/licences/{patent}/{act}", FORM).status_code for act in ACTS} == dict.fromkeys(ACTS, 404)
    assert "研磨装置" not in other.get("/licences/mine").text


def test_an_applicant_whose_link_waits_for_an_official_edits_nothing(app: Flask, town: Town, patent: str) -> None:
    with unit_of_work(app.extensions["database"]) as session:
        applicant = session.scalars(select(PatentApplicant)).one()
        applicant.link, applicant.company_id = "review", None
    assert browser_of(app, "owner").get(f"/licences/{patent}/edit").status_code == 404


def test_viewers_see_and_do_not_write(app: Flask, town: Town, patent: str) -> None:
    _publish(app, town, patent)
    viewer = browser_of(app, "viewer")
    assert "研磨装置" in viewer.get("/licences/mine").text
    assert "/edit" not in viewer.get("/licences/mine").text
    assert {send(viewer, f"/licences/{patent}/{act}", FORM).status_code for act in ACTS} == {403}


def test_only_the_cards_fields_are_written(app: Flask, town: Town, patent: str) -> None:
    extra = {"title": "別の名前", "stage": "in_force", "id": "x", "is_sample": "1", "company_id": town["other"]}
    _publish(app, town, patent, **extra)
    with app.extensions["database"].read() as session:
        row = session.get(Patent, patent)
        assert row is not None
        assert (row.title, row.stage, row.is_sample) == ("研磨装置", "unknown", False)


def test_a_withdrawn_card_is_gone_and_no_file_brings_it_back(app: Flask, town: Town, patent: str) -> None:
    _publish(app, town, patent)
    owner = browser_of(app, "owner")
    assert owner.post(f"/licences/{patent}/edit", f"/licences/{patent}/withdraw").status_code == 303
    assert _card(app, patent) is None
    assert FORM["summary"] not in app.test_client().get(f"/patents/{patent}").text
    assert send(owner, f"/licences/{patent}/withdraw").status_code == 409
    with unit_of_work(app.extensions["database"]) as session:
        write_patents(session, [_told(town, LicenceOffer(summary="ファイルの説明"))])
    assert _card(app, patent) is None
    assert "公的なデータに新しい値があります" in owner.get(f"/licences/{patent}/edit").text
    _publish(app, town, patent, summary="もう一度載せます")
    card = _card(app, patent)
    assert card is not None
    assert card.summary == "もう一度載せます"


def test_a_file_writes_its_own_card_and_only_offers_over_the_owners(app: Flask, town: Town, patent: str) -> None:
    database = app.extensions["database"]
    for text in ("一回目", "二回目"):
        with unit_of_work(database) as session:
            write_patents(session, [_told(town, LicenceOffer(summary=text))])
        card = _card(app, patent)
        assert card is not None
        assert card.summary == text
    _publish(app, town, patent)
    for _ in range(2):
        with unit_of_work(database) as session:
            write_patents(session, [_told(town, LicenceOffer(summary="三回目", products="軸受"))])
    card = _card(app, patent)
    assert card is not None
    assert (card.summary, card.products) == (FORM["summary"], "軸受")
    with database.read() as session:
        offers = session.scalars(select(Revision).where(Revision.state == "offered")).all()
        assert [offer.fields["summary"] for offer in offers] == ["三回目"]


def test_versions_follow_a_record_that_becomes_another(app: Flask, town: Town, patent: str) -> None:
    _publish(app, town, patent)
    with unit_of_work(app.extensions["database"]) as session:
        move_versions(session, patent, "JP-other")
    with app.extensions["database"].read() as session:
        rows = session.execute(select(Revision.subject_id, Revision.number).where(Revision.kind == "licence")).all()
        assert rows == [("JP-other", 1)]


XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def test_what_is_typed_is_never_markup(app: Flask, town: Town, patent: str) -> None:
    texts = dict.fromkeys(("summary", "effect", "fields", "products", "support"), XSS)
    _publish(app, town, patent, **texts)
    owner = browser_of(app, "owner")
    pages = [owner.get(f"/licences/{patent}/edit").text, owner.get("/licences/mine").text]
    pages.append(app.test_client().get(f"/patents/{patent}").text)
    assert "&lt;script&gt;alert(1)" in pages[-1]
    for page in pages:
        assert "<script>alert" not in page


@pytest.mark.parametrize("language", ["ja", "en"])
def test_pages_are_valid_html_with_one_heading(app: Flask, town: Town, patent: str, language: str) -> None:
    _publish(app, town, patent)
    owner = browser_of(app, "owner")
    for page in (f"/licences/{patent}/edit", "/licences/mine"):
        text = owner.get(f"{page}?lang={language}").text
        html5lib.HTMLParser(strict=True).parse(text)
        assert text.count("<h1") == 1, page
