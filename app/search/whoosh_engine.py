"""The embedded engine: Whoosh keeps the index on disk, our arrays rank it. Many threads and processes read, one writes."""

import threading
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from app.core import clock
from app.core.errors import Conflict
from app.search import scoring
from app.search.cache import ArrayCache
from app.search.documents import AnalysedDocument
from app.search.engine import Build, Completion, EngineStatus, Filters, Found, IndexUnavailable, Plan, Sort
from app.search.whoosh_build import WhooshBuild
from app.search.whoosh_complete import complete
from app.search.whoosh_fields import LAYOUT, schema
from app.search.whoosh_folder import IndexFolder
from app.search.whoosh_match import Matcher
from app.search.whoosh_scores import Scorer
from app.search.whoosh_search import WhooshSearch
from app.search.whoosh_segments import CACHE_BYTES, SegmentStore, Snapshot
from app.search.whoosh_write import tidy, write


class WhooshEngine:
    """The engine at one folder. See `engine.Engine` for what each function promises."""

    def __init__(self, root: Path, analyser_version: str) -> None:
        self._folder = IndexFolder(root)
        self._analyser = analyser_version
        self._cache = ArrayCache(CACHE_BYTES)
        self._matcher = Matcher(self._cache)
        self._lock = threading.Lock()
        self._store: tuple[str, SegmentStore] | None = None
        self._snapshot: Snapshot | None = None

    def write(self, gone: Iterable[tuple[str, str]], documents: Iterable[AnalysedDocument]) -> None:
        """One commit."""
        documents = list(documents)
        ids = list(dict.fromkeys((*gone, *((d.kind, d.id) for d in documents))))
        with self._folder.writing():
            version = self._live_version()
            self._folder.note(ids)
            write(self._index(version), self._store_of(version).snapshot(version), ids, documents)

    def tidy(self) -> bool:
        """Merge small segments; at most a second of the write lock."""
        with self._folder.writing():
            return tidy(self._index(self._live_version()))

    def search(self, plan: Plan, filters: Filters, sort: Sort, offset: int, limit: int) -> Found:
        """One search in the newest generation."""
        snapshot = self._current()
        scorer = Scorer(snapshot, self._cache)
        return WhooshSearch(snapshot, self._matcher, scorer).run(plan, filters, sort, offset, limit)

    def frequencies(self, words: Sequence[str]) -> list[int]:
        """In how many documents each word stands."""
        snapshot = self._current()
        return [max(snapshot.found_in(field, word) for field in scoring.WORD_FIELDS) for word in words]

    def bigram_frequencies(self, pairs: Sequence[str]) -> list[int]:
        """In how many documents each pair stands."""
        snapshot = self._current()
        return [max(snapshot.found_in(field, pair) for field in scoring.BIGRAM_FIELDS) for pair in pairs]

    def complete(self, prefix: str, limit: int) -> list[Completion]:
        """Names and keywords that begin so."""
        return complete(self._current(), prefix, limit)

    def vocabulary(self) -> Mapping[str, str]:
        """Keywords, titles and names by their folded form."""
        return ChainMap(*(leaf.segment.vocabulary for leaf in self._current().leaves))

    def digests(self) -> Iterator[tuple[str, str, str]]:
        """Every live document's kind, id and digest."""
        for leaf in self._current().leaves:
            for number in leaf.alive.nonzero()[0]:
                yield leaf.segment.document(int(number))[:3]

    @contextmanager
    def build(self) -> Iterator[Build]:
        """A new version on the side."""
        self._folder.prepare()
        with self._folder.rebuilding() as held:
            if not held:
                raise Conflict("検索の索引はいま作り直しているところです。")
            self._folder.sweep()
            about = {"layout": LAYOUT, "analyser": self._analyser, "built_at": clock.now().isoformat()}
            build = WhooshBuild(self._folder, about)
            try:
                yield build
            finally:
                build.close()

    def generation(self) -> str:
        """Version and Whoosh's generation."""
        version = self._live_version()
        return f"{version}:{self._store_of(version).generation()}"

    def status(self) -> EngineStatus:
        """What there is, and what is wrong with it."""
        version = self._folder.current()
        about = self._folder.about(version) if version else {}
        problem, generation, documents = _problem(version, about, self._analyser), "", 0
        if problem is None or problem == "analyser":
            try:
                snapshot = self._current()
                generation, documents = snapshot.generation, snapshot.documents
            except IndexUnavailable as error:
                problem = str(error)
        return EngineStatus("whoosh", documents, generation, self._analyser, problem, about.get("built_at"))

    def _live_version(self) -> str:
        version = self._folder.current()
        if version is None:
            raise IndexUnavailable("missing")
        return version

    def _index(self, version: str) -> Any:  # noqa: ANN401 - Whoosh has no types
        return FileIndex(FileStorage(str(self._folder.path(version))), schema())

    def _store_of(self, version: str) -> SegmentStore:
        with self._lock:
            if self._store is None or self._store[0] != version:
                if self._folder.about(version).get("layout") != LAYOUT:
                    raise IndexUnavailable("layout")
                self._store = (version, SegmentStore(self._index(version), self._cache))
            return self._store[1]

    def _current(self) -> Snapshot:
        """The newest generation; whatever is wrong with the files is IndexUnavailable."""
        try:
            version = self._live_version()
            store = self._store_of(version)
            generation = f"{version}:{store.generation()}"
            snapshot = self._snapshot
            if snapshot is None or snapshot.generation != generation:
                snapshot = self._snapshot = store.snapshot(version)
        except IndexUnavailable:
            raise
        except Exception as error:
            raise IndexUnavailable(f"damaged: {type(error).__name__}: {error}"[:200]) from error
        return snapshot


def _problem(version: str | None, about: dict[str, Any], analyser: str) -> str | None:
    if version is None:
        return "missing"
    if about.get("layout") != LAYOUT:
        return "layout"
    return None if about.get("analyser") == analyser else "analyser"
