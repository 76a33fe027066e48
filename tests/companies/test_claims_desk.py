"""The desk for claims: what an office sees, deciding once, the letter, the support body's voucher, and whom all this is told."""

import csv
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.companies.claim_codes import letter_code
from app.companies.claim_sections import claims_data, claims_work
from app.companies.claim_states import Proof
from app.companies.models import Company, CompanyClaim, CompanyMember
from app.companies.notices import claims as notices
from app.companies.service import claim_desk
from app.core import clock
from app.core.actor import Actor, FirmRole, Grant, Role
from app.core.errors import Conflict, NotYours, Refusal
from app.core.outbox import OutboxRow
from app.core.unit_of_work import unit_of_work
from app.offices.models import OfficeStaff
from app.subscriptions import LETTERS
from tests.companies.conftest import Town
from tests.companies.factories import claim, claim_in, company

DECISION = {"checked": "letter", "how": "入力された確認コードを確かめた"}


def _add(town: Town, **values: Any) -> str:
    """A claim of Taro's on the firm; its id."""
    state = values.pop("state", "submitted")
    user = values.pop("user", "taro")
    with unit_of_work(town.database) as session:
        row = claim_in(
            state, town.users[user], values.pop("office", town.mito), values.pop("firm", town.firm), **values
        )
        session.add(row)
        session.flush()
        return row.id


def _state(town: Town, id_: str) -> str:
    with town.database.read() as session:
        return session.get_one(CompanyClaim, id_).state


def _official(town: Town, name: str = "mito") -> Actor:
    return Actor(town.users[name], frozenset({Grant(Role.OFFICIAL, town.mito)}))


# --- what an office sees ---------------------------------------------------------------------------------------------


def test_an_official_of_another_office_sees_nothing_of_it(town: Town) -> None:
    id_ = _add(town)
    other = town.browser("pref")
    assert "株式会社水戸試作" not in other.get("/admin/claims/").text
    assert "（0）" in other.get("/admin/claims/").text
    assert "（1）" not in other.get("/admin/claims/").text
    assert len(other.get("/admin/claims.csv").text.splitlines()) == 1
    assert other.get("/admin/claims/?q=水戸").status_code == 200
    fields = other.hidden("/claims/new/sole", "/claims/new/sole")
    for path in (f"/admin/claims/{id_}", f"/admin/claims/{id_}/letter", f"/admin/claims/{id_}/files/x"):
        assert other.get(path).status_code == 404
    for verb in ("send", "approve", "return", "reject"):
        data = {**fields, **DECISION, "reason": "x"}
        assert other.client.post(f"/admin/claims/{id_}/{verb}", data=data).status_code == 404
    assert _state(town, id_) == "submitted"


@pytest.mark.parametrize("name", ["taro", "cci"])
def test_the_desk_is_for_officials(town: Town, name: str) -> None:
    id_ = _add(town)
    browser = town.browser(name)
    assert [browser.get(p).status_code for p in ("/admin/claims/", "/admin/claims.csv", f"/admin/claims/{id_}")] == [
        403,
        403,
        403,
    ]


def test_tabs_count_what_is_where(town: Town) -> None:
    firms = [company(f"05000100010{n}", name=f"会社{n}") for n in range(7)]
    with unit_of_work(town.database) as session:
        session.add_all(firms)
        session.flush()
        ids = [firm.id for firm in firms]
    voucher = {"proof": "voucher", "support_office_id": town.cci}
    _add(town, firm=ids[0])
    _add(town, firm=ids[1], state="confirmed")
    _add(town, firm=ids[2], state="letter_sent")
    _add(town, firm=ids[3], state="returned")
    _add(town, firm=ids[4], **voucher)
    _add(town, firm=ids[5], state="approved")
    _add(town, firm=ids[6], state="withdrawn")
    page = town.browser("mito").get("/admin/claims/").text
    assert re.findall(r"（(\d+)）</a>", page) == ["2", "3", "2"]


