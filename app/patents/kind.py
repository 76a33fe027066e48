"""What patents register: the kind `patent`, their part of a company's page, and the recogniser of their numbers."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import ClassVar, Final

from pydantic import BaseModel, Field
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.kinds import Kind, PublicRecord, SearchDocument
from app.core.labels import Label
from app.core.sections import Section
from app.patents import queries
from app.patents.models import Patent
from app.patents.numbers import find_numbers, from_key, registration_from_digits
from app.search.query import RecognisedNumber

_SEVEN: Final = re.compile(r"(?<![0-9-])[0-9]{7}(?![0-9-])")


class ApplicantRecord(BaseModel):
    """An applicant as the API shows it."""

    name: str = Field(description="出願人・権利者の名前")
    company: str | None = Field(description="結び付いた企業の法人番号")


class LicenceRecord(BaseModel):
    """The licensable card as the API shows it."""

    summary: str = Field(description="やさしい説明")
    effect: str = Field(description="効果")
    fields: str = Field(description="利用分野")
    products: str = Field(description="適用製品")
    terms: list[str] = Field(description="条件（許諾・譲渡・共同）")
    support: str = Field(description="技術指導・試作")
    fresh_on: date = Field(description="確認した日")


class PatentRecord(PublicRecord):
    """A patent as the API and the downloads show it."""

    code: str = Field(description="正規化した番号")
    title: str = Field(description="発明の名称")
    abstract: str = Field(description="要約")
    numbers: list[str] = Field(description="出願・公開・登録などの番号")
    applicants: list[ApplicantRecord] = Field(description="出願人・権利者")
    fi: list[str] = Field(description="FI（日本の特許分類）")
    ipc: list[str] = Field(description="国際特許分類（IPC）")
    filed_on: date | None = Field(description="出願日")
    published_on: date | None = Field(description="公開日")
    granted_on: date | None = Field(description="登録日")
    stage: str = Field(description="段階")
    licence: LicenceRecord | None = Field(description="開放特許の条件")
    is_sample: bool = Field(description="見本（架空の特許）か")
    source: str = Field(description="出典")
    source_on: date = Field(description="出典を取り込んだ日")
    updated_at: datetime = Field(description="この記録の更新日時")


class PatentKind(Kind):
    """Patent and utility model applications."""

    name: ClassVar[str] = "patent"
    plural: ClassVar[str] = "patents"
    label: ClassVar[Label] = Label("特許", "Patent")
    plural_label: ClassVar[Label] = Label("特許", "Patents")
    schema: ClassVar[type[PublicRecord]] = PatentRecord

    def visible(self, actor: Actor, *, updated_since: datetime | None = None, closed: bool = False) -> Select[str]:
        """Everyone may see every published application."""
        return queries.visible_ids(updated_since=updated_since)

    def documents(self, session: Session, ids: Sequence[str]) -> list[SearchDocument]:
        """One document an application."""
        return [document_of(patent) for patent in queries.list_by_ids(session, ids)]

    def records(self, session: Session, ids: Sequence[str]) -> list[PatentRecord]:
        """Public records in the order of `ids`."""
        return [self._record(patent) for patent in queries.list_by_ids(session, ids)]

    def all_ids(self, session: Session) -> Iterator[str]:
        """All of them."""
        return queries.stream_ids(session)

    def _record(self, patent: Patent) -> PatentRecord:
        return PatentRecord(
            id=patent.id,
            url=self.address(patent.id),
            code=patent.id,
            title=patent.title,
            abstract=patent.abstract,
            numbers=list(display_numbers(patent)),
            applicants=[ApplicantRecord(name=row.name, company=row.company_id) for row in patent.applicants],
            fi=[row.symbol for row in patent.classifications if row.scheme == "FI"],
            ipc=[row.symbol for row in patent.classifications if row.scheme == "IPC"],
            filed_on=patent.filed_on,
            published_on=patent.published_on,
            granted_on=patent.granted_on,
            stage=patent.stage,
            licence=LicenceRecord.model_validate(patent.licence, from_attributes=True) if patent.licence else None,
            is_sample=patent.is_sample,
            source=patent.source,
            source_on=patent.source_on,
            updated_at=patent.updated_at,
        )


def display_numbers(patent: Patent) -> tuple[str, ...]:
    """All numbers as a person reads them: 特願平1-296837, 特開平3-143231."""
    numbers = (from_key(row.key) for row in patent.numbers)
    return tuple(number.display_ja for number in numbers if number)


def company_section(session: Session, company_id: str, actor: Actor) -> Section | None:  # noqa: ARG001 - all are public
    """The patents of a company, for its page."""
    patents = queries.list_of_company(session, company_id)
    return Section("patents/_company_section.html", {"patents": patents}) if patents else None


def recognise(text: str) -> list[RecognisedNumber]:
    """Patent numbers in a person's query, in any notation; seven bare digits may be a registration number."""
    found = [(start, end, number) for start, end, number in find_numbers(text)]
    for match in _SEVEN.finditer(text):
        if number := registration_from_digits(match[0]):
            found.append((match.start(), match.end(), number))
    return [RecognisedNumber(number.key, start, end, number.kind.label) for start, end, number in found]


def document_of(patent: Patent) -> SearchDocument:
    """What search knows about one patent that is loaded whole."""
    licence = patent.licence
    licence_words = (licence.summary, licence.effect, licence.fields, licence.products) if licence else ()
    return SearchDocument(
        kind=PatentKind.name,
        id=patent.id,
        title=patent.title,
        url=PatentKind().address(patent.id),
        code=patent.id,
        numbers=tuple(number.key for number in patent.numbers),
        names=tuple(applicant.name for applicant in patent.applicants),
        keywords=display_numbers(patent),
        summary=licence.summary if licence else "",
        body="\n".join(part for part in (patent.abstract, *licence_words[1:]) if part),
        ipc=tuple(dict.fromkeys(row.subclass for row in patent.classifications if row.subclass)),
        licensable=licence is not None,
        stage=patent.stage,
        is_sample=patent.is_sample,
        companies=tuple(applicant.company_id for applicant in patent.applicants if applicant.company_id),
        changed_on=patent.granted_on or patent.published_on or patent.filed_on,
    )
