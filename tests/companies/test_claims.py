"""Claiming a firm over HTTP: finding it, the proof, the code of the letter, and who sees what of it."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from app.companies.claim_checks import months_before
from app.companies.claim_codes import letter_code
from app.companies.models import ClaimedTrader, Company, CompanyClaim, CompanyMember, CompanyProfile
from app.core import clock
from app.core.outbox import OutboxRow
from app.core.unit_of_work import unit_of_work
from tests.companies.conftest import Town
from tests.companies.factories import claim_in, company, profile
from tests.people import Browser

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PHONE, FILE = "029-300-7777", "秘密の証明書.pdf"
LETTER = {
    "position": "代表取締役",
    "phone": PHONE,
    "firm_name": "水戸試作",
    "firm_address": "水戸市三の丸1-1-1",
    "proof": "letter",
    "consent": "1",
}
TRADER = {
    "name": "水戸木工所",
    "kana": "みともっこうじょ",
    "postcode": "310-0011",
    "municipality": "082015",
    "street": "三の丸1-2-3",
    "position": "店主",
    "phone": PHONE,
    "proof": "letter",
    "consent": "1",
}


def _paper(issued: date | None = None, name: str = FILE, content: bytes = PDF) -> dict[str, object]:
    """A claim with a certificate, as a browser sends it."""
    on = (issued or clock.today()).isoformat()
    return {**LETTER, "proof": "document", "issued_on": on, "document": (BytesIO(content), name)}


def _claim(town: Town, browser: Browser, data: dict | None = None, firm: str | None = None) -> str:
    """Submit a claim; its address."""
    path = f"/claims/new/{firm or town.firm}"
    answer = browser.post(path, path, data or LETTER, content_type="multipart/form-data")
    assert answer.status_code == 303, re.findall(r'mb-err"[^<]*>([^<]*)', answer.text)
    return answer.headers["Location"]


def _row(town: Town, address: str) -> CompanyClaim:
    with town.database.read() as session:
        claim = session.get_one(CompanyClaim, address.rpartition("/")[2])
        session.expunge(claim)
        return claim


def _events(town: Town) -> list[str]:
    with town.database.read() as session:
        return list(session.scalars(select(OutboxRow.name).order_by(OutboxRow.id)))


# --- finding the firm ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["{0}", "Ｔ{0}", "{1}", "{2}"])
def test_a_number_is_found_in_any_notation(town: Town, typed: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in town.firm)
    spaced = f"{town.firm[0]}-{town.firm[1:5]} {town.firm[5:9]} {town.firm[9:]}"
    page = town.browser("taro").get("/claims/new", query_string={"q": typed.format(town.firm, wide, spaced)}).text
    assert f'href="/claims/new/{town.firm}"' in page


def test_a_name_is_found_without_its_company_form(town: Town) -> None:
    page = town.browser("taro").get("/claims/new", query_string={"q": "㈱水戸試"}).text
    assert f'href="/claims/new/{town.firm}"' in page


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1050001000001", "検査数字が合いません"),
        ("123", "いま3桁あります"),
        ("", "法人番号か会社の名前を入力してください"),
        ("㈱", "2文字以上入力してください"),
        ("ないはずの会社", "見つかりませんでした"),
    ],
)
def test_what_is_not_found_says_why_beside_the_field(town: Town, typed: str, message: str) -> None:
    page = town.browser("taro").get("/claims/new", query_string={"q": typed}).text
    assert message in re.search(r'id="firm-error">([^<]*)', page)[1]


def test_closed_removed_and_unknown_firms_are_explained(town: Town) -> None:
    closed = company("050001000002", closed_on=date(2026, 1, 1))
    removed = company("050001000003", removed_on=date(2026, 1, 1))
    unknown = company("050001000004").id
    with unit_of_work(town.database) as session:
        session.add_all([closed, removed])
        session.flush()
        numbers = closed.id, removed.id, unknown
    browser = town.browser("taro")
    pages = [browser.get("/claims/new", query_string={"q": number}).text for number in numbers]
    words = ("登記は閉鎖されています", "登録から削除されています", "まだ載っていません")
    assert [word in page for word, page in zip(words, pages, strict=True)] == [True, True, True]


def test_a_closed_firm_has_no_form(town: Town) -> None:
    with unit_of_work(town.database) as session:
        session.get_one(Company, town.firm).closed_on = date(2026, 1, 1)
    assert town.browser("taro").get(f"/claims/new/{town.firm}").status_code == 409


# --- submitting ------------------------------------------------------------------------------------------------------


def test_a_claim_waits_at_the_office_of_the_firms_municipality(town: Town) -> None:
    claim = _row(town, _claim(town, town.browser("taro")))
    assert (claim.state, claim.office_id, claim.user_id) == ("submitted", town.mito, town.users["taro"])
    assert _events(town) == ["claim_submitted"]


def test_a_form_sent_twice_makes_one_claim(town: Town) -> None:
    browser = town.browser("taro")
    path = f"/claims/new/{town.firm}"
    data = {**browser.hidden(path, path), **LETTER}
    answers = [browser.client.post(path, data=data) for _ in range(2)]
    assert [a.status_code for a in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    with town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(CompanyClaim)) == 1


def test_a_second_claim_on_the_same_firm_leads_to_the_first(town: Town) -> None:
    browser = town.browser("taro")
    fields = browser.hidden(f"/claims/new/{town.firm}", f"/claims/new/{town.firm}")
    address = _claim(town, browser)
    assert browser.get(f"/claims/new/{town.firm}").headers["Location"] == address
    again = browser.client.post(f"/claims/new/{town.firm}", data={**fields, **LETTER, "once": "another"})
    assert again.status_code == 409


def test_errors_keep_everything_typed(town: Town) -> None:
    browser, path = town.browser("taro"), f"/claims/new/{town.firm}"
    answer = browser.post(path, path, {"position": "代表<b>", "phone": "12"})
    assert answer.status_code == 422
    assert 'value="代表&lt;b&gt;"' in answer.text
    assert "市外局番から10桁か11桁" in answer.text
    assert "入力内容を5つ確認してください" in answer.text


def test_a_certificate_older_than_three_months_is_refused(town: Town) -> None:
    browser, path = town.browser("taro"), f"/claims/new/{town.firm}"
    oldest = months_before(clock.today(), 3)
    late = browser.post(path, path, _paper(oldest - timedelta(days=1)), content_type="multipart/form-data")
    assert (late.status_code, "3か月以内に発行された証明書" in late.text) == (422, True)
    assert _row(town, _claim(town, browser, _paper(oldest))).issued_on == oldest


def test_a_certificate_of_tomorrow_is_refused(town: Town) -> None:
    browser, path = town.browser("taro"), f"/claims/new/{town.firm}"
    paper = _paper(clock.today() + timedelta(days=1))
    assert browser.post(path, path, paper, content_type="multipart/form-data").status_code == 422


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf.exe", PDF), ("a.pdf", b"no pdf at all"), ("a.docx", b"PK"), ("a.pdf", b"")]
)
def test_only_papers_are_taken(town: Town, name: str, content: bytes) -> None:
    browser, path = town.browser("taro"), f"/claims/new/{town.firm}"
    answer = browser.post(path, path, _paper(name=name, content=content), content_type="multipart/form-data")
    assert answer.status_code == 422
    with town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(CompanyClaim)) == 0


def test_columns_that_no_form_has_cannot_be_set(town: Town) -> None:
    extra = {
        "state": "approved",
        "office_id": town.pref,
        "user_id": town.users["jiro"],
        "company_id": "x",
        "checked": "letter",
        "decided_by": town.users["taro"],
        "letter_number": "7",
        "confirmed_at": "2026-01-01",
        "support_office": town.cci,
    }
    claim = _row(town, _claim(town, town.browser("taro"), {**LETTER, **extra}))
    assert (claim.state, claim.office_id, claim.user_id, claim.company_id) == (
        "submitted",
        town.mito,
        town.users["taro"],
        town.firm,
    )
    assert (claim.checked, claim.decided_by, claim.letter_number, claim.confirmed_at) == (None, None, 0, None)
    assert claim.support_office_id is None


def test_a_person_makes_at_most_ten_claims_a_day(town: Town) -> None:
    browser = town.browser("taro")
    firms = [company(f"05000100010{n}", name=f"会社{n}") for n in range(10)]
    with unit_of_work(town.database) as session:
        session.add_all(firms)
        session.flush()
        ids = [firm.id for firm in firms]
    for id_ in ids:
        _claim(town, browser, firm=id_)
    assert browser.post(f"/claims/new/{town.firm}", f"/claims/new/{town.firm}", LETTER).status_code == 429


# --- the code --------------------------------------------------------------------------------------------------------


def _with_letter(town: Town) -> tuple[Browser, str, str]:
    """A claim whose letter was made: the claimant's browser, its address, the code."""
    browser = town.browser("taro")
    address = _claim(town, browser)
    assert town.browser("mito").post(f"/admin{address}", f"/admin{address}/send").status_code == 303
    key = town.app.config["SITE"].secret_key
    return browser, address, letter_code(key, address.rpartition("/")[2], 1)


