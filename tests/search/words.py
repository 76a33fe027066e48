"""Looks and people for tests of what offices make of them."""

from datetime import date

import html5lib
from flask import Flask
from sqlalchemy.orm import Session

from app.core import clock
from app.core.actor import Role
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from app.offices.states import OfficeKind
from app.search.looks import mark_of
from app.search.models import CompanyLook, SearchLook
from app.search.synonyms import fold_key
from tests.companies.factories import company, profile
from tests.people import make_office, make_staff, make_user


def looked(
    session: Session, shown: str, sessions: int = 3, *, outcome: str = "found", day: date | None = None, who: str = "s"
) -> None:
    """Some sessions looked for words."""
    for values in _rows(shown, sessions, day, who):
        session.add(SearchLook(**values, outcome=outcome))
    session.flush()


def led(
    session: Session, company_id: str, shown: str, sessions: int = 3, *, day: date | None = None, who: str = "s"
) -> None:
    """Words led some sessions to a company."""
    for values in _rows(shown, sessions, day, who):
        session.add(CompanyLook(**values, company_id=company_id))
    session.flush()


def _rows(shown: str, sessions: int, day: date | None, who: str) -> list[dict]:
    keys = sorted({fold_key(word) for word in shown.split()})
    on = day or clock.today()
    return [
        {
            "day": on,
            "words": " ".join(keys),
            "shown": shown,
            "length": len(keys),
            "session": mark_of("secret", on, f"{who}{number}", " ".join(keys)),
        }
        for number in range(sessions)
    ]


def people(database: Database) -> None:
    """Everyone whom the pages for offices must let in or keep out; addresses are names @example.jp."""
    with unit_of_work(database) as session:
        pref = make_office(session)
        mito = make_office(session, "mito", kind=OfficeKind.MUNICIPALITY, areas=("082015",))
        chamber = make_office(session, "cci", kind=OfficeKind.CHAMBER, takes_reviews=False)
        make_staff(session, pref, "official@example.jp")
        make_staff(session, pref, "chief@example.jp", Role.CHIEF)
        make_staff(session, mito, "mito@example.jp")
        make_staff(session, chamber, "support@example.jp", Role.SUPPORT)
        make_user(session, "admin@example.jp", Role.ADMIN)
        make_user(session, "auditor@example.jp", Role.AUDITOR)
        make_user(session, "member@example.jp")


def assert_valid(page: str) -> None:
    """The page parses as strict HTML5 and has one heading of the first order."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert len(list(tree.iter("h1"))) == 1


def stock(app: Flask, database: Database) -> None:
    """Four firms and an index."""
    with unit_of_work(database) as session:
        for number, (name, summary) in enumerate(
            (
                ("株式会社水戸試作", "アルミの溶接"),
                ("株式会社北浦塗装", "鉄の塗装"),
                ("有限会社三の丸食品", "乾燥芋の袋詰め"),
                ("那珂木工株式会社", "いぐねの手入れ"),
            )
        ):
            firm = company(f"05000100000{number + 1}", name=name)
            session.add(firm)
            session.flush()
            session.add(profile(firm, summary=summary))
    with database.read() as session:
        app.extensions["search"].rebuild(session)
