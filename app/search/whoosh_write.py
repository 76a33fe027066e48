"""Writing to a Whoosh index: delete, add, merge, commit."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from whoosh.reading import SegmentReader

from app.search.documents import AnalysedDocument
from app.search.whoosh_fields import Codec, fields_of
from app.search.whoosh_segments import Snapshot

_FEW: Final = 24  # segments of one size before they become one: so rare that 95 of 100 commits merge nothing
_STEP: Final = 8  # times as large is the next size
_SMALL_MB: Final = 32
_BIG_MB: Final = 48


def write(
    index: Any,  # noqa: ANN401 - Whoosh has no types
    snapshot: Snapshot,
    gone: Sequence[tuple[str, str]],
    documents: Iterable[AnalysedDocument],
) -> None:
    """Delete what `gone` names, add `documents`, commit once. `snapshot` is the newest; the caller holds the write lock."""
    writer = index.writer(limitmb=_SMALL_MB, codec=Codec(), timeout=10.0)
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
    writer.commit(mergetype=_tiers)


def big_writer(index: Any) -> Any:  # noqa: ANN401 - Whoosh has no types
    """A writer for a whole index: one segment, as much in memory as is sensible."""
    return index.writer(limitmb=_BIG_MB, codec=Codec(), timeout=10.0)


def _tiers(writer: Any, segments: list[Any]) -> list[Any]:  # noqa: ANN401 - Whoosh has no types
    """Whoosh's merge policy: when enough segments are of about one size, they become one; empty ones go."""
    tiers: dict[int, list[Any]] = {}
    for segment in segments:
        if segment.doc_count() > 0:
            tiers.setdefault(_tier(segment.doc_count()), []).append(segment)
    merged = {id(segment) for tier in tiers.values() if len(tier) >= _FEW for segment in tier}
    for segment in segments:
        if id(segment) in merged:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return [segment for tier in tiers.values() for segment in tier if id(segment) not in merged]


def _tier(documents: int) -> int:
    tier = 0
    while documents >= _STEP:
        documents //= _STEP
        tier += 1
    return tier
