"""What companies register: the kind `company` for search, open data, feeds and the site map."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import ClassVar, Final

from pydantic import BaseModel, Field
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.companies import queries
from app.companies.capabilities import materials, processes
from app.companies.models import Company, CompanyCapability, CompanyProfile
from app.companies.numbers import parse_corporate_number
from app.companies.states import lots_of
from app.core.actor import Actor
from app.core.kinds import Kind, PublicRecord, SearchDocument
from app.core.labels import Label
from app.search.query import RecognisedNumber

_THIRTEEN: Final = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){12}(?![0-9])")


class CapabilityRecord(BaseModel):
    """One capability as the API shows it."""

    process: str = Field(description="工程のコード")
    materials: list[str] = Field(description="材料のコード")
    size_min: float | None = Field(description="大きさの下限（単位は size_unit）")
    size_max: float | None = Field(description="大きさの上限（単位は size_unit）")
    size_unit: str = Field(description="大きさの単位")
    tolerance: str = Field(description="精度")
    weight_max_kg: float | None = Field(description="重さの上限（kg）")
    lot_min: int | None = Field(description="1回の注文の最少数（個）")
    lot_max: int | None = Field(description="1回の注文の最大数（個）")
    remark: str = Field(description="備考")


class CompanyRecord(PublicRecord):
    """A company as the API and the downloads show it."""

    corporate_number: str | None = Field(description="法人番号（13桁）")
    name: str = Field(description="商号または名称（登記のとおり）")
    name_kana: str = Field(description="フリガナ")
    name_en: str = Field(description="英語表記")
    kind: str = Field(description="法人種別コード（国税庁）")
    postcode: str = Field(description="郵便番号（7桁）")
    municipality: str | None = Field(description="全国地方公共団体コード（6桁）")
    address: str = Field(description="所在地")
    closed_on: date | None = Field(description="登記記録の閉鎖等年月日")
    close_cause: str | None = Field(description="閉鎖等の事由コード（国税庁）")
    successor_number: str | None = Field(description="承継先の法人番号")
    assigned_on: date | None = Field(description="法人番号指定年月日")
    source: str = Field(description="登記の情報の出典")
    source_on: date = Field(description="出典を取り込んだ日")
    has_profile: bool = Field(description="会社が登録した紹介があるか")
    is_sample: bool = Field(description="見本（架空の企業）か")
    summary: str = Field(description="できること")
    strengths: str = Field(description="強み")
    problems: list[str] = Field(description="解決できる困りごと")
    keywords: list[str] = Field(description="キーワード")
    industries: list[str] = Field(description="日本標準産業分類（第14回改定）")
    staff: int | None = Field(description="従業員数（人）")
    capital_yen: int | None = Field(description="資本金（円）")
    website: str = Field(description="ウェブサイト")
    certificates: list[str] = Field(description="認証・資格")
    capabilities: list[CapabilityRecord] = Field(description="加工・対応できる範囲")
    equipment: list[str] = Field(description="設備")
    updated_at: datetime = Field(description="この記録の更新日時")


class CompanyKind(Kind):
    """Corporations of the register and what they say of themselves."""

    name: ClassVar[str] = "company"
    plural: ClassVar[str] = "companies"
    label: ClassVar[Label] = Label("企業", "Company")
    plural_label: ClassVar[Label] = Label("企業", "Companies")
    schema: ClassVar[type[PublicRecord]] = CompanyRecord

    def visible(self, actor: Actor, *, updated_since: datetime | None = None, closed: bool = False) -> Select[str]:
        """Everyone may see every company that is neither removed nor hidden."""
        return queries.visible_ids(updated_since=updated_since, closed=closed)

    def documents(self, session: Session, ids: Sequence[str]) -> list[SearchDocument]:
        """One document a company; the profile's texts if there is one."""
        return [document_of(company) for company in queries.list_by_ids(session, ids)]

    def records(self, session: Session, ids: Sequence[str]) -> list[CompanyRecord]:
        """Public records, hidden companies left out."""
        return [self._record(company) for company in queries.list_by_ids(session, ids) if not company.is_hidden]

    def all_ids(self, session: Session) -> Iterator[str]:
        """Open, closed and hidden companies alike: the last two are found by number."""
        return queries.stream_ids(session)

    def _record(self, company: Company) -> CompanyRecord:
        profile = company.profile
        return CompanyRecord(
            id=company.id,
            url=self.address(company.id),
            corporate_number=company.corporate_number,
            name=company.name,
            name_kana=company.name_kana,
            name_en=company.name_en,
            kind=company.kind,
            postcode=company.postcode,
            municipality=company.municipality_code,
            address=address_of(company),
            closed_on=company.closed_on,
            close_cause=company.close_cause,
            successor_number=company.successor_number,
            assigned_on=company.assigned_on,
            source=company.source,
            source_on=company.source_on,
            has_profile=profile is not None,
            is_sample=profile.is_sample if profile else False,
            summary=profile.summary if profile else "",
            strengths=profile.strengths if profile else "",
            problems=profile.problems if profile else [],
            keywords=profile.keywords if profile else [],
            industries=[industry.code for industry in profile.industries] if profile else [],
            staff=profile.staff if profile else None,
            capital_yen=profile.capital_yen if profile else None,
            website=profile.website if profile else "",
            certificates=[certificate.name for certificate in profile.certificates] if profile else [],
            capabilities=[_capability(capability) for capability in profile.capabilities] if profile else [],
            equipment=[equipment.name for equipment in profile.equipment] if profile else [],
            updated_at=company.updated_at,
        )


