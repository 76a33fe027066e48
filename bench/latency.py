"""CPU time of one engine call, ours and the peers', on the same documents and the same expanded terms, in one process."""

import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from app import registers
from app.search.engine import Filters, Plan, Sort
from app.search.plan import Planner
from app.search.query import parse
from app.search.synonyms import default_synonyms
from app.search.whoosh_engine import WhooshEngine
from bench import queries
from bench.corpus import Corpus, analysed, new_analyser, read_documents
from bench.figures import OUT, Part, median, percentile, quiet_cpu_ms, table
from bench.peer_fts5 import Fts5Peer
from bench.peer_tantivy import TantivyPeer
from bench.peer_whoosh import WhooshPeer
from bench.peers import LIMIT, Peer
from bench.world import demo_world, index_fingerprint

ROUNDS: Final = 5
SLOW_QUERIES: Final = 40  # of each set, for FTS5 and Whoosh's own scorer
LARGE: Final = 200_000
_BARS: Final = {("any", "warm"): 2.0, ("any", "cold"): 40.0, ("all", "warm"): 20.0}
_HOW: Final = (
    "CPU time (`process_time`) of one engine call for the best ten hits. Ours is the whole call: matching, ranking, counting all "
    "hits and all facets, reading the hits. The peers get their query objects ready made and only match, rank and (tantivy) "
    "count. Fields, tokens, weights, synonyms and bigrams are those of our plan; documents are the demo's own, and for the large "
    "size documents recombined from them (see `bench/corpus.py`): no outside set of that size lies in the project. “Any” are the "
    "labelled questions (any word counts), “all” the keyword, trade and plain queries (all words are wanted). Warm: the query was "
    "asked before. Cold: all cached postings and scores were dropped before every call, the index files being open and in the "
    "operating system's memory; tantivy keeps no such cache, so cold and warm are compared with the same tantivy figure. Medians "
    "of five rounds of the rounds' p50 and p95 (FTS5 and Whoosh's own scorer: one round of about 40 queries a set, evenly spread; "
    "FTS5 goes without bigrams that only score)."
)


@dataclass(frozen=True, slots=True)
class _Set:
    """One set of plans that are alike."""

    name: str  # "any" or "all"
    plans: Sequence[Plan]


def run(*, quick: bool) -> Part:
    """At the demo's size and at 200,000 documents."""
    part = Part("latency", "Engine call beside tantivy, SQLite FTS5 and Whoosh's own scorer", _HOW, is_quick=quick)
    app = demo_world(quick=quick).app()
    own = read_documents(app)
    app.extensions["database"].dispose()
    for size in (len(own), 10_000 if quick else LARGE):
        _measure(part, Corpus(own, size))
    return part


def _measure(part: Part, corpus: Corpus) -> None:
    folder = indexes(corpus)
    analyser = new_analyser()
    engine = WhooshEngine(folder / "ours", analyser.version)
    engine.search(Plan(is_browse=True), Filters(), Sort.RELEVANCE, 0, LIMIT)  # opens the files, reads the facets
    planner = Planner(analyser, default_synonyms())
    sets = [_Set(name, _plans(texts, planner, engine, name)) for name, texts in _texts().items()]
    tantivy = TantivyPeer(folder / "tantivy")
    slow: list[Peer] = [Fts5Peer(folder / "fts5"), WhooshPeer(folder / "whoosh")]
    rows: list[list[str]] = []
    for one in sets:
        _one_set(part, corpus.size, one, engine, tantivy, slow, rows)
    head = ("documents", "set", "engine", "p50 ms", "p95 ms", "p95 ÷ tantivy")
    part.details.append(table(head, rows))
    for peer in (tantivy, *slow):
        peer.close()