@pytest.mark.parametrize("change", [str, str.lower, lambda code: code.replace("-", " "), lambda c: f" {c}　"])
def test_the_code_is_taken_as_people_type_it(town: Town, change) -> None:
    browser, address, code = _with_letter(town)
    assert browser.post(address, f"{address}/confirm", {"code": change(code)}).status_code == 303
    assert _row(town, address).state == "confirmed"


def test_a_wrong_code_changes_nothing(town: Town) -> None:
    browser, address, _code = _with_letter(town)
    answer = browser.post(address, f"{address}/confirm", {"code": "2222-2222"})
    assert (answer.status_code, "確認コードが違います" in answer.text) == (422, True)
    assert _row(town, address).state == "letter_sent"


def test_codes_can_be_tried_ten_times_an_hour(town: Town) -> None:
    browser, address, code = _with_letter(town)
    fields = browser.hidden(address, f"{address}/confirm")
    codes = [f"2222-222{n}" for n in range(2, 9)] + ["3333-3333", "4444-4444", "5555-5555"]
    statuses = [
        browser.client.post(f"{address}/confirm", data={**fields, "code": tried, "once": tried}).status_code
        for tried in codes
    ]
    assert statuses == [422] * 10
    assert browser.client.post(f"{address}/confirm", data={**fields, "code": code, "once": "z"}).status_code == 429
    assert _row(town, address).state == "letter_sent"


