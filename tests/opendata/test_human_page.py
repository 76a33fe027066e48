"""The page for people at `/api/`."""

import re

import html5lib
import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_is_valid_html(demo: FlaskClient, language: str) -> None:
    parser = html5lib.HTMLParser(strict=True)  # raises at the first fault
    parser.parse(demo.get(f"/api/?lang={language}").text)
    assert parser.errors == []


def test_every_example_and_file_on_the_page_works(demo: FlaskClient) -> None:
    links = set(re.findall(r'href="(/api/v1/[^"]+)"', demo.get("/api/").text))
    assert len(links) > 12
    statuses = {link: demo.head(link.replace("&amp;", "&")).status_code for link in links}
    assert statuses == dict.fromkeys(links, 200)


def test_the_page_stands_on_an_empty_site(client: FlaskClient) -> None:
    assert client.get("/api/").status_code == 200
