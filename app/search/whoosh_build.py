"""A Whoosh index built beside the live one, and the switch to it."""

import shutil
from collections.abc import Iterable
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from app.search.cache import ArrayCache
from app.search.documents import AnalysedDocument
from app.search.whoosh_fields import fields_of, schema
from app.search.whoosh_folder import IndexFolder
from app.search.whoosh_segments import SegmentStore, Snapshot
from app.search.whoosh_write import open_writer, write


class WhooshBuild:
    """See `engine.Build`. The rebuild lock is held by whoever made it."""

    def __init__(self, folder: IndexFolder, about: dict[str, Any]) -> None:
        self._folder = folder
        self._path = folder.create(about)
        self._index = FileIndex.create(FileStorage(str(self._path)), schema(), "MAIN")
        self._writer = open_writer(self._index)
        self._noted = 0
        self._is_live = False
        self._waiting: Any = None
        self._seen: Snapshot | None = None
        folder.start_journal()

    def add(self, documents: Iterable[AnalysedDocument]) -> None:
        """A batch of the one segment."""
        for document in documents:
            self._writer.add_document(**fields_of(document))

    def changed(self) -> list[tuple[str, str]]:
        """Finishes the segment; from the second time on writers wait until the switch."""
        if self._writer is not None:
            self._writer.commit(merge=False)
            self._writer = None
        elif self._waiting is None:
            self._waiting = self._folder.writing()
            self._waiting.__enter__()
        pairs, self._noted = self._folder.noted(self._noted)
        return list(dict.fromkeys(pairs))

    def replace(self, ids: Iterable[tuple[str, str]], documents: Iterable[AnalysedDocument]) -> None:
        """One commit in the new index."""
        write(self._index, self._view(), list(ids), documents)
        self._seen = None

    def count(self) -> int:
        """Live documents."""
        return self._view().documents

    def has(self, kind: str, id_: str) -> bool:
        """Whether it can be found by its key."""
        return self._view().find(kind, id_) is not None

    def switch(self) -> None:
        """The pointer moves; writers go on, into the new index."""
        self._folder.point(self._path)
        self._is_live = True

    def close(self) -> None:
        """Writers are free again; a build that did not become live leaves nothing."""
        try:
            if self._writer is not None:
                self._writer.cancel()
            self._folder.end_journal()
        finally:
            if self._waiting is not None:
                self._waiting.__exit__(None, None, None)
            if not self._is_live:
                shutil.rmtree(self._path, ignore_errors=True)

    def _view(self) -> Snapshot:
        if self._seen is None:
            self._seen = SegmentStore(self._index, ArrayCache(1 << 20)).snapshot("new")
        return self._seen