def test_waiting_is_counted_in_business_days_and_late_is_said_in_words(town: Town) -> None:
    long_ago = clock.now() - timedelta(days=21)
    _add(town, state_at=long_ago)
    _add(town, user="jiro")
    browser = town.browser("mito")
    page = browser.get("/admin/claims/").text
    assert "期限を過ぎた申請が1件あります" in page
    assert page.count("営業日超過") == 1
    late = browser.get("/admin/claims/?late=1").text
    assert ("水戸 太郎" in late, "日立 次郎" in late) == (True, False)


def test_the_list_is_narrowed_by_name_and_proof(town: Town) -> None:
    _add(town)
    browser = town.browser("mito")
    assert "株式会社水戸試作" in browser.get("/admin/claims/?q=㈱水戸試作&proof=letter").text
    assert "条件に合う申請はありません" in browser.get("/admin/claims/?proof=document").text
    assert browser.get("/admin/claims/?tab=x").status_code == 400


def test_the_table_for_spreadsheets_runs_no_formula(town: Town) -> None:
    with unit_of_work(town.database) as session:
        session.get_one(Company, town.firm).name = "=HYPERLINK(1)"
    _add(town)
    answer = town.browser("mito").get("/admin/claims.csv")
    rows = list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert (rows[1][0], rows[1][2], rows[1][4]) == ("'=HYPERLINK(1)", "水戸 太郎", "申請済み")


def test_the_number_of_statements_does_not_grow_with_the_rows(town: Town) -> None:
    from sqlalchemy import event

    firms = [company(f"0500010001{n:02}", name=f"会社{n}") for n in range(12)]
    with unit_of_work(town.database) as session:
        session.add_all(firms)
        session.flush()
        ids = [firm.id for firm in firms]
    browser, counts = town.browser("mito"), []
    engine = town.app.extensions["database"].reading
    for batch in (ids[:2], ids[2:]):
        for id_ in batch:
            _add(town, firm=id_)
        seen: list[str] = []

        def note(_c: object, _k: object, statement: str, *_r: object, seen: list[str] = seen) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        browser.get("/admin/claims/")
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len([s for s in seen if s != "BEGIN"]))
    assert counts[0] == counts[1] <= 12


# --- deciding --------------------------------------------------------------------------------------------------------


def test_the_page_shows_the_claim_beside_the_register(town: Town) -> None:
    id_ = _add(town, firm_name="水戸しさく", firm_address="水戸市三の丸1-1-1")
    page = town.browser("mito").get(f"/admin/claims/{id_}").text
    assert "申請に書かれた会社の名前「水戸しさく」は、登記と違います。" in page
    assert "申請に書かれた所在地は、登記と合っています。" in page
    assert "029-301-0000" in page
    assert "確認コードの手紙を、まだ送っていません。" in page


def test_a_look_at_the_claim_is_in_the_audit(town: Town) -> None:
    id_ = _add(town)
    town.browser("mito").get(f"/admin/claims/{id_}")
    with town.database.read() as session:
        looks = session.execute(
            select(AuditEntry.actor_id, AuditEntry.subject_id).where(AuditEntry.action == "claim.look")
        ).all()
    assert [tuple(row) for row in looks] == [(town.users["mito"], id_)]


def test_an_approval_records_what_was_checked_and_how(town: Town) -> None:
    id_ = _add(town, state="confirmed")
    answer = town.browser("mito").post(f"/admin/claims/{id_}", f"/admin/claims/{id_}/approve", DECISION)
    assert answer.status_code == 303
    with town.database.read() as session:
        row = session.get_one(CompanyClaim, id_)
        assert (row.state, row.checked, row.checked_how, row.decided_by) == (
            "approved",
            "letter",
            DECISION["how"],
            town.users["mito"],
        )
        member = session.scalars(select(CompanyMember)).one()
        assert (member.user_id, member.company_id, member.role, member.given_by) == (
            town.users["taro"],
            town.firm,
            "owner",
            town.users["mito"],
        )
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "claim.approve")).one()
        assert (entry.role, entry.body_id, entry.details["state"]) == ("official", town.mito, "approved")
    assert "確かめ方" not in town.browser("taro").get(f"/claims/{id_}").text


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("approve", {}),
        ("approve", {"checked": "letter"}),
        ("approve", {"how": "見た"}),
        ("approve", {"checked": "x", "how": "見た"}),
        ("return", {}),
        ("reject", {"reason": "  "}),
    ],
)
def test_a_decision_needs_its_words(town: Town, verb: str, data: dict[str, str]) -> None:
    id_ = _add(town, state="confirmed")
    answer = town.browser("mito").post(f"/admin/claims/{id_}", f"/admin/claims/{id_}/{verb}", data)
    assert answer.status_code == 422
    assert "確認してください" in answer.text
    assert _state(town, id_) == "confirmed"


