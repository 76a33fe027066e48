"""What the peers have in common: fields, tokens without white space or ASCII signs, and what each of them can do."""

from collections.abc import Mapping
from typing import Any, Final, Protocol

from app.search import scoring
from app.search.documents import AnalysedDocument
from app.search.engine import Plan

LIMIT: Final = 10
ALL: Final = 1_000_000
_SIGNS: Final[dict[int, int | str]] = {code: 0xFEE0 + code for code in range(0x21, 0x7F) if not chr(code).isalnum()}
_PLAIN: Final = {**_SIGNS, 0x20: "＿", 0x3000: "＿"}


class Peer(Protocol):
    """An engine beside ours with the same fields and tokens. `compile` is done before the clock starts."""

    name: str

    def add(self, number: int, document: AnalysedDocument) -> None:
        """Index one document under a number."""

    def finish(self) -> None:
        """Commit."""

    def compile(self, plan: Plan) -> Any:  # noqa: ANN401 - each engine has its own
        """The plan as this engine's query."""

    def search(self, query: Any, limit: int = LIMIT) -> list[tuple[int, float]]:  # noqa: ANN401
        """Number and score of the best hits."""

    def close(self) -> None:
        """Let go of files."""


def token(term: str) -> str:
    """A term that every tokenizer of the peers leaves whole."""
    return term.translate(_PLAIN)


def text_of(counts: Mapping[str, int]) -> str:
    """A field as text: each term as often as it is counted."""
    return " ".join(word for term, count in counts.items() for word in [token(term)] * count)


def fields_of(document: AnalysedDocument) -> dict[str, str]:
    """All text fields of a document."""
    return {name: text_of(document.counts[name]) for name in scoring.FIELDS if name in document.counts}