def test_a_used_code_is_refused(town: Town) -> None:
    browser, address, code = _with_letter(town)
    fields = browser.hidden(address, f"{address}/confirm")
    assert browser.client.post(f"{address}/confirm", data={**fields, "code": code}).status_code == 303
    again = browser.client.post(f"{address}/confirm", data={**fields, "code": code, "once": "another"})
    assert again.status_code == 409


def test_an_expired_code_is_refused_and_a_new_letter_may_be_sent(town: Town) -> None:
    browser, address, code = _with_letter(town)
    fields = browser.hidden(address, f"{address}/confirm")
    with unit_of_work(town.database) as session:
        claim = session.get_one(CompanyClaim, address.rpartition("/")[2])
        claim.code_expires_at = clock.now() - timedelta(seconds=1)
    answer = browser.client.post(f"{address}/confirm", data={**fields, "code": code})
    assert (answer.status_code, "手紙の期限が過ぎました" in answer.text) == (422, True)
    assert town.browser("mito").post(f"/admin{address}", f"/admin{address}/send").status_code == 303
    old = browser.post(address, f"{address}/confirm", {"code": code})
    assert (old.status_code, _row(town, address).letter_number) == (422, 2)
    new = letter_code(town.app.config["SITE"].secret_key, address.rpartition("/")[2], 2)
    assert browser.post(address, f"{address}/confirm", {"code": new}).status_code == 303


