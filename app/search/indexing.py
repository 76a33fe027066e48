"""Keeping the index equal to the database: changed records, a rebuild on the side, the check of both against each other."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sqlalchemy.orm import Session

from app.core.kinds import KindRegister, SearchDocument
from app.search.analysis import Analyser
from app.search.documents import AnalysedDocument, analyse, digest
from app.search.engine import Build, Engine

BATCH: Final = 500
_PROBES: Final = 20
_REPLAYS: Final = 2  # once while writers go on, once while they wait

Progress = Callable[[int, int], None]  # done, of all


class RebuildFailed(Exception):
    """The new index does not hold what the database does; the old one stays."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Index against database: (kind, id) that are missing, differ, or should not be there."""

    documents: int
    missing: tuple[tuple[str, str], ...]
    stale: tuple[tuple[str, str], ...]
    surplus: tuple[tuple[str, str], ...]

    @property
    def is_equal(self) -> bool:
        """Nothing to mend."""
        return not (self.missing or self.stale or self.surplus)


class Indexer:
    """Writes the documents of all kinds into one engine."""

    def __init__(self, engine: Engine, kinds: KindRegister, analyser: Callable[[], Analyser]) -> None:
        """`analyser` gives the one of the moment: the words that it must know may change while the site runs."""
        self._engine = engine
        self._kinds = kinds
        self._analyser = analyser

    def index(self, session: Session, changed: Mapping[str, Iterable[str]]) -> None:
        """Bring these records up to date in one commit; those that the database no longer shows are deleted."""
        pairs = [(kind, id_) for kind, ids in changed.items() for id_ in ids]
        if pairs:
            self._engine.write(pairs, self._analysed(session, pairs))

    def rebuild(self, session: Session, progress: Progress = lambda _done, _total: None) -> int:
        """A new index from the database, switched to when it is whole; the number of its documents.

        Refuses if another rebuild runs (Conflict). RebuildFailed leaves the live index as it is.
        """
        with self._engine.build() as build:
            expected = self._fill(build, session, progress)
            for _ in range(_REPLAYS):
                changed = build.changed()
                session.rollback()  # what was committed meanwhile is seen only by a new transaction
                documents = self._analysed(session, changed)
                build.replace(changed, documents)
                expected.difference_update(changed)
                expected.update((document.kind, document.id) for document in documents)
            self._verify(build, expected)
            build.switch()
            return len(expected)

    def check(self, session: Session, *, repair: bool = False) -> CheckReport:
        """Compare ids and digests; `repair` mends what differs."""
        indexed = {(kind, id_): found for kind, id_, found in self._engine.digests()}
        missing, stale, count = [], [], 0
        for document in self._documents(session):
            count += 1
            known = indexed.pop((document.kind, document.id), None)
            if known is None:
                missing.append((document.kind, document.id))
            elif known != digest(document):
                stale.append((document.kind, document.id))
        report = CheckReport(count, tuple(missing), tuple(stale), tuple(indexed))
        if repair:
            wrong = [*report.missing, *report.stale, *report.surplus]
            for start in range(0, len(wrong), BATCH):
                part = wrong[start : start + BATCH]
                self._engine.write(part, self._analysed(session, part))
        return report

    def _fill(self, build: Build, session: Session, progress: Progress) -> set[tuple[str, str]]:
        written: set[tuple[str, str]] = set()
        total = sum(1 for kind in self._kinds for _ in kind.all_ids(session))
        analyser = self._analyser()
        for document in self._documents(session):
            build.add([analyse(document, analyser)])
            written.add((document.kind, document.id))
            if len(written) % BATCH == 0:
                progress(len(written), total)
        progress(len(written), total)
        return written

    def _verify(self, build: Build, expected: set[tuple[str, str]]) -> None:
        count = build.count()
        if count != len(expected):
            raise RebuildFailed(f"the new index holds {count} documents, the database {len(expected)}")
        for kind, id_ in islice(expected, _PROBES):
            if not build.has(kind, id_):
                raise RebuildFailed(f"{kind} {id_} is not in the new index")

    def _documents(self, session: Session) -> Iterator[SearchDocument]:
        for kind in self._kinds:
            ids = iter(kind.all_ids(session))
            while batch := list(islice(ids, BATCH)):
                yield from kind.documents(session, batch)

    def _analysed(self, session: Session, pairs: Sequence[tuple[str, str]]) -> list[AnalysedDocument]:
        by_kind: dict[str, list[str]] = {}
        for kind, id_ in pairs:
            if kind in self._kinds:
                by_kind.setdefault(kind, []).append(id_)
        result = []
        analyser = self._analyser()
        for kind, ids in by_kind.items():
            for start in range(0, len(ids), BATCH):
                documents = self._kinds[kind].documents(session, ids[start : start + BATCH])
                result += [analyse(document, analyser) for document in documents]
        return result