def address_of(company: Company) -> str:
    """The registered address in one line."""
    return f"{company.prefecture_name}{company.city_name}{company.street}" or company.address_outside


def _keywords(profile: CompanyProfile) -> tuple[str, ...]:
    """The firm's own keywords, the names of its processes and materials, and its machines."""
    known_processes, known_materials = processes(), materials()
    words = list(profile.keywords)
    for capability in profile.capabilities:
        if capability.process in known_processes:
            words.append(known_processes[capability.process].label.ja)
        words += [known_materials[code].label.ja for code in capability.materials if code in known_materials]
    return _unique(words)


def _body(profile: CompanyProfile) -> str:
    parts = [profile.strengths]
    parts += [capability.remark for capability in profile.capabilities]
    parts += [f"{equipment.name} {equipment.remark}" for equipment in profile.equipment]
    parts += [certificate.name for certificate in profile.certificates]
    return "\n".join(part for part in parts if part)


def _capability(capability: CompanyCapability) -> CapabilityRecord:
    names = CapabilityRecord.model_fields
    return CapabilityRecord(**{name: getattr(capability, name) for name in names})


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def recognise(text: str) -> list[RecognisedNumber]:
    """法人番号 in a person's query, with blanks or hyphens between, or T before it; only with the right check digit."""
    found = ((match, parse_corporate_number(match[0])) for match in _THIRTEEN.finditer(text))
    return [
        RecognisedNumber(number, m.start(), m.end(), Label("法人番号", "Corporate number"))
        for m, number in found
        if number
    ]


def document_of(company: Company) -> SearchDocument:
    """What search knows about one company that is loaded whole."""
    profile = company.profile
    return SearchDocument(
        kind=CompanyKind.name,
        id=company.id,
        title=company.name,
        url=CompanyKind().address(company.id),
        code=company.corporate_number,
        numbers=(company.corporate_number,) if company.corporate_number else (),
        names=(company.name_en,) if company.name_en else (),
        kana=company.name_kana,
        is_name=True,
        keywords=_keywords(profile) if profile else (),
        summary=profile.summary if profile else "",
        problems=tuple(profile.problems) if profile else (),
        body=_body(profile) if profile else "",
        address=address_of(company),
        municipality=company.municipality_code,
        industries=tuple(industry.code for industry in profile.industries) if profile else (),
        processes=_unique(c.process for c in profile.capabilities) if profile else (),
        materials=_unique(m for c in profile.capabilities for m in c.materials) if profile else (),
        lots=_unique(lot for c in profile.capabilities for lot in lots_of(c.lot_min, c.lot_max)) if profile else (),
        certificates=_unique(c.name for c in profile.certificates) if profile else (),
        is_closed=company.closed_on is not None,
        is_hidden_by_name=company.is_hidden,
        is_sample=profile.is_sample if profile else False,
        companies=(company.id,),
        changed_on=profile.fresh_on if profile else company.registry_updated_on,
    )