def test_the_database_holds_no_code(town: Town) -> None:
    _browser, address, code = _with_letter(town)
    row = _row(town, address)
    held = " ".join(str(getattr(row, column.key)) for column in CompanyClaim.__table__.columns)
    assert code not in held
    assert code.replace("-", "") not in held


# --- one's own, and nobody else's ------------------------------------------------------------------------------------


def test_a_claim_is_its_claimants_alone(town: Town) -> None:
    address = _claim(town, town.browser("taro"), _paper())
    own, stranger = town.browser("taro"), town.browser("jiro")
    file = re.search(rf'href="({address}/files/\w+)"', own.get(address).text)[1]
    assert own.get(file).data == PDF
    assert own.get(file).headers["Content-Disposition"].startswith("attachment")
    assert [stranger.get(path).status_code for path in (address, f"{address}/edit", file)] == [404, 404, 404]
    for verb in ("submit", "confirm", "withdraw"):
        fields = stranger.hidden("/claims/new/sole", "/claims/new/sole")
        assert stranger.client.post(f"{address}/{verb}", data={**fields, **LETTER, "code": "x"}).status_code == 404
    assert address not in stranger.get("/claims/").text
    assert _row(town, address).state == "submitted"


def test_phone_and_file_name_are_on_no_page_of_others(town: Town) -> None:
    address = _claim(town, town.browser("taro"), _paper())
    _claim(town, town.browser("jiro"))
    pages = ["/claims/", f"/companies/{town.firm}", f"/api/v1/companies/{town.firm}", "/dashboard", "/inbox/"]
    pages += [f"/claims/new/{town.firm}", f"/admin{address}", "/admin/claims/", "/admin/claims.csv"]
    pages += ["/admin/vouchers/", address.replace("/claims/", "/admin/vouchers/")]
    for name in ("jiro", "pref", "cci", "bank"):
        browser = town.browser(name)
        for path in pages:
            text = browser.get(path).get_data(as_text=True)
            assert FILE not in text, (name, path)
            if name != "jiro":  # who typed the same number for themselves
                assert PHONE not in text, (name, path)
    lists = [town.browser("mito").get(path).text for path in ("/admin/claims/", "/admin/claims.csv")]
    assert not any(PHONE in text or FILE in text for text in lists)


def test_what_was_sent_is_on_the_claimants_own_page(town: Town) -> None:
    browser = town.browser("taro")
    page = browser.get(_claim(town, browser, _paper())).text
    assert (PHONE in page, FILE in page, "ウイルス検査はしていません" in page) == (True, True, True)


def test_a_withdrawn_claim_makes_room_for_another(town: Town) -> None:
    browser = town.browser("taro")
    address = _claim(town, browser)
    assert browser.post(address, f"{address}/withdraw").status_code == 303
    assert _row(town, address).state == "withdrawn"
    assert _claim(town, browser) != address


def test_a_returned_claim_is_mended_with_its_file_kept(town: Town) -> None:
    browser, official = town.browser("taro"), town.browser("mito")
    address = _claim(town, browser, _paper())
    official.post(f"/admin{address}", f"/admin{address}/return", {"reason": "役割を書いてください"})
    assert "役割を書いてください" in browser.get(address).text
    mended = {**LETTER, "proof": "document", "issued_on": clock.today().isoformat(), "position": "社長"}
    answer = browser.post(f"{address}/edit", f"{address}/submit", mended)
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert (_row(town, address).state, _row(town, address).position) == ("submitted", "社長")
    assert FILE in browser.get(address).text


def test_another_proof_lets_the_file_go(town: Town) -> None:
    browser, official = town.browser("taro"), town.browser("mito")
    address = _claim(town, browser, _paper())
    official.post(f"/admin{address}", f"/admin{address}/return", {"reason": "手紙にしてください"})
    browser.post(f"{address}/edit", f"{address}/submit", LETTER)
    assert (_row(town, address).proof, FILE in browser.get(address).text) == ("letter", False)


