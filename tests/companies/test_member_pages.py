"""Pages of a firm's people and of support bodies: valid HTML with one heading in both languages, what is typed is escaped."""

import re
from datetime import timedelta

import html5lib
import pytest
from flask import Flask

from app.companies.models import Company
from app.companies.notices.members import member_invited
from app.companies.service.invitations import invite
from app.companies.service.proxies import Paper, start_proxy
from app.core import clock
from app.core.db import Database
from app.core.unit_of_work import unit_of_work
from tests.companies.people import Town, browser_of, make_town, send


@pytest.fixture
def town(database: Database) -> Town:
    """People, two invitations, a request and an entry on paper; the link of one invitation by the name `link`."""
    town = make_town(database)
    paper = Paper("<b>社長</b>", clock.today() - timedelta(days=1), is_kept=True)
    with unit_of_work(database) as session:
        invite(session, town["firm"], "someone@example.jp", "viewer", town.owner())
        invitation = invite(session, town["firm"], "stranger@example.jp", "editor", town.owner())
        town.ids["link"] = next(iter(member_invited(session, {"invitation_id": invitation.id}))).link or ""
        for firm in ("firm", "bare"):
            start_proxy(session, session.get_one(Company, town[firm]), town["cci"], paper, town.staff())
    return town


PAGES = {
    "owner": ("/firms/", "/companies/{firm}/members/", "/companies/{firm}/release", "/companies/{firm}/proxies/"),
    "viewer": ("/firms/", "/companies/{firm}/members/", "/companies/{firm}/proxies/"),
    "stranger": ("/firms/", "{link}"),
    "rival": ("{link}", "/companies/{other}/proxies/"),
    "support": (
        "/clients/",
        "/clients/?ended=1",
        "/clients/?page=9",
        "/clients/new",
        "/clients/new?q=x",
        "/clients/new?q=株式会社",
        "/clients/new?company={other}",
        "/clients/new?company={bare}",
        "/firms/",
    ),
    "banker": ("/clients/", "/clients/new?company={bare}"),
}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("who", list(PAGES))
def test_pages_are_valid_html_with_one_heading(app: Flask, town: Town, who: str, language: str) -> None:
    parser, browser = html5lib.HTMLParser(strict=True), browser_of(app, who)
    for address in PAGES[who]:
        path = address.format(**town.ids)
        page = browser.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert page.status_code == 200, path
        parser.parse(page.text)
        assert len(re.findall(r"<h1[ >]", page.text)) == 1, path
        assert len(re.findall(r' id="([^"]+)"', page.text)) == len(set(re.findall(r' id="([^"]+)"', page.text))), path


def test_forms_that_come_back_are_valid_and_keep_what_was_typed(app: Flask, town: Town) -> None:
    parser = html5lib.HTMLParser(strict=True)
    data = {"email": "<script>x", "role": "proxy"}
    answer = send(browser_of(app, "owner"), f"/companies/{town['firm']}/invitations/", data)
    parser.parse(answer.text)
    assert (answer.status_code, "&lt;script&gt;x" in answer.text, "<script>x" in answer.text) == (422, True, False)
    data = {"company": town["bare"], "office": town["bank"], "consented_by": "<i>名前"}
    answer = send(browser_of(app, "banker"), "/clients/new", data)
    parser.parse(answer.text)
    assert (answer.status_code, "&lt;i&gt;名前" in answer.text) == (422, True)


def test_a_name_on_paper_is_shown_to_members_escaped(app: Flask, database: Database, town: Town) -> None:
    from app.companies.service.members import add_member

    with unit_of_work(database) as session:
        add_member(session, town["bare"], town["rival"], "owner", given_by=None)
    page = browser_of(app, "rival").get(f"/companies/{town['bare']}/proxies/").text
    assert ("&lt;b&gt;社長" in page, "<b>社長" in page) == (True, False)