def test_a_letter_must_be_confirmed_before_the_approval(town: Town) -> None:
    id_ = _add(town)
    browser = town.browser("mito")
    assert f"/admin/claims/{id_}/approve" not in browser.get(f"/admin/claims/{id_}").text
    fields = browser.hidden(f"/admin/claims/{id_}", f"/admin/claims/{id_}/return")
    answer = browser.client.post(f"/admin/claims/{id_}/approve", data={**fields, **DECISION})
    assert (answer.status_code, "確認コードか支援機関の確認がまだ" in answer.text) == (409, True)
    assert _state(town, id_) == "submitted"


def test_nobody_approves_their_own_claim(town: Town) -> None:
    id_ = _add(town, user="mito", state="confirmed")
    browser = town.browser("mito")
    page = browser.get(f"/admin/claims/{id_}").text
    assert f"/admin/claims/{id_}/approve" not in page
    assert "ほかの担当者が判断します" in page
    fields = browser.hidden("/claims/new/sole", "/claims/new/sole")
    for verb in ("approve", "return", "reject"):
        data = {**fields, **DECISION, "reason": "x", "once": verb}
        assert browser.client.post(f"/admin/claims/{id_}/{verb}", data=data).status_code == 403
    assert _state(town, id_) == "confirmed"


@pytest.mark.parametrize("role", ["owner", "editor", "viewer"])
def test_nobody_decides_about_a_firm_of_their_own(town: Town, role: str) -> None:
    id_ = _add(town, state="confirmed")
    actor = Actor(town.users["mito"], _official(town).grants | {Grant(FirmRole(role), town.firm)})
    with pytest.raises(NotYours), unit_of_work(town.database) as session:
        claim_desk.approve_claim(session, actor, session.get_one(CompanyClaim, id_), Proof.LETTER, "見た")
    assert _state(town, id_) == "confirmed"


def test_nobody_decides_with_the_role_for_another_office(town: Town) -> None:
    id_ = _add(town, state="confirmed")
    actor = Actor(town.users["pref"], frozenset({Grant(Role.OFFICIAL, town.pref), Grant(Role.SUPPORT, town.mito)}))
    with pytest.raises(NotYours), unit_of_work(town.database) as session:
        claim_desk.approve_claim(session, actor, session.get_one(CompanyClaim, id_), Proof.LETTER, "見た")


def test_the_claim_of_a_closed_account_is_not_approved(town: Town) -> None:
    from app.accounts.models import User

    id_ = _add(town, state="confirmed")
    with unit_of_work(town.database) as session:
        session.get_one(User, town.users["taro"]).closed_at = clock.now()
    with pytest.raises(Conflict), unit_of_work(town.database) as session:
        claim_desk.approve_claim(session, _official(town), session.get_one(CompanyClaim, id_), Proof.LETTER, "見た")


def test_the_second_official_reads_who_was_faster(town: Town) -> None:
    id_ = _add(town, state="confirmed")
    first, second = town.browser("mito"), town.browser("mito2")
    fields = second.hidden(f"/admin/claims/{id_}", f"/admin/claims/{id_}/reject")
    first.post(f"/admin/claims/{id_}", f"/admin/claims/{id_}/approve", DECISION)
    answer = second.client.post(f"/admin/claims/{id_}/reject", data={**fields, "reason": "x"})
    assert answer.status_code == 409
    assert "この申請は水戸市 職員さんが先に操作し、いまは「承認」です。" in answer.text


