"""EPO exchange documents (DOCDB back files and OPS answers): one record a gazette document.

Read: publication and application numbers (DOCDB or epodoc parts), titles and abstracts (Japanese before English before others),
applicants, IPC, CPC and FI symbols, days. The day of a document of kind B or C is the day of grant, but in Japan only that of
the gazette, so it is kept as a remark there. Source: EPO, "DOCDB XML exchange format" and OPS 3.2, exchange-documents.xsd.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO, Final, NamedTuple

from app.core.rows import RowProblem, problem
from app.core.text import clean, nfkc
from app.patents.classification import normalise_ipc, parse_symbol
from app.patents.dates import parse_day
from app.patents.numbers import NumberKind, PatentNumber, from_docdb
from app.patents.readers import reasons
from app.patents.readers.cells import LINE, PARAGRAPH
from app.patents.readers.exchange import Document, Node, Stopped, read_documents
from app.patents.readers.lists import MAX_ITEMS
from app.patents.records import ApplicantName, Classification, PatentRecord, PatentSource, Scheme

_LANGUAGES: Final = ("ja", "en")
_NAME_ORDER: Final = ("original", "docdba", "docdb", "epodoc")
_COUNTRY_BEHIND: Final = re.compile(r"\s*\[([A-Z]{2})\]\s*$")
_WHERE: Final = "exchange-document"
_EPODOC_FIRST: Final = frozenset({"JP", "US"})


class _Id(NamedTuple):
    """One document-id: the format it is in, its parts, its day as written."""

    format: str
    country: str
    number: str
    kind: str
    day: str


def read_docdb(file: BinaryIO) -> Iterator[PatentRecord | RowProblem]:
    """The records of the file, in order, with the problems of each before it; rows count documents from 1.

    Never raises on content: a file that is cut off, declares entities or is nested too deeply gives what came before and an
    error. Memory stays flat for any size.
    """
    row = 0
    for found in read_documents(file):
        row += 1
        if isinstance(found, Stopped):
            yield problem(row, "XML", "", found.reason)
            return
        yield from _read(row, found)
    if row == 0:
        yield problem(1, "XML", "", reasons.XML_WITHOUT_DOCUMENTS)


def _read(row: int, document: Document) -> Iterator[PatentRecord | RowProblem]:
    problems = [problem(row, _WHERE, "", reasons.CUT, "note")] if document.is_cut else []
    record = _record(row, document.root, problems)
    if not record.numbers:
        shown = "".join(document.root.attributes.get(name, "") for name in ("country", "doc-number", "kind"))
        problems.append(problem(row, _WHERE, shown, reasons.NO_NUMBER))
    elif not record.title:
        problems.append(problem(row, "invention-title", "", reasons.TITLE_MISSING, "note"))
    yield from problems
    if not any(found.is_error for found in problems):
        yield record


def _record(row: int, root: Node, problems: list[RowProblem]) -> PatentRecord:
    published = _ids(root, "publication-reference")
    applied = _ids(root, "application-reference")
    publication = _publication(root, published)
    published_on = _day(row, published, root.attributes.get("date-publ", ""), problems)
    is_grant = publication is not None and (publication.kind.is_registration or publication.kind is NumberKind.EXAMINED)
    is_japanese_grant = is_grant and publication is not None and publication.country == "JP"
    numbers = (_application(root, applied), publication)
    gazette = f"公報発行日: {published_on.isoformat()}" if is_japanese_grant and published_on else ""
    return PatentRecord(
        source=PatentSource.DOCDB,
        row=row,
        title=nfkc(_in_best_language(root.children("bibliographic-data", "invention-title"))[:LINE]),
        abstract=clean(_in_best_language(root.children("abstract"))[:PARAGRAPH]),
        applicants=_applicants(root),
        numbers=tuple(dict.fromkeys(number for number in numbers if number)),
        classifications=_classifications(root),
        filed_on=_day(row, applied, "", problems),
        published_on=None if is_grant else published_on,
        granted_on=published_on if is_grant and not is_japanese_grant else None,
        source_url=_espacenet(root),
        remarks=(gazette,) if gazette else (),
    )


def _ids(root: Node, reference: str) -> list[_Id]:
    return [
        _Id(
            format=identifier.attributes.get("document-id-type") or node.attributes.get("data-format", ""),
            country=identifier.first("country") or root.attributes.get("country", ""),
            number=identifier.first("doc-number"),
            kind=identifier.first("kind"),
            day=identifier.first("date"),
        )
        for node in root.children("bibliographic-data", reference)
        for identifier in node.children("document-id")
    ]


def _publication(root: Node, ids: list[_Id]) -> PatentNumber | None:
    """From the first readable of the document's own attributes, DOCDB's parts and epodoc's."""
    attributes = root.attributes
    own = _Id("docdb", attributes.get("country", ""), attributes.get("doc-number", ""), attributes.get("kind", ""), "")
    ordered = [own, *sorted((i for i in ids if i.format != "original"), key=lambda i: i.format != "docdb")]
    return next((number for i in ordered if (number := from_docdb(i.country, i.number, i.kind or own.kind))), None)


