"""The demo's database and index, made once below `bench/out/` and made anew when the project's code or data has changed."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Flask

from app import create_app
from app.core.migrations import upgrade
from app.demo.service import load_demo
from app.search import scoring
from bench.figures import OUT
from config import Config

ROOT: Final = Path(__file__).resolve().parents[1]
QUICK_FIRMS: Final = 2_000
_ROOMS: Final = ("core", "companies", "demo", "imports", "patents", "reference", "technologies")
_DATA: Final = ("migrations", *(f"app/{room}" for room in _ROOMS))
_SECRET: Final = "only-for-benchmarks-only-for-benchmarks"  # noqa: S105 - no site has it


@dataclass(frozen=True, slots=True)
class World:
    """A data directory with everything loaded."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a site on it, as environment variables."""
        return site_environment(self.folder)

    def app(self) -> Flask:
        """The site on it."""
        return create_app(Config.from_environment(self.environment))

    def copy(self, name: str) -> "World":
        """A second one that may be changed."""
        target = OUT / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.folder, target)
        return World(target)


def site_environment(folder: Path) -> dict[str, str]:
    """The settings of a site that keeps its data in `folder`."""
    return {"DATA_DIR": str(folder), "RATE_LIMITS": "off", "SECRET_KEY": _SECRET, "MAIL_URL": "file:"}


def demo_world(*, quick: bool = False) -> World:
    """The whole demo (`quick`: with 2,000 real corporations)."""
    world = World(OUT / ("world-quick" if quick else "world"))
    data, index = fingerprint(*_DATA), index_fingerprint()
    if _stamp(world, "data") != data:
        print("loading the demo ...", flush=True)
        shutil.rmtree(world.folder, ignore_errors=True)
        world.folder.mkdir(parents=True)
        _load(world, quick=quick)
    elif _stamp(world, "index") != index:
        print("building the demo's index anew ...", flush=True)
        app = world.app()
        with app.extensions["database"].read() as session:
            app.extensions["search"].rebuild(session)
    (world.folder / "stamp-data").write_text(data, encoding="ascii")
    (world.folder / "stamp-index").write_text(index, encoding="ascii")
    return world


def _load(world: World, *, quick: bool) -> None:
    app = world.app()
    site, database = app.config["SITE"], app.extensions["database"]
    upgrade(site.database_url)
    load_demo(
        database,
        app.extensions["search"],
        app.extensions["hasher"],
        firms=QUICK_FIRMS if quick else None,
        folder=site.data_dir,
    )
    database.dispose()


def _stamp(world: World, name: str) -> str:
    path = world.folder / f"stamp-{name}"
    return path.read_text(encoding="ascii") if path.exists() else ""


def fingerprint(*places: str) -> str:
    """Changes whenever a source or data file (templates and translations apart) at or below these places does."""
    digest = hashlib.sha256()
    for place in places:
        root = ROOT / place
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            parts = set(path.relative_to(ROOT).parts)
            if path.is_file() and not parts & {"templates", "translations", "static", "__pycache__"}:
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def index_fingerprint() -> str:
    """Changes whenever the same documents may give another index."""
    files = (f"app/search/{name}" for name in ("analysis.py", "documents.py", "whoosh_fields.py", "data"))
    return fingerprint(*files) + "/" + ",".join(scoring.FIELDS)


def child_environment(world: World, **more: str) -> dict[str, str]:
    """The environment of a process that serves `world`."""
    return {**os.environ, **world.environment, "FLASK_APP": "wsgi", "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1", **more}
