"""Writing to a Whoosh index: delete, add, merge, commit."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final

from whoosh.reading import SegmentReader

from app.search.documents import AnalysedDocument
from app.search.whoosh_bulk import Codec, GatheringPool
from app.search.whoosh_fields import fields_of
from app.search.whoosh_segments import Snapshot, all_blocks

_FEW: Final = 16  # segments of one size before an idle moment makes them one
_MANY: Final = 64  # … and before a commit has to, when there are no idle moments
_STEP: Final = 8  # times as large is the next size


def write(
    index: Any,  # noqa: ANN401 - Whoosh has no types
    snapshot: Snapshot,
    gone: Sequence[tuple[str, str]],
    documents: Iterable[AnalysedDocument],
) -> None:
    """Delete what `gone` names, add `documents`, commit once. `snapshot` is the newest; the caller holds the write lock."""
    writer = open_writer(index)
    try:
        segments = {segment.segment_id(): segment for segment in writer.segments}
        for kind, id_ in gone:
            found = snapshot.find(kind, id_)
            if found is not None:
                segments[found[0].segment.id].delete_document(found[1])
        for document in documents:
            writer.add_document(**fields_of(document))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=partial(_tiers, few=_MANY))


def tidy(index: Any) -> bool:  # noqa: ANN401 - Whoosh has no types
    """Make one segment of many small ones, if there are enough; the caller holds the write lock. Whether it did."""
    writer = open_writer(index)
    if not any(len(tier) >= _FEW for tier in _by_size(writer.segments).values()):
        writer.cancel()
        return False
    writer.commit(mergetype=partial(_tiers, few=_FEW))
    return True


def open_writer(index: Any) -> Any:  # noqa: ANN401 - Whoosh has no types
    """A writer of one new segment; its files stay as they are, as joining them copies all there is."""
    writer = index.writer(codec=Codec(), timeout=10.0, compound=False)
    writer.pool = GatheringPool()
    return writer


def _tiers(writer: Any, segments: list[Any], few: int) -> list[Any]:  # noqa: ANN401 - Whoosh has no types
    """Whoosh's merge policy: when enough segments are of about one size, they become one; empty ones go."""
    tiers = _by_size(segments)
    merged = {id(segment) for tier in tiers.values() if len(tier) >= few for segment in tier}
    for segment in segments:
        if id(segment) in merged:
            _take_over(writer, SegmentReader(writer.storage, writer.schema, segment))
    return [segment for tier in tiers.values() for segment in tier if id(segment) not in merged]


def _by_size(segments: Iterable[Any]) -> dict[int, list[Any]]:
    """Segments that hold something, by about how much."""
    tiers: dict[int, list[Any]] = {}
    for segment in segments:
        if segment.doc_count() > 0:
            tiers.setdefault(_tier(segment.doc_count()), []).append(segment)
    return tiers


def _take_over(writer: Any, reader: Any) -> None:  # noqa: ANN401 - Whoosh has no types
    """What `add_reader` does, reading a block of postings at a time."""
    base = writer.docnum
    names = set(writer.schema.names()) | set(reader.indexed_field_names())
    numbers = writer.write_per_doc(names, reader)
    terms, files = reader._terms, reader._terms._postfile
    for (field, term), info in terms.items():
        ids, counts = all_blocks(reader.codec().postings_reader(files, info, writer.schema[field].format))
        for number, count in zip(ids.tolist(), counts.tolist(), strict=True):
            if numbers is None:
                writer.pool.add((field, term, base + number, count, b""))
            elif number in numbers:
                writer.pool.add((field, term, numbers[number], count, b""))
    writer._added = True
    reader.close()


def _tier(documents: int) -> int:
    tier = 0
    while documents >= _STEP:
        documents //= _STEP
        tier += 1
    return tier
