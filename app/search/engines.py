"""From SEARCH_URL to an engine."""

from pathlib import Path
from typing import Final

from app.core.errors import ConfigurationError
from app.search.engine import Engine

_WHOOSH: Final = "whoosh:"


def open_engine(url: str, analyser_version: str) -> Engine:
    """The engine at `whoosh:PATH`; refuses anything else with one clear sentence (ConfigurationError)."""
    if url.startswith(_WHOOSH) and len(url) > len(_WHOOSH):
        from app.search.whoosh_engine import WhooshEngine

        return WhooshEngine(Path(url.removeprefix(_WHOOSH)), analyser_version)
    raise ConfigurationError(
        f"SEARCH_URL must be whoosh:PATH; {url.partition(':')[0]!r} is no search engine of this version"
    )
