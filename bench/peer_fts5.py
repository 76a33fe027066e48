"""SQLite FTS5 with the same fields and tokens: contentless, cut up beforehand, ranked by its own bm25() with our weights."""

import sqlite3
from pathlib import Path
from typing import Any

from app.search import scoring
from app.search.documents import AnalysedDocument
from app.search.engine import Plan, Term, Variant
from bench.peers import LIMIT, fields_of, token

_COLUMNS = ", ".join(scoring.FIELDS)
_WEIGHTS = ", ".join(str(weight) for weight in scoring.FIELD_WEIGHTS.values())
_WORDS = " ".join(scoring.WORD_FIELDS)


class Fts5Peer:
    """One database file. MATCH knows no parts that only add to the score: bigrams that ours merely adds are left out, which spares it work."""

    name = "SQLite FTS5"

    def __init__(self, folder: Path) -> None:
        """Opens what is there, else begins."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "fts5.sqlite3"
        is_new = not path.exists()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA cache_size=-64000")
        self._db.execute("PRAGMA mmap_size=1073741824")
        if is_new:
            self._db.execute("PRAGMA synchronous=OFF")
            self._db.execute(f"CREATE VIRTUAL TABLE docs USING fts5({_COLUMNS}, content='', tokenize='ascii')")
            self._db.execute("BEGIN")

    def add(self, number: int, document: AnalysedDocument) -> None:
        """One document."""
        texts = fields_of(document)
        row = [number, *(texts.get(name, "") for name in scoring.FIELDS)]
        marks = ", ".join("?" * len(row))
        self._db.execute(f"INSERT INTO docs(rowid, {_COLUMNS}) VALUES ({marks})", row)

    def finish(self) -> None:
        """One commit; one segment."""
        self._db.execute("COMMIT")
        self._db.execute("INSERT INTO docs(docs) VALUES ('optimize')")

    def compile(self, plan: Plan) -> Any:  # noqa: ANN401 - the engine's own query
        """The plan as a MATCH expression."""
        wanted = [term for term in plan.terms if term.required] or list(plan.terms)
        return (" AND " if plan.needs_all else " OR ").join(f"({_term(term)})" for term in wanted)

    def search(self, query: Any, limit: int = LIMIT) -> list[tuple[int, float]]:  # noqa: ANN401
        """The best hits."""
        ranked = (
            f"SELECT rowid, -bm25(docs, {_WEIGHTS}) AS score FROM docs WHERE docs MATCH ? ORDER BY score DESC LIMIT ?"
        )
        return list(self._db.execute(ranked, (query, limit)))

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _term(term: Term) -> str:
    parts = [f"{{{_WORDS}}} : ({' OR '.join(map(_variant, term.variants))})"] if term.variants else []
    if term.bigrams:
        pairs = " AND ".join(map(_quoted, dict.fromkeys(term.bigrams)))
        parts += [f"{field} : ({pairs})" for field in ("name_bi", "text_bi")]
    return " OR ".join(parts)


def _variant(variant: Variant) -> str:
    return f"({' AND '.join(map(_quoted, variant.words))})"


def _quoted(word: str) -> str:
    return f'"{token(word)}"'
