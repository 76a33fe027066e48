"""Exchange documents (DOCDB, EPO OPS) from an XML file of any size, one small tree at a time.

The parser is defusedxml's: entity declarations and external references end the reading. Memory stays flat: only the document
being read is kept, without the parts that we never use, and its depth, nodes and texts have bounds. Nothing of the file's
content raises: it ends in a `Stopped` with a reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from app.patents.readers import reasons

DOCUMENT: Final = "exchange-document"
MAX_DEPTH: Final = 64
MAX_TEXT: Final = 1_000_000
"""Characters of one element's own text; the rest is cut."""
MAX_NODES: Final = 50_000
"""Elements of one document; the rest is left out."""
MAX_DOCUMENT_TEXT: Final = 4_000_000
MAX_TOKEN: Final = 4_000_000
"""Bytes that may pass without any element or text: no tag, comment or attribute is so long."""
_CHUNK: Final = 64 * 1024
_UNUSED: Final = frozenset(
    {"references-cited", "priority-claims", "inventors", "agents", "description", "claims", "fulltext-documents"}
)


@dataclass(slots=True)
class Node:
    """One element: local name, attributes by local name, and its content in order (texts and elements)."""

    name: str
    attributes: dict[str, str]
    content: list["str | Node"] = field(default_factory=list)
    length: int = 0

    def children(self, *path: str) -> Iterator["Node"]:
        """The elements at a path of names below this one, in order."""
        for child in self.content:
            if isinstance(child, Node) and child.name == path[0]:
                if len(path) == 1:
                    yield child
                else:
                    yield from child.children(*path[1:])

    def first(self, *path: str) -> str:
        """The text of the first element at a path; "" where there is none."""
        return next((node.text for node in self.children(*path)), "")

    @property
    def text(self) -> str:
        """All text in it, in order, without the blanks around it."""
        return "".join(part if isinstance(part, str) else f"{part.text}" for part in self.content).strip()


@dataclass(frozen=True, slots=True)
class Document:
    """One exchange document; `is_cut` where something in it passed a bound."""

    root: Node
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why the file could not be read to its end."""

    reason: str


class _OutOfBounds(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Target:
    """What the parser tells its events to: builds documents, keeps to the bounds."""

    def __init__(self) -> None:
        self.done: list[Document] = []
        self.is_silent = True
        self._depth = 0
        self._unused_from = 0
        self._open: list[Node] = []
        self._nodes = 0
        self._length = 0
        self._is_cut = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.is_silent = False
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _OutOfBounds(reasons.XML_TOO_DEEP)
        if self._unused_from:
            return
        name = _local(tag)
        if not self._open and name != DOCUMENT:
            return
        if not self._open:
            self._nodes, self._length, self._is_cut = 0, 0, False
        if name in _UNUSED or self._nodes >= MAX_NODES:
            self._is_cut = self._is_cut or name not in _UNUSED
            self._unused_from = self._depth
            return
        self._nodes += 1
        self._open.append(Node(name, {_local(key): value[:1000] for key, value in attributes.items()}))

    def data(self, text: str) -> None:
        self.is_silent = False
        if not self._open or self._unused_from:
            return
        node = self._open[-1]
        room = max(0, min(MAX_TEXT - node.length, MAX_DOCUMENT_TEXT - self._length))
        if len(text) > room:
            self._is_cut = True
        if room:
            node.content.append(text[:room])
            node.length += len(text[:room])
            self._length += len(text[:room])

    def end(self, _tag: str) -> None:
        self.is_silent = False
        depth, self._depth = self._depth, self._depth - 1
        if self._unused_from:
            self._unused_from = 0 if depth == self._unused_from else self._unused_from
            return
        if not self._open:
            return
        node = self._open.pop()
        if self._open:
            self._open[-1].content.append(node)
        else:
            self.done.append(Document(node, self._is_cut))

    def close(self) -> None:
        """Nothing is left to hand out: documents leave as they end."""

    def take(self) -> list[Document]:
        """The documents finished since the last call."""
        done, self.done = self.done, []
        return done


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def read_documents(file: BinaryIO) -> Iterator[Document | Stopped]:
    """The exchange documents of `file`, in order; at most one `Stopped`, at the end."""
    target = _Target()
    parser = DefusedXMLParser(target=target)
    quiet, reason = 0, None
    while reason is None:
        chunk = file.read(_CHUNK)
        target.is_silent = True
        reason = _fed(parser, chunk)
        yield from target.take()
        quiet = quiet + len(chunk) if target.is_silent else 0
        if reason is None and quiet > MAX_TOKEN:
            reason = reasons.XML_TOO_LARGE
        if not chunk:
            break
    if reason is not None:
        yield Stopped(reason)


def _fed(parser: DefusedXMLParser, chunk: bytes) -> str | None:
    """Give the parser the next bytes, or its end; why it can't go on, if so."""
    try:
        if chunk:
            parser.feed(chunk)
        else:
            parser.close()
    except _OutOfBounds as bound:
        return bound.reason
    except DefusedXmlException:
        return reasons.XML_ENTITIES
    except (ParseError, LookupError, ValueError):
        return reasons.XML_BROKEN
    return None
