"""What technologies register: the kind `technology`, and their part of a company's page."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import ClassVar

from pydantic import Field
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.companies.numbers import is_corporate_number
from app.core.actor import Actor
from app.core.kinds import Kind, PublicRecord, SearchDocument
from app.core.labels import Label
from app.core.sections import Section
from app.technologies import queries
from app.technologies.models import Technology


class TechnologyRecord(PublicRecord):
    """A technology as the API and the downloads show it."""

    code: str = Field(description="技術コード")
    title: str = Field(description="技術の名前")
    summary: str = Field(description="概要")
    description: str = Field(description="説明")
    problems: list[str] = Field(description="解決できる困りごと")
    keywords: list[str] = Field(description="キーワード")
    owner_corporate_number: str | None = Field(description="保有者の法人番号")
    owner_name: str = Field(description="保有者の名前")
    ipc: list[str] = Field(description="国際特許分類（IPC）")
    industry: str | None = Field(description="使う業種（日本標準産業分類 第14回改定）")
    municipality: str | None = Field(description="全国地方公共団体コード（6桁）")
    stage: str = Field(description="段階")
    web_page: str = Field(description="紹介のページ")
    is_it: bool = Field(description="中小企業向けのITサービス・製品か")
    is_sample: bool = Field(description="見本（架空の技術）か")
    source: str = Field(description="出典")
    source_on: date = Field(description="出典を取り込んだ日")
    updated_at: datetime = Field(description="この記録の更新日時")


class TechnologyKind(Kind):
    """What firms and institutes offer to others."""

    name: ClassVar[str] = "technology"
    plural: ClassVar[str] = "technologies"
    label: ClassVar[Label] = Label("技術", "Technology")
    plural_label: ClassVar[Label] = Label("技術", "Technologies")
    schema: ClassVar[type[PublicRecord]] = TechnologyRecord

    def visible(self, actor: Actor, *, updated_since: datetime | None = None, closed: bool = False) -> Select[str]:
        """Everyone may see every technology that its owner shows."""
        return queries.visible_ids(updated_since=updated_since)

    def documents(self, session: Session, ids: Sequence[str]) -> list[SearchDocument]:
        """One document a technology; none for what its owner took off the site."""
        return [document_of(technology) for technology in queries.list_by_ids(session, ids)]

    def records(self, session: Session, ids: Sequence[str]) -> list[TechnologyRecord]:
        """Public records in the order of `ids`."""
        return [self._record(technology) for technology in queries.list_by_ids(session, ids)]

    def all_ids(self, session: Session) -> Iterator[str]:
        """All of them."""
        return queries.stream_ids(session)

    def _record(self, row: Technology) -> TechnologyRecord:
        return TechnologyRecord(
            id=row.id,
            url=self.address(row.id),
            code=row.code,
            title=row.title,
            summary=row.summary,
            description=row.description,
            problems=row.problems,
            keywords=row.keywords,
            owner_corporate_number=row.owner_number if is_corporate_number(row.owner_number or "") else None,
            owner_name=row.owner_name,
            ipc=row.ipc,
            industry=row.industry,
            municipality=row.municipality_code,
            stage=row.stage,
            web_page=row.url,
            is_it=row.is_it,
            is_sample=row.is_sample,
            source=row.source,
            source_on=row.source_on,
            updated_at=row.updated_at,
        )


def company_section(session: Session, company_id: str, actor: Actor) -> Section | None:  # noqa: ARG001 - all are public
    """The technologies of a company, for its page."""
    technologies = queries.list_of_owner(session, company_id)
    if not technologies:
        return None
    return Section("technologies/_company_section.html", {"technologies": technologies})


def document_of(row: Technology) -> SearchDocument:
    """What search knows about one technology that is loaded whole."""
    return SearchDocument(
        kind=TechnologyKind.name,
        id=row.id,
        title=row.title,
        url=TechnologyKind().address(row.id),
        code=row.code,
        numbers=(row.code.lower(),),
        names=(row.owner_name,) if row.owner_name else (),
        keywords=tuple(row.keywords),
        summary=row.summary,
        problems=tuple(row.problems),
        body=row.description,
        municipality=row.municipality_code,
        industries=(row.industry,) if row.industry else (),
        ipc=tuple(dict.fromkeys(symbol[:4] for symbol in row.ipc)),
        stage=row.stage,
        is_sample=row.is_sample,
        companies=(row.owner_number,) if row.owner_number else (),
        changed_on=row.fresh_on,
    )
