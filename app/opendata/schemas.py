"""Shapes of what the API answers beside the kinds' own records; the OpenAPI document is made from these classes."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    """Base of the API's own shapes: nothing in them changes once made."""

    model_config = ConfigDict(frozen=True)


class Problem(Answer):
    """An error (RFC 9457, application/problem+json)."""

    type: str = Field(description="問題の種類（about:blank は状態コードのとおり）")
    title: str = Field(description="何が起きたか")
    status: int = Field(description="HTTPの状態コード")
    detail: str = Field(description="くわしい説明と、次にできること")
    request_id: str = Field(description="お問い合わせの番号")


class Reason(Answer):
    """Why a record stands in a result."""

    kind: str = Field(description="理由の種類（terms, synonym, meaning, industry, ipc, distance など）")
    text: str = Field(description="理由の文")


class FoundRecord(Answer):
    """One record of a search or of similar records."""

    type: str = Field(description="種類（company, technology, patent など）")
    id: str = Field(description="識別子")
    code: str | None = Field(description="自然キー（法人番号、特許の番号、技術コード）。個人に関わるものは null")
    title: str = Field(description="名前")
    url: str = Field(description="ページのパス")
    snippet: str = Field(description="抜粋（HTML。一致した語は mark 要素）")
    municipality: str | None = Field(description="全国地方公共団体コード（6桁）")
    industry: str | None = Field(description="日本標準産業分類（第14回改定）")
    distance_km: float | None = Field(description="near からの距離（km、役所の間）。near がなければ null")
    score: float = Field(description="順位づけの点。ほかの検索との比較には使えません")
    reasons: list[Reason] = Field(description="この結果が出た理由")


Counts = dict[str, int]


class Facets(Answer):
    """How many results each choice would give, whatever is chosen in the same group."""

    type: Counts = Field(description="種類ごとの件数。type を選んでいなければ、合計は total に等しい")
    municipality: Counts = Field(description="市町村コードごとの件数")
    industry: Counts = Field(description="業種のコード（大分類から細分類まで）ごとの件数")
    area: Counts = Field(description="県内の地域ごとの件数")
    ipc: Counts = Field(description="国際特許分類（サブクラス）ごとの件数")
    process: Counts = Field(description="工程のコードごとの件数")
    material: Counts = Field(description="材料のコードごとの件数")
    lot: Counts = Field(description="ロットのコードごとの件数")
    certificate: Counts = Field(description="認証・資格ごとの件数")
    licensable: Counts = Field(description="使える特許（開放特許）の件数")
    stage: Counts = Field(description="段階ごとの件数")


class SearchAnswer(Answer):
    """One page of a search."""

    query: str = Field(description="検索のことば")
    total: int = Field(description="全件数")
    page: int = Field(description="ページ番号（1から）")
    per_page: int = Field(description="1ページの件数")
    took_ms: float = Field(description="検索にかかった時間（ミリ秒）")
    suggestion: str | None = Field(description="もしかして：言いかえの候補")
    facets: Facets = Field(description="絞り込みの件数")
    results: list[FoundRecord] = Field(description="結果")


class Suggestion(Answer):
    """One completion of what is being typed."""

    text: str = Field(description="候補のことば")
    type: str | None = Field(description="種類。キーワードでは null")
    count: int = Field(description="このことばがある記録の件数")
    url: str = Field(description="このことばで探すページのパス")


class SuggestAnswer(Answer):
    """Completions while typing."""

    query: str = Field(description="入力中のことば")
    results: list[Suggestion] = Field(description="候補（よいものから）")


class RelatedAnswer(Answer):
    """Records like one record, each with reasons."""

    type: str = Field(description="もとの記録の種類")
    id: str = Field(description="もとの記録の識別子")
    total: int = Field(description="件数")
    results: list[FoundRecord] = Field(description="似ている記録（近いものから）")


class RecordPage(Answer):
    """One page of a kind's records; `results` has the kind's own shape."""

    total: int = Field(description="全件数")
    page: int = Field(description="ページ番号（1から）")
    per_page: int = Field(description="1ページの件数")
    results: list[Any] = Field(description="記録")


class MunicipalityRecord(Answer):
    """A municipality of today, or a former one with its successor."""

    code: str = Field(description="全国地方公共団体コード（6桁）")
    name: str = Field(description="名前")
    kana: str = Field(description="フリガナ")
    name_en: str = Field(description="英語名（茨城県内だけ）")
    prefecture: str = Field(description="都道府県コード（2桁）")
    area: str | None = Field(description="県内の地域（県北・県央・鹿行・県南・県西）")
    latitude: float = Field(description="役所・役場の緯度（WGS 84）")
    longitude: float = Field(description="役所・役場の経度（WGS 84）")
    merged_into: str | None = Field(description="いまの市町村のコード（合併などでなくなった場合）")
    valid_to: date | None = Field(description="最後の日（合併などでなくなった場合）")


class MunicipalityList(Answer):
    """All municipalities that the filter leaves."""

    total: int = Field(description="件数")
    results: list[MunicipalityRecord] = Field(description="市町村（コード順。なくなったものは後ろ）")


class IndustryRecord(Answer):
    """One line of the industrial classification."""

    code: str = Field(description="分類コード（大分類の文字つき。E, E24, E244, E2446）")
    level: Literal["major", "middle", "minor", "detail"] = Field(description="大分類・中分類・小分類・細分類")
    name: str = Field(description="名前")
    name_en: str = Field(description="英語名")
    parent: str | None = Field(description="ひとつ上の分類")


class IndustryList(Answer):
    """The whole classification in its order."""

    revision: int = Field(description="日本標準産業分類の改定の回")
    total: int = Field(description="件数")
    results: list[IndustryRecord] = Field(description="産業分類（分類の順）")
