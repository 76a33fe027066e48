"""Variants of the site for comparison, as factories for gunicorn: without guards and headers, and with another engine behind it."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from flask import Flask

from app import create_app
from app.core.kinds import SearchDocument
from app.search.documents import _facets as facets_of
from app.search.engine import FACETS, Filters, Found, Hit, Plan, Sort
from app.search.whoosh_engine import WhooshEngine
from app.search.whoosh_segments import FacetColumn
from bench.corpus import read_documents
from bench.figures import OUT
from bench.peer_fts5 import Fts5Peer
from bench.peer_whoosh import WhooshPeer
from bench.peers import ALL, Peer

_HOOKS: Final = ("before_request_funcs", "after_request_funcs", "teardown_request_funcs")


def bare() -> Flask:
    """The same queries and templates without guard, request id, headers and logs: every hook around a request is taken off."""
    app = create_app()
    for name in _HOOKS:
        getattr(app, name).clear()
    return app


def fts5() -> Flask:
    """The site with SQLite FTS5 as its engine."""
    return _with_peer(lambda folder: Fts5Peer(folder / "fts5"))


def whoosh() -> Flask:
    """The site with Whoosh's own scorer as its engine."""
    return _with_peer(lambda folder: WhooshPeer(folder / "whoosh"))


class PeerEngine(WhooshEngine):
    """Our engine, but for searches by words: the peer finds and ranks them; totals and facets are counted from all its hits."""

    def use(self, make: Callable[[], Peer], documents: Sequence[SearchDocument]) -> None:
        """From now on; the peer's numbers are places in `documents`. Each thread gets a peer of its own."""
        self._make = make
        self._ids = [(document.kind, document.id) for document in documents]
        self._hidden = np.array([d.is_closed or d.is_hidden_by_name for d in documents])
        self._columns = _columns(documents)
        self._own = threading.local()

    def search(self, plan: Plan, filters: Filters, sort: Sort, offset: int, limit: int) -> Found:
        """Words by the peer, all else as ever."""
        if not plan.terms or plan.phrases or plan.numbers:
            return super().search(plan, filters, sort, offset, limit)
        peer = getattr(self._own, "peer", None)
        if peer is None:
            peer = self._own.peer = self._make()
        found = [(number, score) for number, score in peer.search(peer.compile(plan), ALL) if not self._hidden[number]]
        mask = np.zeros(len(self._ids), np.bool_)
        mask[[number for number, _ in found]] = True
        facets = {name: column.counts(mask) for name, column in self._columns.items()}
        hits = tuple(Hit(*self._ids[number], score) for number, score in found[offset : offset + limit])
        return Found(hits, len(found), len(found), {**facets, "area": facets["municipality"]})


def _columns(documents: Sequence[SearchDocument]) -> dict[str, FacetColumn]:
    """The facets of all documents, as our own segments hold them."""
    found: dict[str, dict[str, list[int]]] = {name: {} for name in FACETS}
    for number, document in enumerate(documents):
        for name, codes in facets_of(document).items():
            for code in codes:
                found[name].setdefault(code, []).append(number)
    return {name: _column(entries) for name, entries in found.items()}


def _column(entries: dict[str, list[int]]) -> FacetColumn:
    numbers = [np.full(len(ids), n, np.int32) for n, ids in enumerate(entries.values())]
    ids = [np.array(ids, np.int32) for ids in entries.values()]
    empty = [np.empty(0, np.int32)]
    return FacetColumn(tuple(entries), np.concatenate(ids or empty), np.concatenate(numbers or empty))


def _with_peer(make: Callable[[Path], Peer]) -> Flask:
    app = create_app()
    documents = read_documents(app)
    folder = OUT / f"corpus-{len(documents)}"
    engine = app.extensions["search"]._engine
    engine.__class__ = PeerEngine
    engine.use(lambda: make(folder), documents)
    return app
