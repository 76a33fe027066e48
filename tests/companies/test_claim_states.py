"""The table of a claim: every pair that is not in it is refused, and moves nothing."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.companies.claim_states import CLAIM, OPEN, ClaimState, Proof
from app.companies.models import ClaimStep, CompanyClaim
from app.companies.service import claim_desk, claims
from app.core import clock
from app.core.actor import Grant, Role
from app.core.workflow import WrongState
from tests.companies.factories import claim_in, company
from tests.people import actor_of, make_office, make_user

ANSWERS = claims.ClaimAnswers(position="代表", phone="029-301-0000", proof=Proof.LETTER)
ACTIONS = {
    ("submit", "claimant"): lambda s, a, c: claims.submit_again(s, a, c, ANSWERS),
    ("confirm", "claimant"): lambda s, a, c: claims.confirm_code(s, a, c, "ABCD-2345", "key"),
    ("withdraw", "claimant"): claims.withdraw_claim,
    ("send", "official"): claim_desk.send_letter,
    ("approve", "official"): lambda s, a, c: claim_desk.approve_claim(s, a, c, Proof.LETTER, "見た"),
    ("return", "official"): lambda s, a, c: claim_desk.return_claim(s, a, c, "直してください"),
    ("reject", "official"): lambda s, a, c: claim_desk.reject_claim(s, a, c, "確認できません"),
    ("confirm", "support"): lambda s, a, c: claim_desk.vouch(s, a, c, "会員です"),
    ("decline", "support"): lambda s, a, c: claim_desk.decline_voucher(s, a, c, "知りません"),
}
WRONG = [
    (action, who, state)
    for (action, who) in ACTIONS
    for state in ClaimState
    if not any(t.action == action and who in t.who for t in CLAIM.actions(state))
]


def test_the_actions_of_the_test_are_those_of_the_table() -> None:
    assert {(t.action, who) for t in CLAIM.transitions for who in t.who} == set(ACTIONS)


def test_nothing_leads_on_from_the_ends() -> None:
    assert CLAIM.ends == set(ClaimState) - set(OPEN)


def test_the_diagram_shows_every_arrow() -> None:
    assert CLAIM.diagram().count("-->") == sum(len(t.sources) for t in CLAIM.transitions)


@pytest.mark.parametrize(("action", "who", "state"), WRONG)
def test_what_is_not_in_the_table_is_refused(session: Session, action: str, who: str, state: str) -> None:
    office, chamber, person, other, firm, values = *_people(session), {}
    if who == "support":
        values = {"proof": "voucher", "support_office_id": chamber.id, "letter_number": 0, "code_expires_at": None}
        if state == "letter_sent":
            pytest.skip("a voucher never has a letter")
    claim = claim_in(state, person.id, office.id, firm.id, **values)
    session.add(claim)
    session.flush()
    actor = {
        "claimant": actor_of(person),
        "official": actor_of(other, Grant(Role.OFFICIAL, office.id)),
        "support": actor_of(other, Grant(Role.SUPPORT, chamber.id)),
    }[who]
    with pytest.raises(WrongState):
        ACTIONS[action, who](session, actor, claim)
    session.expire_all()
    assert (session.get_one(CompanyClaim, claim.id).state, session.get_one(CompanyClaim, claim.id).version) == (
        state,
        1,
    )
    assert session.scalars(select(ClaimStep)).all() == []


def test_every_step_is_written_into_the_history(session: Session) -> None:
    office, _chamber, person, other, firm = _people(session)
    official = actor_of(other, Grant(Role.OFFICIAL, office.id))
    claim = claims.submit_claim(session, actor_of(person), firm, ANSWERS)
    claim_desk.send_letter(session, official, claim)
    claim_desk.return_claim(session, official, claim, "手紙が戻りました")
    claims.submit_again(session, actor_of(person), claim, ANSWERS)
    claims.withdraw_claim(session, actor_of(person), claim)
    steps = session.scalars(select(ClaimStep).order_by(ClaimStep.id)).all()
    assert [(s.action, s.state, s.who) for s in steps] == [
        ("submit", "submitted", "claimant"),
        ("send", "letter_sent", "official"),
        ("return", "returned", "official"),
        ("submit", "submitted", "claimant"),
        ("withdraw", "withdrawn", "claimant"),
    ]
    assert claim.version == 5


def test_a_letter_can_be_sent_again_and_lives_thirty_days(session: Session) -> None:
    office, _chamber, person, other, firm = _people(session)
    official = actor_of(other, Grant(Role.OFFICIAL, office.id))
    claim = claims.submit_claim(session, actor_of(person), firm, ANSWERS)
    claim_desk.send_letter(session, official, claim)
    claim_desk.send_letter(session, official, claim)
    assert (claim.state, claim.letter_number) == ("letter_sent", 2)
    assert claim.code_expires_at is not None
    assert timedelta(days=29, hours=23) < claim.code_expires_at - clock.now() <= timedelta(days=30)


def _people(session: Session) -> tuple[Any, ...]:
    office, chamber = make_office(session), make_office(session, "cci", kind="chamber", takes_reviews=False)  # type: ignore[arg-type]
    person, other, firm = make_user(session, "a@example.jp"), make_user(session, "b@example.jp"), company()
    session.add(firm)
    session.flush()
    return office, chamber, person, other, firm