def _application(root: Node, ids: list[_Id]) -> PatentNumber | None:
    """epodoc's first for Japan and America, where DOCDB's older numbers have two-digit years; else DOCDB's only."""
    country = root.attributes.get("country", "")
    kind = next((i.kind for i in ids if i.format == "docdb"), "")
    formats = ("epodoc", "docdb") if country in _EPODOC_FIRST else ("docdb",)
    ordered = [i for wanted in formats for i in ids if i.format == wanted]
    return next((n for i in ordered if (n := from_docdb(i.country, i.number, i.kind or kind, application=True))), None)


def _day(row: int, ids: list[_Id], fallback: str, problems: list[RowProblem]) -> date | None:
    text = next((i.day for i in ids if i.day), fallback)
    try:
        return parse_day(text)
    except ValueError:
        problems.append(problem(row, "date", text, reasons.DAY_UNREADABLE))
        return None


def _in_best_language(nodes: Iterator[Node]) -> str:
    texts: dict[str, str] = {}
    for node in nodes:
        texts.setdefault(node.attributes.get("lang", "").lower(), node.text)
    return next((texts[language] for language in _LANGUAGES if texts.get(language)), next(iter(texts.values()), ""))


def _applicants(root: Node) -> tuple[ApplicantName, ...]:
    """The applicants in one format, Japanese names before others, with the country that any format gives them."""
    names: dict[str, list[tuple[str, str]]] = {}
    countries: dict[str, str] = {}
    for node in root.children("bibliographic-data", "parties", "applicants", "applicant"):
        sequence = node.attributes.get("sequence", "")
        name = node.first("applicant-name", "name") or node.first("applicant-name")
        behind = _COUNTRY_BEHIND.search(name[:LINE])
        country = behind[1] if behind else node.first("residence", "country")
        if re.fullmatch("[A-Z]{2}", country):
            countries.setdefault(sequence, country)
        plain = nfkc(_COUNTRY_BEHIND.sub("", name[:LINE])).rstrip(" ,;")
        names.setdefault(node.attributes.get("data-format", ""), []).append((sequence, plain))
    chosen = min(names, key=lambda form: _rank(form, names[form]), default="")
    found = (ApplicantName(name, None, countries.get(sequence)) for sequence, name in names.get(chosen, []) if name)
    return tuple(dict.fromkeys(found))[:MAX_ITEMS]


def _rank(form: str, names: list[tuple[str, str]]) -> tuple[bool, int]:
    is_latin = all(name.isascii() for _, name in names)
    return is_latin, _NAME_ORDER.index(form) if form in _NAME_ORDER else len(_NAME_ORDER)


def _classifications(root: Node) -> tuple[Classification, ...]:
    bibliography = list(root.children("bibliographic-data"))
    found: list[Classification | None] = []
    for path in (("classifications-ipcr", "classification-ipcr", "text"), ("classification-ipc", "text")):
        found += [_symbol(Scheme.IPC, node.text) for data in bibliography for node in data.children(*path)]
    for data in bibliography:
        found += [_coded(node) for node in data.children("patent-classifications", "patent-classification")]
    return tuple(dict.fromkeys(symbol for symbol in found if symbol))[:MAX_ITEMS]


def _coded(node: Node) -> Classification | None:
    """A symbol in parts or whole, of the scheme that stands beside it; None for schemes that we do not keep (F-terms, US)."""
    name = next((scheme.attributes.get("scheme", "") for scheme in node.children("classification-scheme")), "").upper()
    scheme = Scheme.CPC if name.startswith("CPC") else {"FI": Scheme.FI, "IPC": Scheme.IPC}.get(name)
    if scheme is None:
        return None
    head = "".join(node.first(part) for part in ("section", "class", "subclass"))
    parts = f"{head}{node.first('main-group')}/{node.first('subgroup')}" if node.first("main-group") else head
    return _symbol(scheme, node.first("classification-symbol") or parts)


def _symbol(scheme: Scheme, text: str) -> Classification | None:
    parsed = parse_symbol(text) if scheme is Scheme.FI else None
    symbol = parsed.text if parsed else normalise_ipc(text)
    return Classification(scheme, symbol) if symbol else None


def _espacenet(root: Node) -> str:
    """The document's page at Espacenet, made of its own three attributes; "" where they are not plain."""
    number = "".join(root.attributes.get(name, "") for name in ("country", "doc-number", "kind"))
    return (
        f"https://worldwide.espacenet.com/patent/search?q=pn%3D{number}"
        if re.fullmatch("[A-Z0-9]{4,30}", number)
        else ""
    )
