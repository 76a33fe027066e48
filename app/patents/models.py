"""Patents as rows: one record an application, all its numbers leading to it, applicants, classes, and the licensable card."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.db import Base


class Patent(Base):
    """One application. `id` is its normalised application number, else the first number known, else a hash (番号なし)."""

    __tablename__ = "patents"
    __table_args__ = (
        Index("ix_patents_filed", "filed_on", "id"),
        Index("ix_patents_updated", "updated_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    abstract: Mapped[str] = mapped_column(default="")
    filed_on: Mapped[date | None]
    published_on: Mapped[date | None]
    granted_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    stage: Mapped[str]  # stages.Stage
    source_url: Mapped[str] = mapped_column(default="")
    is_sample: Mapped[bool] = mapped_column(default=False)  # 見本
    source: Mapped[str]
    source_on: Mapped[date]
    row_digest: Mapped[str] = mapped_column(default="")  # of the record last imported
    licence_withdrawn_at: Mapped[datetime | None]  # the owner took the licence card away: no file brings it back
    created_at: Mapped[datetime] = mapped_column(default=clock.now)  # of two merged records the older keeps its address
    updated_at: Mapped[datetime]

    numbers: Mapped[list["PatentNumberRow"]] = relationship(
        lazy="raise", order_by="PatentNumberRow.position", cascade="all, delete-orphan"
    )
    applicants: Mapped[list["PatentApplicant"]] = relationship(
        lazy="raise", order_by="PatentApplicant.position", cascade="all, delete-orphan"
    )
    classifications: Mapped[list["PatentClassification"]] = relationship(
        lazy="raise", order_by="PatentClassification.position", cascade="all, delete-orphan"
    )
    licence: Mapped["PatentLicence | None"] = relationship(lazy="raise", cascade="all, delete-orphan")


class PatentNumberRow(Base):
    """One number that leads to a patent: `key` is numbers.PatentNumber.key."""

    __tablename__ = "patent_numbers"

    key: Mapped[str] = mapped_column(primary_key=True)
    patent_id: Mapped[str] = mapped_column(ForeignKey("patents.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)


class PatentApplicant(Base):
    """One applicant or holder, as published, and the company that it is if we know."""

    __tablename__ = "patent_applicants"
    __table_args__ = (
        CheckConstraint("link IN ('number', 'name', 'review', 'rejected', 'none')", name="link_known"),
        CheckConstraint("(link IN ('number', 'name')) = (company_id IS NOT NULL)", name="linked_has_company"),
        Index("ix_patent_applicants_company", "company_id"),
        Index("ix_patent_applicants_link", "link", "name_core"),
    )

    patent_id: Mapped[str] = mapped_column(ForeignKey("patents.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_core: Mapped[str]
    company_id: Mapped[str | None]  # no foreign key: the register may be loaded after the patents
    # number: by 法人番号 or an official's choice; name: exactly one open company has this name; review: several, an official
    # chooses; rejected: none of them
    link: Mapped[str] = mapped_column(default="none")
    decided_by: Mapped[str | None]  # user id of the official who chose; files leave that choice alone
    decided_at: Mapped[datetime | None]


class PatentClassification(Base):
    """One FI or IPC symbol as published."""

    __tablename__ = "patent_classifications"

    patent_id: Mapped[str] = mapped_column(ForeignKey("patents.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    scheme: Mapped[str]  # FI or IPC
    symbol: Mapped[str]
    subclass: Mapped[str] = mapped_column(index=True)  # "B23Q"


class PatentLicence(Base):
    """開放特許: the plain-language card beside the legal record."""

    __tablename__ = "patent_licences"

    patent_id: Mapped[str] = mapped_column(ForeignKey("patents.id"), primary_key=True)
    summary: Mapped[str]
    effect: Mapped[str] = mapped_column(default="")
    fields: Mapped[str] = mapped_column(default="")  # 利用分野
    products: Mapped[str] = mapped_column(default="")  # 適用製品
    terms: Mapped[list[str]] = mapped_column(default=list)  # 許諾, 譲渡, 共同
    support: Mapped[str] = mapped_column(default="")  # 技術指導・試作
    fresh_on: Mapped[date]


class PatentRedirect(Base):
    """An address that a merged record once had; it answers 301 to the record that stayed."""

    __tablename__ = "patent_redirects"

    old_id: Mapped[str] = mapped_column(primary_key=True)
    patent_id: Mapped[str] = mapped_column(ForeignKey("patents.id"), index=True)