# --- a firm that has an owner ----------------------------------------------------------------------------------------


def _own(town: Town, name: str, role: str = "owner") -> None:
    with unit_of_work(town.database) as session:
        session.add(
            CompanyMember(
                id=f"m-{name}", company_id=town.firm, user_id=town.users[name], role=role, given_at=clock.now()
            )
        )


def test_a_claim_on_a_claimed_firm_tells_the_owner(town: Town) -> None:
    _own(town, "jiro")
    _claim(town, town.browser("taro"))
    assert _events(town) == ["claim_submitted", "owner_told_of_claim"]
    with town.database.read() as session:
        from app.companies.notices.claims import owner_told_of_claim

        payload = session.scalars(select(OutboxRow.payload).where(OutboxRow.name == "owner_told_of_claim")).one()
        letters = owner_told_of_claim(session, payload)
    assert [(letter.user_id, letter.topic) for letter in letters] == [(town.users["jiro"], "firm-claims")]
    assert "水戸 太郎" not in str(letters)
    assert "申請が1件、窓口に届いています" in town.browser("jiro").get(f"/companies/{town.firm}").text


def test_members_are_not_asked_to_claim_their_own_firm(town: Town) -> None:
    _own(town, "jiro")
    browser = town.browser("jiro")
    assert browser.get(f"/claims/new/{town.firm}").headers["Location"] == f"/companies/{town.firm}"
    fields = browser.hidden("/claims/new/sole", "/claims/new/sole")
    assert browser.client.post(f"/claims/new/{town.firm}", data={**fields, **LETTER}).status_code == 409


# --- the firm's page -------------------------------------------------------------------------------------------------


def test_the_firms_page_offers_to_claim_it_until_it_is_claimed(town: Town) -> None:
    link = f'href="/claims/new/{town.firm}"'
    visitor, path = Browser(town.app), f"/companies/{town.firm}"
    assert (link in visitor.get(path).text, "未登録の企業" in visitor.get(path).text) == (True, True)
    _own(town, "jiro")
    assert (link in visitor.get(path).text, "未登録の企業" in visitor.get(path).text) == (False, False)


def test_a_claimant_finds_their_claim_on_the_firms_page(town: Town) -> None:
    browser = town.browser("taro")
    address = _claim(town, browser)
    page = browser.get(f"/companies/{town.firm}").text
    assert (f'href="{address}"' in page, f'href="/claims/new/{town.firm}"' in page) == (True, False)


@pytest.mark.parametrize(("role", "may_edit"), [("owner", True), ("editor", True), ("viewer", False)])
def test_members_find_their_work_on_the_firms_page(town: Town, role: str, may_edit: bool) -> None:
    _own(town, "jiro", role)
    page = town.browser("jiro").get(f"/companies/{town.firm}").text
    assert f'href="/companies/{town.firm}/members/"' in page
    assert (f'href="/companies/{town.firm}/profile/"' in page) is may_edit


def test_nobody_sees_the_work_of_members(town: Town) -> None:
    _own(town, "jiro")
    for browser in (Browser(town.app), town.browser("taro"), town.browser("mito")):
        assert f"/companies/{town.firm}/members/" not in browser.get(f"/companies/{town.firm}").text


# --- sole traders ----------------------------------------------------------------------------------------------------


