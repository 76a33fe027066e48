"""The guides: their pictures are there, in the size that the page keeps free, and no link of theirs leads nowhere."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask.testing import FlaskClient
from PIL import Image

from app import create_app
from app.demo.people import PASSWORD
from app.demo.service import load_demo
from tests import databases
from tests.conftest import site_config
from tests.people import Browser

PICTURES = Path(__file__).resolve().parents[2] / "app" / "web" / "static" / "help"
GUIDES = ("/help/", "/help/firm", "/help/official", "/help/words")
LIGHT = 40_000  # bytes
READERS = {
    "/help/": "owner@demo.example",
    "/help/firm": "owner@demo.example",
    "/help/official": "official@demo.example",
    "/help/words": "owner@demo.example",
}
FIRM = "/companies/6999902010000"  # the owner's
CLAIM = "/claims/new/3999905010000"  # nobody's
EXPLAINED = {
    ("owner@demo.example", "/claims/new"): "/help/firm#claim",
    ("owner@demo.example", CLAIM): "/help/firm#proofs",
    ("owner@demo.example", f"{FIRM}/profile/"): "/help/firm#profile",
    ("official@demo.example", "/admin/claims/"): "/help/official#claims",
    ("official@demo.example", "/admin/publications/"): "/help/official#publications",
    ("official@demo.example", "/admin/imports/"): "/help/official#imports",
}


def _main(page: str) -> Element:
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return next(iter(tree.iter("main")))


def _links(page: str) -> Iterator[str]:
    for link in _main(page).iter("a"):
        address = link.get("href", "")
        if not urlsplit(address).scheme:
            yield address


def _ids(page: str) -> set[str]:
    return {found.get("id", "") for found in _main(page).iter()} - {""}


def _pictures(client: FlaskClient) -> list[Element]:
    return [picture for guide in GUIDES for picture in _main(client.get(guide).text).iter("img")]


@pytest.fixture(scope="module")
def readers(
    server: databases.SQLiteServer | databases.PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Browser]]:
    """The owner and the official of the demo, signed in once for all tests of this module; they only look."""
    url = server.fresh()
    site = create_app(site_config(tmp_path_factory.mktemp("guides"), url))
    load_demo(site.extensions["database"], site.extensions["search"], site.extensions["hasher"], firms=0)
    yield {email: Browser(site).sign_in(email, PASSWORD) for email in set(READERS.values())}
    site.extensions["database"].dispose()
    server.drop(url)


def test_every_picture_has_the_size_that_the_page_keeps_free(client: FlaskClient) -> None:
    pictures = _pictures(client)
    assert len(pictures) == 21
    for picture in pictures:
        name = Path(urlsplit(picture.get("src", "")).path).name
        with Image.open(PICTURES / name) as opened:
            assert opened.size == (int(picture.get("width", 0)), int(picture.get("height", 0))), name
        assert (picture.get("loading"), bool(picture.get("alt"))) == ("lazy", True), name


def test_no_picture_is_heavy_or_left_over(client: FlaskClient) -> None:
    used = {Path(urlsplit(picture.get("src", "")).path).name for picture in _pictures(client)}
    assert {path.name for path in PICTURES.iterdir()} == used
    assert [path.name for path in PICTURES.iterdir() if path.stat().st_size > LIGHT] == []


def test_every_link_of_the_guides_opens_for_its_reader(readers: dict[str, Browser]) -> None:
    lost = {}
    for guide, email in READERS.items():
        browser = readers[email]
        for address in set(_links(browser.get(guide).text)):
            status = browser.get(address or guide).status_code if not address.startswith("#") else 200
            if status not in (200, 303):
                lost[guide, address] = status
    assert lost == {}


def test_every_anchor_is_there(readers: dict[str, Browser]) -> None:
    missing = set()
    for guide, email in READERS.items():
        browser = readers[email]
        for address in _links(browser.get(guide).text):
            path, _, anchor = address.partition("#")
            if anchor and anchor not in _ids(browser.get(path or guide).text):
                missing.add((guide, address))
    assert missing == set()


def test_the_guide_leads_to_the_readers_own_firm(readers: dict[str, Browser]) -> None:
    owner = set(_links(readers["owner@demo.example"].get("/help/firm").text))
    stranger = set(_links(readers["official@demo.example"].get("/help/firm").text))
    own = {f"{FIRM}/profile/", f"{FIRM}/members/", f"{FIRM}/found-by", f"{FIRM}/release"}
    assert own <= owner
    assert [address for address in stranger if address.startswith("/companies/6")] == []


@pytest.mark.parametrize(("reader", "guide"), EXPLAINED.items())
def test_a_page_leads_to_the_part_that_explains_it(
    readers: dict[str, Browser], reader: tuple[str, str], guide: str
) -> None:
    email, address = reader
    assert guide in set(_links(readers[email].get(address).text))
    path, _, anchor = guide.partition("#")
    assert anchor in _ids(readers[email].get(path).text)


@pytest.mark.parametrize(
    ("address", "term"),
    [
        (CLAIM, "/help/words#corporate-number"),
        (CLAIM, "/help/words#certificate"),
        (f"{FIRM}/profile/edit/outline", "/help/words#industries"),
    ],
)
def test_hard_words_lead_to_their_explanation(readers: dict[str, Browser], address: str, term: str) -> None:
    browser = readers["owner@demo.example"]
    assert term in set(_links(browser.get(address).text))
    assert term.partition("#")[2] in _ids(browser.get("/help/words").text)