def _one_set(
    part: Part,
    size: int,
    one: _Set,
    engine: WhooshEngine,
    tantivy: TantivyPeer,
    slow: Sequence[Peer],
    rows: list[list[str]],
) -> None:
    ours = [_our_call(engine, plan) for plan in one.plans]
    theirs = _calls(tantivy, one.plans)
    rounds: dict[str, list[list[float]]] = {"cold": [], "warm": [], "tantivy": []}
    for _ in range(ROUNDS):
        rounds["cold"].append(quiet_cpu_ms(ours, before=lambda: _cool(engine)))
        quiet_cpu_ms(ours)
        rounds["warm"].append(quiet_cpu_ms(ours))
        quiet_cpu_ms(theirs)
        rounds["tantivy"].append(quiet_cpu_ms(theirs))
    base = median([percentile(times, 0.95) for times in rounds["tantivy"]])
    part.details.append(_agreement(size, one, engine, tantivy))
    for name, label in (("tantivy", "tantivy"), ("warm", "ours, warm"), ("cold", "ours, cold")):
        p50, p95 = (median([percentile(times, share) for times in rounds[name]]) for share in (0.5, 0.95))
        rows.append(
            [f"{size:,}", f"{one.name} ({len(one.plans)})", label, f"{p50:.2f}", f"{p95:.2f}", f"{p95 / base:.2f}"]
        )
        bar = _BARS.get((one.name, name))
        if name != "tantivy":
            word = "any word" if one.name == "any" else "all words"
            told = f"{p95 / base:.2f} × (p95 {p95:.2f} ms, tantivy {base:.2f} ms)"
            part.add(f"engine ÷ tantivy, {word}, {name}, {size:,} documents", f"≤ {bar:g} ×" if bar else "", told,
                     p95 / base <= bar if bar else None)  # fmt: skip
    for peer in slow:
        times = quiet_cpu_ms(_calls(peer, one.plans[:: max(1, len(one.plans) // SLOW_QUERIES)]))
        p50, p95 = percentile(times, 0.5), percentile(times, 0.95)
        rows.append(
            [f"{size:,}", f"{one.name} ({len(times)})", peer.name, f"{p50:.1f}", f"{p95:.1f}", f"{p95 / base:.0f}"]
        )
        print(f"  {peer.name}, {one.name}: p50 {p50:.1f} p95 {p95:.1f} ms", flush=True)


def _agreement(size: int, one: _Set, engine: WhooshEngine, tantivy: TantivyPeer) -> str:
    """Whether both were asked the same: how many they find (ours leaves out what is closed or hidden)."""
    counts = []
    for plan in one.plans:
        ours = engine.search(plan, Filters(show_closed=True), Sort.RELEVANCE, 0, 1).matched
        counts.append((ours, tantivy.count(tantivy.compile(plan))))
    near = sum(abs(ours - theirs) <= max(3, 0.15 * max(ours, theirs)) for ours, theirs in counts)
    return f"{size:,} documents, “{one.name}”: of {len(counts)} queries, {near} find as many in ours as in tantivy (within 15 % or 3 hits)."


def _our_call(engine: WhooshEngine, plan: Plan) -> Callable[[], object]:
    return lambda: engine.search(plan, Filters(), Sort.RELEVANCE, 0, LIMIT)


def _calls(peer: Peer, plans: Sequence[Plan]) -> list[Callable[[], object]]:
    compiled = [peer.compile(plan) for plan in plans]
    return [partial(peer.search, query) for query in compiled]


def _cool(engine: WhooshEngine) -> None:
    """Empty our caches; there is no public way to do it, nor need of one."""
    engine._cache._entries.clear()
    engine._cache._size = 0
    if engine._snapshot is not None:
        engine._snapshot._found_in.clear()


def _texts() -> dict[str, list[str]]:
    rows = queries.labelled()
    keywords = [row.query for row in rows if row.style in {"keywords", "place"}]
    return {
        "any": [row.query for row in rows if row.style in {"hard", "easy"}],
        "all": [*keywords, *queries.trade(), *queries.plain()],
    }


def _plans(texts: Sequence[str], planner: Planner, engine: WhooshEngine, name: str) -> list[Plan]:
    recognisers = registers.recognisers()
    plans = (planner.plan(parse(t, recognisers), engine.frequencies, engine.bigram_frequencies) for t in texts)
    return [p for p in plans if p.terms and not p.phrases and p.needs_all is (name == "all")]


def indexes(corpus: Corpus) -> Path:
    """All four indexes over the same documents, kept until code or data change."""
    folder = OUT / f"corpus-{corpus.size}"
    stamp, kept = folder / "stamp.json", {"code": index_fingerprint(), "size": corpus.size, "own": len(corpus.own)}
    if stamp.exists() and json.loads(stamp.read_text(encoding="utf-8")) == kept:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    started = time.monotonic()
    print(f"indexing {corpus.size:,} documents four times ...", flush=True)
    peers: list[Peer] = [
        TantivyPeer(folder / "tantivy"),
        Fts5Peer(folder / "fts5"),
        WhooshPeer(folder / "whoosh"),
    ]
    with WhooshEngine(folder / "ours", new_analyser().version).build() as build:
        for number, document in enumerate(analysed(corpus)):
            build.add([document])
            for peer in peers:
                peer.add(number, document)
        build.changed()
        build.changed()
        build.switch()
    for peer in peers:
        peer.finish()
        peer.close()
    print(f"  {time.monotonic() - started:.0f} s", flush=True)
    stamp.write_text(json.dumps(kept), encoding="utf-8")
    return folder
