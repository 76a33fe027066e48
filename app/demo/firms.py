"""The fictional firms as rows: a registry part under a number that nobody can hold, and a full profile."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.companies.models import (
    Company,
    CompanyCapability,
    CompanyCertificate,
    CompanyEquipment,
    CompanyIndustry,
    CompanyProfile,
)
from app.companies.numbers import number_of
from app.core import clock
from app.core.text import company_core
from app.demo.trades import Entry
from app.reference.municipalities import get_municipality

SOURCE: Final = "見本データ（架空の企業）"


def days_ago(key: str, most: int) -> timedelta:
    """A spread of dates that is the same for the same key: 1 … `most` days."""
    digest = hashlib.sha256(key.encode()).digest()
    return timedelta(days=1 + int.from_bytes(digest[:4], "big") % most)


def write_firms(session: Session, firms: Sequence[Entry]) -> None:
    """Add the firms that are not there yet."""
    for firm in firms:
        id_ = number_of(firm["number"])
        if session.get(Company, id_) is None:
            session.add(_company(id_, firm))
            session.flush()
            session.add(_profile(id_, firm))
    session.flush()


def _company(id_: str, firm: Entry) -> Company:
    place = get_municipality(firm["municipality"])
    return Company(
        id=id_,
        corporate_number=id_,
        name=firm["name"],
        name_kana=firm["kana"],
        name_en=firm.get("name_en", ""),
        name_core=company_core(firm["name"]),
        sort_kana=firm["kana"],
        kind=firm["kind"],
        prefecture_code=place.prefecture_code,
        municipality_code=place.code6,
        prefecture_name="茨城県",
        city_name=place.name,
        street=firm["street"].removeprefix(place.name),
        postcode=firm.get("postcode", ""),
        process="01",
        assigned_on=date(2015, 10, 5),  # the day on which the first numbers were given
        source=SOURCE,
        source_on=clock.today(),
        row_digest=f"demo-{firm['number']}",
        updated_at=clock.now(),
    )


def _profile(id_: str, firm: Entry) -> CompanyProfile:
    return CompanyProfile(
        company_id=id_,
        summary=firm["summary"],
        strengths=firm["strengths"].strip(),
        problems=list(firm["problems"]),
        keywords=list(firm["keywords"]),
        staff=firm["staff"],
        capital_yen=firm["capital_yen"],
        founded_on=firm["founded_on"],
        website=firm.get("website", ""),
        languages=list(firm.get("languages", [])),
        is_claimed=True,
        is_sample=True,
        source=SOURCE,
        fresh_on=clock.today() - days_ago(id_, 330),
        updated_at=clock.now(),
        industries=[CompanyIndustry(code=code, position=n) for n, code in enumerate(firm["industries"])],
        certificates=[_certificate(entry) for entry in firm.get("certificate", [])],
        capabilities=[_capability(entry) for entry in firm["capability"]],
        equipment=[
            CompanyEquipment(name=entry["name"], count=entry.get("count", 1), remark=entry.get("remark", ""))
            for entry in firm["equipment"]
        ],
    )


def _certificate(entry: Entry) -> CompanyCertificate:
    return CompanyCertificate(name=entry["name"], number=entry.get("number", ""), expires_on=entry.get("expires_on"))


def _capability(entry: Entry) -> CompanyCapability:
    return CompanyCapability(
        process=entry["process"],
        materials=list(entry.get("materials", [])),
        size_min=entry.get("size_min"),
        size_max=entry.get("size_max"),
        size_unit=entry.get("size_unit", ""),
        tolerance=entry.get("tolerance", ""),
        weight_max_kg=entry.get("weight_max_kg"),
        lot_min=entry.get("lot_min"),
        lot_max=entry.get("lot_max"),
        remark=entry.get("remark", ""),
    )
