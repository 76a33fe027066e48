"""Applicants that several companies could be stand on the review list with their candidates."""

from datetime import date

from sqlalchemy.orm import Session

from app.core import clock
from app.core.text import company_core
from app.patents.models import Patent, PatentApplicant
from app.patents.review import OpenLink, list_open_links
from tests.companies.factories import company


def _patent(id_: str, applicant: str, link: str) -> Patent:
    named = PatentApplicant(position=0, name=applicant, name_core=company_core(applicant), link=link)
    return Patent(
        id=id_,
        title="見本の装置",
        stage="unknown",
        source="J-PlatPat",
        source_on=date(2026, 11, 24),
        updated_at=clock.now(),
        applicants=[named],
    )


def test_a_name_that_two_companies_have_waits_with_both(session: Session) -> None:
    here = company(name="株式会社青葉")
    there = company("050001000002", name="有限会社青葉", street="大町１番")
    session.add_all(
        [
            here,
            there,
            _patent("jp-app-2020-000001", "（株）青葉", "review"),
            _patent("jp-app-2020-000002", "大洗", "none"),
        ]
    )
    session.flush()
    candidates = (
        (there.id, "有限会社青葉", "茨城県水戸市大町１番"),
        (here.id, "株式会社青葉", "茨城県水戸市三の丸１丁目１番１号"),
    )
    assert list_open_links(session) == [
        OpenLink("jp-app-2020-000001", "見本の装置", "（株）青葉", tuple(sorted(candidates)))
    ]