def test_of_two_officials_who_decide_at_once_exactly_one_wins(town: Town) -> None:
    """Real threads, real transactions, on every database."""
    verbs: list[Callable[..., None]] = [
        lambda s, a, c: claim_desk.approve_claim(s, a, c, Proof.LETTER, "見た"),
        lambda s, a, c: claim_desk.reject_claim(s, a, c, "確認できません"),
    ]
    for _round in range(8):
        with unit_of_work(town.database) as session:
            row = claim_in("confirmed", town.users["taro"], town.mito, town.firm)
            session.add(row)
            session.flush()
            id_ = row.id
        start = Barrier(4)

        def decide(number: int, id_: str = id_, start: Barrier = start) -> str:
            actor = _official(town, ("mito", "mito2")[number % 2])
            start.wait()
            try:
                with unit_of_work(town.database) as session:
                    verbs[number % 2](session, actor, session.get_one(CompanyClaim, id_))
            except Refusal as refusal:
                return type(refusal).__name__
            return "done"

        with ThreadPoolExecutor(4) as pool:
            results = sorted(pool.map(decide, range(4)))
        assert results == ["WrongState", "WrongState", "WrongState", "done"]
        with unit_of_work(town.database) as session:
            decided = session.get_one(CompanyClaim, id_)
            assert decided.version == 2
            members = session.scalars(select(CompanyMember).where(CompanyMember.ended_at.is_(None))).all()
            assert len(members) == (decided.state == "approved")
            for member in members:
                member.ended_at = clock.now()


def test_of_a_person_who_submits_twice_at_once_one_claim_stays(town: Town) -> None:
    from app.companies.service.claims import ClaimAnswers, submit_claim

    answers = ClaimAnswers(position="代表", phone="029-301-0000", proof=Proof.LETTER)
    actor, start = Actor(town.users["taro"], frozenset({Grant(Role.MEMBER)})), Barrier(4)

    def submit(_number: int) -> str:
        start.wait()
        try:
            with unit_of_work(town.database) as session:
                submit_claim(session, actor, session.get_one(Company, town.firm), answers)
        except Refusal as refusal:
            return type(refusal).__name__
        return "done"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(submit, range(4))) == ["Conflict", "Conflict", "Conflict", "done"]
    with town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(CompanyClaim)) == 1


# --- the letter ------------------------------------------------------------------------------------------------------


def test_the_letter_goes_to_the_registered_address_with_the_code(town: Town) -> None:
    id_ = _add(town, firm_address="東京都千代田区1-1")
    browser = town.browser("mito")
    answer = browser.post(f"/admin/claims/{id_}", f"/admin/claims/{id_}/send")
    assert answer.headers["Location"] == f"/admin/claims/{id_}/letter"
    page = browser.get(f"/admin/claims/{id_}/letter").text
    letter = page[page.index("<article") : page.index("</article>")]
    code = letter_code(town.app.config["SITE"].secret_key, id_, 1)
    assert code in letter
    assert "〒310-0011" in letter
    assert "茨城県水戸市三の丸１丁目１番１号" in letter
    assert "東京都" not in letter


def test_there_is_no_letter_before_it_is_sent_or_after_the_code_was_typed(town: Town) -> None:
    browser = town.browser("mito")
    for state, firm in (("submitted", "050001000008"), ("confirmed", "050001000009")):
        with unit_of_work(town.database) as session:
            session.add(company(firm))
        id_ = _add(town, state=state, firm=company(firm).id)
        assert browser.get(f"/admin/claims/{id_}/letter").status_code == 409


def test_the_letter_of_ones_own_claim_is_not_shown(town: Town) -> None:
    id_ = _add(town, user="mito", state="letter_sent")
    answer = town.browser("mito").get(f"/admin/claims/{id_}/letter")
    code = letter_code(town.app.config["SITE"].secret_key, id_, 1)
    assert (answer.status_code, code in answer.text) == (409, False)


def test_papers_need_no_letter(town: Town) -> None:
    id_ = _add(town, proof="document")
    with pytest.raises(Conflict), unit_of_work(town.database) as session:
        claim_desk.send_letter(session, _official(town), session.get_one(CompanyClaim, id_))


# --- the voucher -----------------------------------------------------------------------------------------------------


