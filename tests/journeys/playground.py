"""A demo site of a test module's own, which its tests may change: on SQLite, without the register's corporations."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from app import create_app, worker
from app.companies.numbers import number_of
from app.core.migrations import upgrade
from app.demo.people import PASSWORD
from app.demo.service import load_demo
from tests.conftest import site_config
from tests.journeys.browser import Visitor, served

DATABASE = "musubiba.sqlite3"
MEKKI, PRESS = number_of("999902010000"), number_of("999903010000")
"""The firms of owner@ and owner2@demo.example."""


@dataclass(frozen=True)
class Playground:
    """The site and where it answers."""

    site: Flask
    address: str

    def deliver(self) -> None:
        """Do what the worker has to do: the index, notices, mails, papers."""
        worker.run(self.site, once=True)


@cache
def _seed(base: Path) -> Path:
    """The folder of a loaded demo, made once a run: loading takes longer than walking through most journeys."""
    folder = base / "playground-seed"
    folder.mkdir()
    url = f"sqlite:///{folder / DATABASE}"
    upgrade(url)
    site = create_app(site_config(folder, url))
    load_demo(site.extensions["database"], site.extensions["search"], site.extensions["hasher"], firms=0)
    site.extensions["database"].dispose()
    return folder


@pytest.fixture(scope="module")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    """The module's site; pages look the same on every database."""
    folder = tmp_path_factory.mktemp("playground") / "data"
    shutil.copytree(_seed(tmp_path_factory.getbasetemp()), folder)
    site = create_app(site_config(folder, f"sqlite:///{folder / DATABASE}"))
    with served(site) as address:
        yield Playground(site, address)
    site.extensions["database"].dispose()


def sign_in(someone: Visitor, who: str) -> None:
    """Sign in as a person of the demo, on the page of signing in."""
    if "/login" not in someone.page.url:
        someone.open("/login")
    someone.page.fill("#email", f"{who}@demo.example")
    someone.page.fill("#password", PASSWORD)
    someone.page.click("main button.mb-btn")
    someone.page.wait_for_load_state()


def first_below(someone: Visitor, path: str) -> str:
    """Where the first link of the present page leads whose address is `path` and an id."""
    link: str | None = someone.page.evaluate(
        """path => [...document.querySelectorAll("main a")].map(a => a.getAttribute("href"))
            .find(href => href?.startsWith(path) && /^[a-z0-9]+$/.test(href.slice(path.length))) ?? null""",
        path,
    )
    assert link is not None, f"no link below {path} on {someone.page.url}"
    return link
