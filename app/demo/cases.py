"""Cases of the demo, made by the same services that people use: what waits, what came back, what was reported."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.queries import grants_of as own_grants
from app.companies.claim_states import Proof
from app.companies.models import Company, CompanyClaim
from app.companies.numbers import number_of
from app.companies.publisher import CompanyPublisher
from app.companies.queries.members import grants_of as firm_grants
from app.companies.service.claims import ClaimAnswers, submit_claim
from app.companies.service.proxies import Paper, start_proxy
from app.core import clock
from app.core.actor import VISITOR, Actor
from app.core.ids import new_id
from app.core.publication import Publisher, Revision
from app.corrections.service import Report, report
from app.offices.queries import find_by_code
from app.offices.queries import grants_of as office_grants
from app.publishing.service import digest_of_value, open_draft, return_, save_draft, submit
from app.technologies.publisher import TechnologyPublisher

_MEKKI: Final = number_of("999902010000")  # owner's
_PRESS: Final = number_of("999903010000")  # owner2's
_CASTING: Final = number_of("999905010000")
_WELDING: Final = number_of("999907010000")
_MOULDS: Final = number_of("999901010000")


def write_cases(session: Session) -> None:
    """Add the cases once; nothing if there are any claims already."""
    if session.scalars(select(CompanyClaim.id).limit(1)).first() is not None:
        return
    _claims(session)
    _publications(session)
    _proxy(session)
    _reports(session)


def _actor(session: Session, email: str) -> Actor:
    user_id = session.scalars(select(User.id).where(User.email == email)).one()
    loaders = (own_grants, office_grants, firm_grants)
    return Actor(user_id, frozenset(grant for loader in loaders for grant in loader(session, user_id)))


def _claims(session: Session) -> None:
    """One that waits for a letter, one that waits for a support body's word."""
    casting, welding = (session.get_one(Company, number) for number in (_CASTING, _WELDING))
    chamber = find_by_code(session, "kenhoku-cci")
    by_letter = ClaimAnswers(
        position="総務部長",
        phone="0299-00-0000",
        proof=Proof.LETTER,
        firm_name="(株)柿岡鋳工所",
        firm_address=f"{casting.city_name}{casting.street}",
    )
    by_voucher = ClaimAnswers(
        position="代表取締役",
        phone="0294-00-0000",
        proof=Proof.VOUCHER,
        firm_name=welding.name,
        firm_address="日立市末広町",
        support_office_id=chamber.id if chamber else None,
    )
    submit_claim(session, _actor(session, "owner2@demo.example"), casting, by_letter)
    submit_claim(session, _actor(session, "owner@demo.example"), welding, by_voucher)


def _publications(session: Session) -> None:
    """A profile that waits, a technology that came back, a draft."""
    owner, owner2 = _actor(session, "owner@demo.example"), _actor(session, "owner2@demo.example")
    official = _actor(session, "official@demo.example")
    profile, technology = CompanyPublisher(), TechnologyPublisher()
    live = profile.live(session, _MEKKI) or {}
    better = str(live.get("summary", "")) + "1個からの試作にも応じます。"
    waiting = _draft(session, profile, _MEKKI, _MEKKI, owner, {"summary": better[:200]})
    submit(session, profile, waiting, owner)
    offered = {
        "title": "アルミ深絞りの割れを防ぐ金型温度の調整",
        "summary": "金型の温度を場所ごとに変えて、アルミの深絞りで起きる割れを減らします。",
        "description": "金型を6つの区画に分けて温めます。試作10点で、割れは1割から1点に減りました。",
        "problems": ["深く絞るとアルミが割れる"],
        "keywords": ["深絞り", "アルミ", "金型温度"],
        "stage": "prototype",
        "municipality_code": "082147",
    }
    returned = _draft(session, technology, new_id(), _PRESS, owner2, offered)
    submit(session, technology, returned, owner2)
    notes = {"description": "「1割から1点」の意味が分かりにくいため、試作の数と割れた数を書いてください。"}
    return_(session, technology, returned, official, notes, returned.version)
    _draft(session, technology, new_id(), _MEKKI, owner, {"title": "治具に付けたままできる部分めっき"})


def _draft(
    session: Session, publisher: Publisher, subject_id: str, firm_id: str, actor: Actor, fields: dict[str, Any]
) -> Revision:
    revision = open_draft(session, publisher, subject_id, firm_id, actor)
    seen = {name: digest_of_value(revision.fields.get(name)) for name in fields}
    save_draft(session, publisher, revision, actor, fields, seen)
    return revision


def _proxy(session: Session) -> None:
    """The chamber types for a firm without an owner, by a consent on paper."""
    chamber = find_by_code(session, "kenhoku-cci")
    firm = session.get_one(Company, _MOULDS)
    paper = Paper("みかのはら精型 代表取締役", clock.today() - timedelta(days=7), is_kept=True)
    if chamber is not None:
        start_proxy(session, firm, chamber.id, paper, _actor(session, "chamber@demo.example"))


def _reports(session: Session) -> None:
    """An error that a visitor reported."""
    firm = session.get_one(Company, _CASTING)
    told = Report(
        kind="company",
        subject_id=firm.id,
        title=firm.name,
        municipality=firm.municipality_code,
        about="address",
        text="工場が移転し、いまは柿岡の新しい工業団地にあります。",
        email="",
        language="ja",
    )
    report(session, told, VISITOR)
