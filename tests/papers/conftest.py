"""A firm with a profile, a technology, two offices with officials, a claim whose letter was sent, and how a paper is got."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.companies.models import CompanyCapability
from app.core import clock
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from app.technologies.models import Technology
from app.worker import run
from tests.companies.factories import claim_in, company, profile
from tests.conftest import MakeApp
from tests.people import Browser, make_office, make_staff, make_user

STRENGTHS = "髙﨑①㈱は、0.3ミリの板を溶接します"


@dataclass
class Desk:
    """The site with what papers are about: ids by name."""

    app: Flask
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        """The database of the site."""
        return self.app.extensions["database"]

    def visitor(self) -> Browser:
        """Somebody without an account."""
        return Browser(self.app)

    def browser(self, name: str) -> Browser:
        """Someone who is signed in."""
        return Browser(self.app).sign_in(f"{name}@example.jp")

    def ask(self, browser: Browser, kind: str = "company-sheet", id_: str = "", lang: str = "ja") -> str:
        """Ask for a paper as a person does; its address."""
        id_ = id_ or self.ids["firm"]
        data = {"kind": kind, "id": id_}
        if kind == "claim-letter":
            answer = browser.post(f"/admin/claims/{id_}/letter", "/papers/", data)
        else:
            answer = browser.post(f"/papers/new?kind={kind}&id={id_}&lang={lang}", "/papers/", data)
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    def make(self, browser: Browser, kind: str = "company-sheet", id_: str = "", lang: str = "ja") -> bytes:
        """Ask, let the worker work, and open the file."""
        address = self.ask(browser, kind, id_, lang)
        run(self.app, once=True)
        answer = browser.get(f"{address}/file")
        assert answer.status_code == 200, browser.get(address).text
        return bytes(answer.data)

    def write(self, **values: Any) -> None:
        """Change the firm's profile."""
        from app.companies.models import CompanyProfile

        with unit_of_work(self.database) as session:
            row = session.get_one(CompanyProfile, self.ids["firm"])
            for name, value in values.items():
                setattr(row, name, value)


@pytest.fixture
def desk(make_app: MakeApp) -> Desk:
    """The firm, the technology, the offices and the claim."""
    desk = Desk(make_app())
    with unit_of_work(desk.database) as session:
        firm, other = company(), company("050001000002", name="株式会社紹介なし")
        session.add_all([firm, other])
        session.flush()
        session.add(profile(firm, strengths=STRENGTHS, problems=["薄い板がゆがむ"], website="https://firm.example/"))
        session.flush()
        session.add(CompanyCapability(company_id=firm.id, process="welding", materials=["aluminium"], lot_max=200))
        technology = Technology(
            id="tech2345bcdf",
            code="T-1",
            title="低温の接合",
            summary="熱に弱い部品をつなぐ",
            description="くわしく\n二つ目の段落",
            owner_number=firm.id,
            owner_name=firm.name,
            stage="proven",
            source="本人の登録",
            source_on=date(2026, 11, 1),
            fresh_on=date(2026, 11, 1),
            updated_at=clock.now(),
        )
        session.add(technology)
        pref, city = make_office(session, "pref"), make_office(session, "city", areas=("082015",))
        for name, office in (("pref", pref), ("city", city), ("second", city)):
            desk.ids[f"user-{name}"] = make_staff(session, office, f"{name}@example.jp").id
        taro = make_user(session, "taro@example.jp", name="申請 太郎")
        claim = claim_in("letter_sent", taro.id, city.id, firm.id)
        session.add(claim)
        session.flush()
        desk.ids |= {
            "firm": firm.id,
            "bare": other.id,
            "technology": technology.id,
            "claim": claim.id,
            "taro": taro.id,
            "city": city.id,
        }
    return desk
