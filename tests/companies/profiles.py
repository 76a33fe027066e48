"""Filling in a profile as a person does, for tests of its pages: field names and values by section, and the office's decision."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from app.core.actor import Grant, Role
from app.core.publication import Revision
from app.core.unit_of_work import unit_of_work
from app.publishing import service
from tests.companies.people import Town
from tests.people import Browser

BASICS = {
    "summary": "薄いアルミの板を、ゆがませずに溶接します",
    "strengths": "速い",
    "troubles": "板がそる\n図面がない",
    "keywords": "アルミ溶接",
}
OUTLINE = {
    "industries": "２４４６\nE",
    "staff": "１２人",
    "capital_yen": "3,000万円",
    "founded_on": "S50.4.1",
    "website": "https://www.example.co.jp/",
    "languages": ["en", "vi"],
}
CAPABILITY = {
    "capabilities-0-process_code": "cutting",
    "capabilities-0-materials": "アルミ、ＳＵＳ",
    "capabilities-0-size_min": "１.5",
    "capabilities-0-size_max": "300",
    "capabilities-0-size_unit": "mm",
    "capabilities-0-lot_min": "1",
    "capabilities-0-lot_max": "1,000",
}
EQUIPMENT = {
    "equipment-0-name": "5軸マシニングセンタ",
    "equipment-0-count": "",
    "equipment-1-name": "三次元測定機",
    "equipment-1-count": "2",
}
CERTIFICATE = {"certificates-0-name": "ISO 9001", "certificates-0-expires_on": "2099年3月31日"}


def edit_address(firm: str, section: str) -> str:
    """Path of one section's page."""
    return f"/companies/{firm}/profile/edit/{section}"


def save(browser: Browser, firm: str, section: str, data: dict[str, Any], do: str = "save") -> Any:
    """Fill in one section and press a button."""
    address = edit_address(firm, section)
    return browser.post(address, data={**data, "do": do})


def fill_in(browser: Browser, firm: str) -> None:
    """All sections but the pictures."""
    for section, data in (
        ("basics", BASICS),
        ("outline", OUTLINE),
        ("capabilities", CAPABILITY),
        ("equipment", EQUIPMENT),
        ("certificates", CERTIFICATE),
    ):
        answer = save(browser, firm, section, data)
        assert answer.status_code == 303, answer.text


def publish_open(app: Flask, town: Town, kind: str, subject_id: str) -> None:
    """The prefecture's official publishes what waits."""
    actor = town.actor("official", Grant(Role.OFFICIAL, town["pref"]))
    with unit_of_work(app.extensions["database"]) as session:
        query = select(Revision).where(Revision.kind == kind, Revision.subject_id == subject_id)
        waiting = session.scalars(query.where(Revision.state == "submitted")).one()
        service.publish(session, app.extensions["publishers"][kind], waiting, actor, waiting.version)


def draft_of(app: Flask, subject_id: str) -> dict[str, Any]:
    """Fields of the open version; empty if there is none."""
    with app.extensions["database"].read() as session:
        query = select(Revision.fields).where(
            Revision.subject_id == subject_id, Revision.state.in_(("draft", "returned", "submitted"))
        )
        return session.scalars(query).one_or_none() or {}