def test_the_named_support_body_vouches_and_then_the_office_decides(town: Town) -> None:
    id_ = _add(town, proof="voucher", support_office_id=town.cci)
    support, official = town.browser("cci"), town.browser("mito")
    assert "株式会社水戸試作" in support.get("/admin/vouchers/").text
    assert "029-301-0000" not in support.get(f"/admin/vouchers/{id_}").text
    assert f"/admin/claims/{id_}/approve" not in official.get(f"/admin/claims/{id_}").text
    answer = support.post(f"/admin/vouchers/{id_}", f"/admin/vouchers/{id_}/confirm", {"note": "会員企業です"})
    assert (answer.status_code, _state(town, id_)) == (303, "confirmed")
    page = official.get(f"/admin/claims/{id_}").text
    assert ("会員企業です" in page, "商工会 職員" in page) == (True, True)
    decision = {"checked": "voucher", "how": "支援機関の確認を読んだ"}
    assert official.post(f"/admin/claims/{id_}", f"/admin/claims/{id_}/approve", decision).status_code == 303
    assert "会員企業です" not in town.browser("taro").get(f"/claims/{id_}").text


def test_another_support_body_sees_nothing_of_it(town: Town) -> None:
    id_ = _add(town, proof="voucher", support_office_id=town.cci)
    other = town.browser("bank")
    assert "株式会社水戸試作" not in other.get("/admin/vouchers/").text
    assert other.get(f"/admin/vouchers/{id_}").status_code == 404
    fields = other.hidden("/claims/new/sole", "/claims/new/sole")
    for verb in ("confirm", "decline"):
        data = {**fields, "note": "x", "reason": "x"}
        assert other.client.post(f"/admin/vouchers/{id_}/{verb}", data=data).status_code == 404
    assert _state(town, id_) == "submitted"


def test_a_support_body_that_does_not_know_the_person_sends_the_claim_back(town: Town) -> None:
    id_ = _add(town, proof="voucher", support_office_id=town.cci)
    data = {"reason": "この方を知りません"}
    town.browser("cci").post(f"/admin/vouchers/{id_}", f"/admin/vouchers/{id_}/decline", data)
    assert _state(town, id_) == "returned"
    assert "この方を知りません" in town.browser("taro").get(f"/claims/{id_}").text


def test_nobody_vouches_for_themselves(town: Town) -> None:
    id_ = _add(town, user="cci", proof="voucher", support_office_id=town.cci)
    browser = town.browser("cci")
    assert "/confirm" not in browser.get(f"/admin/vouchers/{id_}").text
    fields = browser.hidden("/claims/new/sole", "/claims/new/sole")
    data = {**fields, "note": "私です"}
    assert browser.client.post(f"/admin/vouchers/{id_}/confirm", data=data).status_code == 403
    assert _state(town, id_) == "submitted"


def test_staff_who_left_see_the_desk_no_more(town: Town) -> None:
    id_ = _add(town)
    browser = town.browser("mito")
    assert browser.get(f"/admin/claims/{id_}").status_code == 200
    with unit_of_work(town.database) as session:
        for row in session.scalars(select(OfficeStaff).where(OfficeStaff.user_id == town.users["mito"])):
            row.ended_at, row.ended_by = clock.now(), "x"
    assert browser.get(f"/admin/claims/{id_}").status_code == 403


# --- telling people --------------------------------------------------------------------------------------------------


def _letters(town: Town, name: str) -> list[tuple[str | None, str]]:
    with town.database.read() as session:
        rows = session.scalars(select(OutboxRow.payload).where(OutboxRow.name == name)).all()
        return [(letter.user_id, letter.topic) for payload in rows for letter in LETTERS[name](session, payload)]


def test_a_new_claim_is_told_to_the_offices_officials(town: Town) -> None:
    browser = town.browser("taro")
    data = {"position": "代表", "phone": "029-301-0000", "firm_name": "x", "firm_address": "x", "consent": "1"}
    browser.post(f"/claims/new/{town.firm}", f"/claims/new/{town.firm}", {**data, "proof": "letter"})
    assert sorted(_letters(town, "claim_submitted")) == sorted(
        [(town.users["mito"], "claims"), (town.users["mito2"], "claims")]
    )


