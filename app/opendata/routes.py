"""The one table of the API's routes: what each is for, what may be asked, what it answers, and a worked example.

The OpenAPI document and the human page are made from it; a test compares it with the routes that the site really has.
`{plural}` in a path stands for each registered kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from app.core.labels import Label
from app.core.paging import MAX_PAGE, MAX_PER_PAGE
from app.opendata import schemas
from app.opendata.records import ID_PATTERN
from app.opendata.reference_lists import LEVELS, area_names, prefecture_codes
from app.search.parameters import DEFAULT_WITHIN, MAX_WITHIN

LIST, RECORD = "list", "record"  # answers whose shape is the kind's own
CODE6: Final[Mapping[str, Any]] = {"type": "string", "pattern": "^[0-9]{6}$"}
CODE: Final[Mapping[str, Any]] = {"type": "string", "pattern": "^[a-z0-9-]{1,40}$"}
AREA: Final[Mapping[str, Any]] = {"type": "string", "enum": area_names()}
TEXT: Final[Mapping[str, Any]] = {"type": "string"}
FLAG: Final[Mapping[str, Any]] = {"type": "string", "enum": ["0", "1"]}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the address."""

    name: str
    text: Label
    schema: Mapping[str, Any]
    is_repeatable: bool = False
    in_path: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One GET. `answer` is a class of `schemas`, or LIST or RECORD, or a media type that is not JSON."""

    path: str
    name: str
    text: Label
    answer: type[BaseModel] | str
    parameters: tuple[Parameter, ...] = ()
    example: str = ""  # {id} is replaced by a real one

    @property
    def is_of_kind(self) -> bool:
        """Whether the path exists once a kind."""
        return "{plural}" in self.path


def whole_number(limit: int, default: int) -> Mapping[str, Any]:
    """The schema of a number from 1 to `limit`."""
    return {"type": "integer", "minimum": 1, "maximum": limit, "default": default}


PAGE: Final = Parameter("page", Label("ページ番号", "Page number"), whole_number(MAX_PAGE, 1))
PER_PAGE: Final = Parameter("per_page", Label("1ページの件数", "Results per page"), whole_number(MAX_PER_PAGE, 20))
UPDATED_SINCE: Final = Parameter(
    "updated_since",
    Label(
        "この日時以後に変わったものだけ（ISO 8601の日付か時刻。閉鎖した企業も含みます）",
        "Only what changed since (ISO 8601 date or time); closed companies included",
    ),
    {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}], "examples": ["2026-11-01"]},
)
CLOSED: Final = Parameter("closed", Label("1：閉鎖した企業も含める", "1: closed companies too"), FLAG)
ID: Final = Parameter(
    "id", Label("識別子", "Identifier"), {"type": "string", "pattern": f"^{ID_PATTERN}$"}, in_path=True
)
QUERY: Final = Parameter("q", Label("探すことば・番号", "Words or numbers to find"), TEXT)
TYPE: Final = Parameter("type", Label("種類", "Type"), TEXT, is_repeatable=True)
SEARCH: Final = (
    QUERY,
    TYPE,
    Parameter("municipality", Label("市町村コード（6桁）", "Municipality code (6 digits)"), CODE6, is_repeatable=True),
    Parameter("near", Label("起点の市町村コード（6桁）", "Start: municipality code (6 digits)"), CODE6),
    Parameter(
        "within", Label("起点からの距離（km）", "Kilometres from the start"), whole_number(MAX_WITHIN, DEFAULT_WITHIN)
    ),
    Parameter(
        "area", Label("県内の地域（県北・県央・鹿行・県南・県西）", "Area of the prefecture"), AREA, is_repeatable=True
    ),
    Parameter("process", Label("工程のコード", "Process code"), CODE, is_repeatable=True),
    Parameter("material", Label("材料のコード", "Material code"), CODE, is_repeatable=True),
    Parameter("lot", Label("ロットのコード", "Order size code"), CODE, is_repeatable=True),
    Parameter(
        "industry", Label("日本標準産業分類（E, E24, E2446）", "JSIC code (E, E24, E2446)"), TEXT, is_repeatable=True
    ),
    Parameter("ipc", Label("国際特許分類", "IPC symbol"), TEXT, is_repeatable=True),
    Parameter("certificate", Label("認証・資格", "Certificate"), TEXT, is_repeatable=True),
    Parameter("licensable", Label("1：使える特許（開放特許）だけ", "1: patents offered for licence only"), FLAG),
    Parameter("stage", Label("段階", "Stage"), TEXT, is_repeatable=True),
    Parameter(
        "sort",
        Label("並べかた", "Order"),
        {"type": "string", "enum": ["relevance", "distance", "newest", "name"], "default": "relevance"},
    ),
    CLOSED,
    PAGE,
    PER_PAGE,
)

OPERATIONS: Final = (
    Operation(
        "/api/v1/search",
        "search",
        Label("横断検索（絞り込みの件数と理由つき）", "Search everything, with facets and reasons"),
        schemas.SearchAnswer,
        SEARCH,
        "/api/v1/search?q=めっき&per_page=5",
    ),
    Operation(
        "/api/v1/suggest",
        "suggest",
        Label("入力中の候補", "Completions while typing"),
        schemas.SuggestAnswer,
        (QUERY,),
        "/api/v1/suggest?q=めっ",
    ),
    Operation(
        "/api/v1/{plural}",
        "list",
        Label("一覧（変更分だけも取れます）", "List, or only what changed"),
        LIST,
        (UPDATED_SINCE, CLOSED, PAGE, PER_PAGE),
        "/api/v1/{plural}?updated_since=2026-11-01&per_page=5",
    ),
    Operation("/api/v1/{plural}/{id}", "get", Label("1件", "One record"), RECORD, (ID,), "/api/v1/{plural}/{id}"),
    Operation(
        "/api/v1/{plural}/{id}/related",
        "related",
        Label("似ている記録（理由つき）", "Similar records, with reasons"),
        schemas.RelatedAnswer,
        (ID, TYPE),
        "/api/v1/{plural}/{id}/related",
    ),
    Operation(
        "/api/v1/downloads/{plural}.csv",
        "download_csv",
        Label("全件のCSV（UTF-8、BOMつき）", "Everything as CSV (UTF-8 with BOM)"),
        "text/csv",
        (UPDATED_SINCE, CLOSED),
        "/api/v1/downloads/{plural}.csv",
    ),
    Operation(
        "/api/v1/downloads/{plural}.jsonl",
        "download_jsonl",
        Label("全件のJSON Lines", "Everything as JSON Lines"),
        "application/x-ndjson",
        (UPDATED_SINCE, CLOSED),
        "/api/v1/downloads/{plural}.jsonl",
    ),
    Operation(
        "/api/v1/downloads/{plural}.dictionary.csv",
        "dictionary",
        Label("項目の説明（CSV）", "Dictionary of the columns (CSV)"),
        "text/csv",
        (),
        "/api/v1/downloads/{plural}.dictionary.csv",
    ),
    Operation(
        "/api/v1/reference/municipalities",
        "municipalities",
        Label("市町村コードの一覧", "Municipality codes"),
        schemas.MunicipalityList,
        (
            Parameter(
                "prefecture",
                Label(
                    "都道府県コード（2桁）か all。なければこの県", "Prefecture (2 digits) or all; else this prefecture"
                ),
                {"type": "string", "enum": prefecture_codes()},
            ),
            Parameter("former", Label("1：なくなった市町村も含める", "1: former municipalities too"), FLAG),
        ),
        "/api/v1/reference/municipalities",
    ),
    Operation(
        "/api/v1/reference/industries",
        "industries",
        Label("日本標準産業分類の一覧", "Industrial classification"),
        schemas.IndustryList,
        (Parameter("level", Label("分類の段階", "Level"), {"type": "string", "enum": list(LEVELS)}),),
        "/api/v1/reference/industries?level=major",
    ),
    Operation(
        "/api/v1/openapi.json",
        "openapi",
        Label("このAPIの定義（OpenAPI 3.1）", "Definition of this API (OpenAPI 3.1)"),
        "application/json",
        (),
        "/api/v1/openapi.json",
    ),
)
