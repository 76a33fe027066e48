"""Every page of claims in every state: valid HTML5 with one heading, in both languages, for those who may see it."""

import re
from datetime import timedelta

import html5lib
import pytest

from app.companies.claim_states import ClaimState
from app.companies.models import ClaimedTrader, ClaimStep
from app.core import clock
from app.core.unit_of_work import unit_of_work
from tests.companies.conftest import Town
from tests.companies.factories import claim, claim_in, company
from tests.people import Browser


def _check(browser: Browser, paths: list[str]) -> None:
    parser = html5lib.HTMLParser(strict=True)
    for path in paths:
        for language in ("ja", "en"):
            joint = "&" if "?" in path else "?"
            page = browser.get(f"{path}{joint}lang={language}")
            assert page.status_code == 200, path
            parser.parse(page.text)
            assert len(re.findall(r"<h1[ >]", page.text)) == 1, path
            ids = re.findall(r' id="([^"]+)"', page.text)
            assert len(ids) == len(set(ids)), path


@pytest.mark.parametrize("state", list(ClaimState))
def test_pages_of_a_claim_in_each_state(town: Town, state: str) -> None:
    with unit_of_work(town.database) as session:
        row = claim_in(state, town.users["taro"], town.mito, town.firm)
        session.add(row)
        session.flush()
        step = {"action": "return", "state": "returned", "by": town.users["mito"], "who": "official"}
        session.add(ClaimStep(claim_id=row.id, at=clock.now(), note="1行目\n2行目", **step))
        session.add(claim(town.users["jiro"], town.mito, town.firm))
        id_ = row.id
    own = [f"/claims/{id_}", "/claims/"] + ([f"/claims/{id_}/edit"] if state == "returned" else [])
    desk = [f"/admin/claims/{id_}", *(f"/admin/claims/?tab={tab}" for tab in ("waiting", "elsewhere", "done"))]
    desk += [f"/admin/claims/{id_}/letter"] if state == "letter_sent" else []
    _check(town.browser("taro"), own)
    _check(town.browser("mito"), desk)


def test_pages_of_a_sole_trader_and_a_voucher(town: Town) -> None:
    with unit_of_work(town.database) as session:
        trader = claim(town.users["taro"], town.mito, state="returned", reason="直して")
        voucher = claim(town.users["jiro"], town.mito, town.firm, proof="voucher", support_office_id=town.cci)
        both = claim(town.users["jiro"], town.mito, proof="voucher", support_office_id=town.cci)
        session.add_all([trader, voucher, both])
        session.flush()
        for row in (trader, both):
            facts = {"name": "水戸木工所", "kana": "ミト", "postcode": "3100011", "municipality_code": "082015"}
            session.add(ClaimedTrader(claim_id=row.id, street="三の丸1", **facts))
        ids = trader.id, voucher.id, both.id
    _check(town.browser("taro"), [f"/claims/{ids[0]}", f"/claims/{ids[0]}/edit", "/claims/"])
    _check(town.browser("mito"), [f"/admin/claims/{id_}" for id_ in ids])
    _check(town.browser("cci"), ["/admin/vouchers/", *(f"/admin/vouchers/{id_}" for id_ in ids[1:])])


def test_pages_before_a_claim(town: Town) -> None:
    with unit_of_work(town.database) as session:
        session.add_all([company(f"0500010000{n}", name=f"水戸{n}") for n in range(10, 35)])
    paths = ["/claims/", "/claims/new", "/claims/new?q=水戸", "/claims/new?q=1", "/claims/new?q=<b>&x=1"]
    _check(town.browser("taro"), [*paths, f"/claims/new/{town.firm}", "/claims/new/sole", f"/companies/{town.firm}"])
    _check(town.browser("mito"), ["/admin/claims/", "/admin/claims/?page=3&q=a&late=1"])
    _check(town.browser("cci"), ["/admin/vouchers/"])


def test_an_expired_letter_says_what_to_do(town: Town) -> None:
    with unit_of_work(town.database) as session:
        row = claim_in("letter_sent", town.users["taro"], town.mito, town.firm)
        row.code_expires_at = clock.now() - timedelta(days=1)
        session.add(row)
        session.flush()
        id_ = row.id
    page = town.browser("taro").get(f"/claims/{id_}").text
    assert "手紙の期限が過ぎました" in page
    assert f"/claims/{id_}/confirm" not in page


def test_forms_that_come_back_are_valid_too(town: Town) -> None:
    browser, parser = town.browser("taro"), html5lib.HTMLParser(strict=True)
    for path in (f"/claims/new/{town.firm}", "/claims/new/sole"):
        answer = browser.post(path, path, {"proof": "document", "issued_on": "きのう"})
        assert answer.status_code == 422
        parser.parse(answer.text)