def test_a_voucher_is_told_to_the_support_body_first(town: Town) -> None:
    data = {"position": "代表", "phone": "029-301-0000", "firm_name": "x", "firm_address": "x", "consent": "1"}
    chosen = {"proof": "voucher", "support_office": town.cci}
    town.browser("taro").post(f"/claims/new/{town.firm}", f"/claims/new/{town.firm}", {**data, **chosen})
    assert _letters(town, "claim_submitted") == [(town.users["cci"], "claims")]


@pytest.mark.parametrize(("verb", "event"), [("return", "claim_returned"), ("reject", "claim_rejected")])
def test_a_decision_is_told_to_the_claimant_with_its_reason(town: Town, verb: str, event: str) -> None:
    id_ = _add(town)
    town.browser("mito").post(f"/admin/claims/{id_}", f"/admin/claims/{id_}/{verb}", {"reason": "名前が違います"})
    assert _letters(town, event) == [(town.users["taro"], "claim-decisions")]
    with town.database.read() as session:
        payload = session.scalars(select(OutboxRow.payload).where(OutboxRow.name == event)).one()
        assert "名前が違います" in str(LETTERS[event](session, payload))


def test_an_approval_is_told_to_the_claimant_and_the_other_owners(town: Town) -> None:
    with unit_of_work(town.database) as session:
        owner = CompanyMember(
            id="m", company_id=town.firm, user_id=town.users["jiro"], role="owner", given_at=clock.now()
        )
        session.add(owner)
    id_ = _add(town, state="confirmed")
    town.browser("mito").post(f"/admin/claims/{id_}", f"/admin/claims/{id_}/approve", DECISION)
    told = [(town.users["taro"], "claim-decisions"), (town.users["jiro"], "firm-claims")]
    assert _letters(town, "claim_approved") == told
    assert {topic.name for topic in notices.TOPICS} >= {topic for _, topic in told}


def test_the_letter_about_the_letter_holds_no_code(town: Town) -> None:
    id_ = _add(town)
    town.browser("mito").post(f"/admin/claims/{id_}", f"/admin/claims/{id_}/send")
    with town.database.read() as session:
        payload = session.scalars(select(OutboxRow.payload).where(OutboxRow.name == "claim_letter_sent")).one()
        text = str(LETTERS["claim_letter_sent"](session, payload)) + str(payload)
    assert letter_code(town.app.config["SITE"].secret_key, id_, 1) not in text


# --- 今日の仕事, and one's own data -----------------------------------------------------------------------------------


def test_todays_work_counts_what_waits_for_each(town: Town) -> None:
    _add(town, state_at=clock.now() - timedelta(days=21))
    _add(town, user="jiro", state="returned")
    _add(town, user="pref", proof="voucher", support_office_id=town.cci)
    support = Actor(town.users["cci"], frozenset({Grant(Role.SUPPORT, town.cci)}))
    actors = {"mito": _official(town), "cci": support, "jiro": Actor(town.users["jiro"])}
    with town.database.read() as session:
        work = {name: [(w.url, w.count, w.late) for w in claims_work(session, a)] for name, a in actors.items()}
    assert work == {
        "mito": [("/admin/claims/", 1, 1)],
        "cci": [("/admin/vouchers/", 1, 0)],
        "jiro": [("/claims/", 1, 0)],
    }


def test_ones_own_claims_are_in_the_export(town: Town) -> None:
    id_ = _add(town)
    with town.database.read() as session:
        name, data = claims_data(session, town.users["taro"])
        assert (name, [(row["id"], row["phone"]) for row in data]) == ("claims", [(id_, "029-301-0000")])
        assert claims_data(session, town.users["jiro"]) == ("claims", [])


def test_what_people_typed_is_escaped_everywhere(town: Town) -> None:
    evil = "<script>alert(1)</script>"
    values = {"position": evil, "firm_name": evil, "firm_address": evil, "phone": evil}
    id_ = _add(town, **values, state="returned", reason=evil)
    with unit_of_work(town.database) as session:
        session.add(claim(town.users["jiro"], town.mito, town.firm, **values))
    for name, path in (("taro", f"/claims/{id_}"), ("taro", f"/claims/{id_}/edit"), ("mito", f"/admin/claims/{id_}")):
        page = town.browser(name).get(path)
        assert (page.status_code, "<script>alert" in page.text) == (200, False)