def test_an_approved_sole_trader_is_found_in_the_list(town: Town) -> None:
    browser, official = town.browser("taro"), town.browser("mito")
    paper = {**TRADER, "proof": "document", "document": (BytesIO(PDF), "開業届.pdf")}
    answer = browser.post("/claims/new/sole", "/claims/new/sole", paper, content_type="multipart/form-data")
    address = answer.headers["Location"]
    assert "水戸木工所" not in browser.get("/companies/").text
    decision = {"checked": "document", "how": "開業届の控えを見た"}
    assert official.post(f"/admin{address}", f"/admin{address}/approve", decision).status_code == 303
    claim = _row(town, address)
    with town.database.read() as session:
        firm = session.get_one(Company, claim.company_id)
        assert (firm.corporate_number, firm.kind, firm.source, firm.process) == (None, "000", "本人の届出", "")
        assert (firm.name_kana, firm.municipality_code, firm.prefecture_name, firm.postcode) == (
            "ミトモッコウジョ",
            "082015",
            "茨城県",
            "3100011",
        )
        assert session.scalars(select(CompanyMember.role).where(CompanyMember.company_id == firm.id)).one() == "owner"
    visitor = Browser(town.app)
    assert "水戸木工所" in visitor.get("/companies/?kana=マ").text
    page = visitor.get(f"/companies/{claim.company_id}")
    assert (page.status_code, "個人事業主" in page.text, "出典：本人の届出" in page.text) == (200, True, True)
    assert visitor.get(f"/api/v1/companies/{claim.company_id}").json["corporate_number"] is None
    assert PHONE not in page.text


def test_the_address_of_a_postcode_is_filled_in_without_scripts(town: Town) -> None:
    answer = town.browser("taro").post(
        "/claims/new/sole", "/claims/new/sole", {"name": "水戸木工所", "postcode": "３１０ー００１１", "fill": "1"}
    )
    assert answer.status_code == 200
    assert '<option value="082015" selected>' in answer.text
    assert 'value="三の丸"' in answer.text
    assert 'value="水戸木工所"' in answer.text
    with town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ClaimedTrader)) == 0


def test_an_unknown_postcode_says_so(town: Town) -> None:
    data = {"postcode": "999-9999", "fill": "1"}
    page = town.browser("taro").post("/claims/new/sole", "/claims/new/sole", data).text
    assert "この郵便番号の住所は見つかりませんでした" in page


def test_a_sole_trader_has_one_open_claim(town: Town) -> None:
    browser = town.browser("taro")
    statuses = [browser.post("/claims/new/sole", "/claims/new/sole", TRADER).status_code for _ in range(2)]
    assert statuses == [303, 409]


def test_a_returned_sole_trader_can_mend_the_name(town: Town) -> None:
    browser, official = town.browser("taro"), town.browser("mito")
    address = browser.post("/claims/new/sole", "/claims/new/sole", TRADER).headers["Location"]
    official.post(f"/admin{address}", f"/admin{address}/return", {"reason": "名前"})
    answer = browser.post(f"{address}/edit", f"{address}/submit", {**TRADER, "name": "水戸家具"})
    assert answer.status_code == 303
    assert "水戸家具" in browser.get(address).text


def test_approval_marks_the_profile_as_claimed(town: Town) -> None:
    with unit_of_work(town.database) as session:
        session.add(profile(session.get_one(Company, town.firm)))
        claim = claim_in("confirmed", town.users["taro"], town.mito, town.firm)
        session.add(claim)
        session.flush()
        address = f"/claims/{claim.id}"
    decision = {"checked": "letter", "how": "コードを確かめた"}
    town.browser("mito").post(f"/admin{address}", f"/admin{address}/approve", decision)
    with town.database.read() as session:
        assert session.get_one(CompanyProfile, town.firm).is_claimed is True


# --- an account that closes ------------------------------------------------------------------------------------------


def test_claims_end_with_the_account_and_lose_phone_and_papers_when_it_is_erased(town: Town) -> None:
    from app.companies.service.claims import erase_claims_of, withdraw_claims_of
    from app.core.actor import Actor
    from app.files.models import FileReference

    address = _claim(town, town.browser("taro"), _paper())
    with unit_of_work(town.database) as session:
        withdraw_claims_of(session, town.users["taro"], Actor(town.users["taro"]))
    assert (_row(town, address).state, _row(town, address).phone) == ("withdrawn", PHONE)
    for _twice in range(2):
        with unit_of_work(town.database) as session:
            erase_claims_of(session, town.users["taro"])
    with town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(FileReference)) == 0
    assert _row(town, address).phone == ""
