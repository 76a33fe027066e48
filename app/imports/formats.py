"""Which layouts each kind of file can have, and which one a file is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from app.core.labels import Label, phrase
from app.imports.companies import HoujinImporter, is_houjin
from app.imports.errors import FileRefused
from app.imports.files import Source
from app.imports.importer import Importer
from app.imports.listings import GBIZINFO, HEADED, ListingImporter, is_gbizinfo_companies, is_headed_companies
from app.imports.orders import OrderImporter, is_orders
from app.imports.patents import PatentImporter
from app.imports.tables import first_row
from app.imports.technologies import TechnologyImporter, is_headed_technologies
from app.patents.readers import recognise
from app.patents.records import PatentSource

AUTO: Final = "auto"


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file: what recognition looks at. `first_row` is empty for JSON and XML."""

    start: str
    first_row: tuple[str, ...]

    @property
    def is_json(self) -> bool:
        """Whether it begins as JSON does."""
        return self.start[:1] in {"{", "["}

    @property
    def is_xml(self) -> bool:
        """Whether it begins as XML does."""
        return self.start[:1] == "<"


@dataclass(frozen=True, slots=True)
class Format:
    """One layout; `importer` takes the prefecture to which companies are narrowed."""

    name: str
    label: Label
    accepts: Callable[[Head], bool]
    importer: Callable[[str | None], Importer[Any]]


def _patents(source: PatentSource, label: Label) -> Format:
    return Format(
        source.value,
        label,
        lambda head: recognise(head.first_row) is source if head.first_row else False,
        lambda _prefecture: PatentImporter(source),
    )


FORMATS: Final[dict[str, tuple[Format, ...]]] = {
    "companies": (
        Format(
            "houjin",
            Label("国税庁法人番号CSV", "Corporate number CSV (National Tax Agency)"),
            lambda head: is_houjin(head.first_row),
            HoujinImporter,
        ),
        Format(
            "gbizinfo-json",
            Label("gBizINFO JSON", "gBizINFO JSON"),
            lambda head: head.is_json,
            lambda prefecture: ListingImporter(prefecture, source=GBIZINFO, is_json=True),
        ),
        Format(
            "gbizinfo",
            Label("gBizINFO CSV", "gBizINFO CSV"),
            lambda head: is_gbizinfo_companies(head.first_row),
            lambda prefecture: ListingImporter(prefecture, source=GBIZINFO),
        ),
        Format(
            "headed",
            Label("見出し付き企業CSV", "Headed company CSV"),
            lambda head: is_headed_companies(head.first_row),
            lambda prefecture: ListingImporter(prefecture, source=HEADED),
        ),
    ),
    "orders": (
        Format(
            "gbizinfo",
            Label("gBizINFO調達情報CSV", "gBizINFO procurement CSV"),
            lambda head: is_orders(head.first_row),
            lambda _prefecture: OrderImporter(),
        ),
    ),
    "patents": (
        _patents(PatentSource.JPLATPAT, Label("J-PlatPat CSV", "J-PlatPat CSV")),
        _patents(PatentSource.HEADED, Label("見出し付き特許CSV", "Headed patent CSV")),
        _patents(PatentSource.GBIZINFO, Label("gBizINFO特許CSV", "gBizINFO patent CSV")),
        Format(
            PatentSource.DOCDB.value,
            Label("DOCDB XML", "DOCDB XML"),
            lambda head: head.is_xml,
            lambda _prefecture: PatentImporter(PatentSource.DOCDB),
        ),
    ),
    "technologies": (
        Format(
            "headed",
            Label("見出し付き技術CSV", "Headed technology CSV"),
            lambda head: is_headed_technologies(head.first_row),
            lambda _prefecture: TechnologyImporter(),
        ),
    ),
}


def format_names(kind: str) -> list[str]:
    """What `--format` may be for this kind."""
    return [AUTO, *(known.name for known in FORMATS[kind])]


def choose(kind: str, name: str, source: Source) -> Format:
    """The format called `name`, or with "auto" the one that the file is. FileRefused if it is none of this kind."""
    if name != AUTO:
        return next(known for known in FORMATS[kind] if known.name == name)
    start = source.head.lstrip("\ufeff \t\r\n")
    head = Head(start[:4096], tuple(first_row(source.head)) if start[:1] not in {"{", "[", "<"} else ())
    found = next((known for known in FORMATS[kind] if known.accepts(head)), None)
    if found is None:
        reason = phrase("ファイルの形式が分かりません（%(start)s…）。取り込める形式は %(known)s です。")
        raise FileRefused(reason, start=_shown(head), known="、".join(known.label.ja for known in FORMATS[kind]))
    return found


def _shown(head: Head) -> str:
    text = ",".join(head.first_row) if head.first_row else head.start
    return "".join(character if character.isprintable() else " " for character in text[:60]).strip()
