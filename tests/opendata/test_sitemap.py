"""The site map for crawlers, and what they may read."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from app.core.kinds import KindRegister
from app.opendata import sitemap

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BASE = "http://127.0.0.1:8000"


def locations(client: FlaskClient, path: str) -> list[str]:
    """Paths that a site map names."""
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (200, "application/xml; charset=utf-8")
    found = [loc.text or "" for loc in ET.fromstring(answer.text).iter(f"{SPACE}loc")]
    assert all(address.startswith(f"{BASE}/") for address in found)
    return [address.removeprefix(BASE) for address in found]


def parts(client: FlaskClient) -> Iterator[tuple[str, list[str]]]:
    """All parts with their pages."""
    for path in locations(client, "/sitemap.xml"):
        yield path, locations(client, path)


def test_the_map_names_every_public_record_once(demo: FlaskClient) -> None:
    pages = [page for _, found in parts(demo) for page in found]
    for plural in ("companies", "technologies", "patents"):
        total = demo.get(f"/api/v1/{plural}").get_json()["total"]
        assert sum(page.startswith(f"/{plural}/") and page != f"/{plural}/" for page in pages) == total
    assert len(pages) == len(set(pages))


def test_the_fixed_pages_of_the_map_are_there(demo: FlaskClient) -> None:
    pages = locations(demo, "/sitemap-pages.xml")
    assert {"/", "/api/", "/companies/", "/technologies/", "/patents/"} <= set(pages)
    assert {demo.get(page).status_code for page in pages} == {200}


def test_a_record_says_when_it_last_changed(demo: FlaskClient) -> None:
    tree = ET.fromstring(demo.get("/sitemap-technologies-1.xml").text)
    first = tree[0]
    page, changed = first.findtext(f"{SPACE}loc", ""), first.findtext(f"{SPACE}lastmod", "")
    record = demo.get("/api/v1" + page.removeprefix(BASE)).get_json()
    assert changed[:19] == record["updated_at"][:19]


def test_parts_are_bounded(demo: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "PART", 7)
    kinds: KindRegister = demo.application.extensions["kinds"]
    found = dict(parts(demo))
    technologies = [pages for path, pages in found.items() if path.startswith("/sitemap-technologies-")]
    total = demo.get("/api/v1/technologies").get_json()["total"]
    assert max(map(len, technologies)) <= 7
    assert sum(map(len, technologies)) == total
    assert all(any(path.startswith(f"/sitemap-{kind.plural}-") for path in found) for kind in kinds)


@pytest.mark.parametrize("part", ["companies-0", "companies-999", "companies-99999999999999999999", "needs-1"])
def test_there_are_no_other_parts(demo: FlaskClient, part: str) -> None:
    assert demo.get(f"/sitemap-{part}.xml").status_code == 404


def test_crawlers_find_the_map_and_leave_results_of_searches_alone(demo: FlaskClient) -> None:
    answer = demo.get("/robots.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert f"Sitemap: {BASE}/sitemap.xml" in answer.text
    assert "Disallow: /search" in answer.text.splitlines()
