"""Companies as rows: registry facts, their history, the firm's own profile with its capabilities, and public orders."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from app.core.db import Base, Binary, JSONValue


class Company(Base):
    """One corporation: the registry's present row. `id` is the 法人番号, or a random id for a sole trader without one.

    The registry's facts always follow the file; nothing that the firm says of itself stands here.
    """

    __tablename__ = "companies"
    __table_args__ = (
        CheckConstraint("closed_on IS NOT NULL OR close_cause IS NULL", name="cause_needs_closing"),
        Index("ix_companies_sort", "sort_kana", "id"),
        Index("ix_companies_municipality_sort", "municipality_code", "sort_kana", "id"),
        Index("ix_companies_updated", "updated_at", "id"),
        Index("ix_companies_name_core", "name_core"),
        Index("ix_companies_successor", "successor_number"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    corporate_number: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    name_kana: Mapped[str] = mapped_column(default="")  # フリガナ of the register, without the company form
    name_en: Mapped[str] = mapped_column(default="")
    name_core: Mapped[str]  # core.text.company_core(name)
    sort_kana: Mapped[str] = mapped_column(Binary)  # states.sort_key: the order of lists
    kind: Mapped[str]  # 法人種別 code
    prefecture_code: Mapped[str]  # 2 digits
    municipality_code: Mapped[str | None]  # 6 digits; None where the register's code is unknown to us
    prefecture_name: Mapped[str]
    city_name: Mapped[str]
    street: Mapped[str]
    postcode: Mapped[str]  # 7 digits or empty
    address_outside: Mapped[str] = mapped_column(default="")
    has_name_image: Mapped[bool] = mapped_column(default=False)  # 外字: the text is a substitute
    has_address_image: Mapped[bool] = mapped_column(default=False)
    is_hidden: Mapped[bool] = mapped_column(default=False)  # 検索対象除外 (hihyoji=1)
    process: Mapped[str]
    assigned_on: Mapped[date | None]  # 法人番号指定年月日
    changed_on: Mapped[date | None]  # 変更年月日
    registry_updated_on: Mapped[date | None]  # 更新年月日 of the source row
    closed_on: Mapped[date | None]
    close_cause: Mapped[str | None]
    successor_number: Mapped[str | None]
    removed_on: Mapped[date | None]  # process 99: not shown anywhere
    source: Mapped[str]
    source_on: Mapped[date]  # the day that the file was read
    row_digest: Mapped[str]  # of the source row, so that a second run changes nothing
    updated_at: Mapped[datetime]  # registry facts or profile last changed here

    # Somebody acts for the firm as its owner: asked with the row where a query wants it (queries.get_company), else None.
    is_owned: Mapped[bool | None] = query_expression()
    profile: Mapped["CompanyProfile | None"] = relationship(back_populates="company", lazy="raise")


class CompanyChange(Base):
    """One published row of the register: the firm's history. Kept for numbers that have no present row, too."""

    __tablename__ = "company_changes"
    __table_args__ = (
        UniqueConstraint("corporate_number", "row_digest"),
        Index("ix_company_changes_order", "corporate_number", "registry_updated_on", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    corporate_number: Mapped[str]
    position: Mapped[int]  # order within its file
    process: Mapped[str]
    is_correction: Mapped[bool]
    is_latest: Mapped[bool]
    registry_updated_on: Mapped[date | None]
    changed_on: Mapped[date | None]
    name: Mapped[str]
    address: Mapped[str]
    closed_on: Mapped[date | None]
    close_cause: Mapped[str | None]
    successor_number: Mapped[str | None]
    change_cause: Mapped[str]
    row_digest: Mapped[str]


class CompanyProfile(Base):
    """What a firm says of itself: the live row that publication writes."""

    __tablename__ = "company_profiles"
    __table_args__ = (
        CheckConstraint("staff IS NULL OR staff >= 0", name="staff_positive"),
        CheckConstraint("capital_yen IS NULL OR capital_yen >= 0", name="capital_positive"),
    )

    company_id: Mapped[str] = mapped_column(ForeignKey("companies.id"), primary_key=True)
    summary: Mapped[str] = mapped_column(default="")  # what we do
    strengths: Mapped[str] = mapped_column(default="")
    problems: Mapped[list[str]] = mapped_column(default=list)  # troubles that it solves, in the customers' words
    keywords: Mapped[list[str]] = mapped_column(default=list)
    staff: Mapped[int | None]  # people
    capital_yen: Mapped[int | None] = mapped_column(BigInteger)
    founded_on: Mapped[date | None]
    website: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[str]] = mapped_column(default=list)  # ISO 639-1
    # Shown in this order: {"file": id, "alt": words for those who don't see it, "width", "height": pixels}.
    pictures: Mapped[list[dict[str, Any]]] = mapped_column(JSONValue, default=list, server_default=text("'[]'"))
    is_claimed: Mapped[bool] = mapped_column(default=False)
    is_sample: Mapped[bool] = mapped_column(default=False)  # 見本: invented for the demo
    source: Mapped[str]
    fresh_on: Mapped[date]  # 最終確認日
    updated_at: Mapped[datetime]

    company: Mapped[Company] = relationship(back_populates="profile", lazy="raise")
    industries: Mapped[list["CompanyIndustry"]] = relationship(
        lazy="raise", order_by="CompanyIndustry.position", cascade="all, delete-orphan"
    )
    certificates: Mapped[list["CompanyCertificate"]] = relationship(
        lazy="raise", order_by="CompanyCertificate.id", cascade="all, delete-orphan"
    )
    capabilities: Mapped[list["CompanyCapability"]] = relationship(
        lazy="raise", order_by="CompanyCapability.id", cascade="all, delete-orphan"
    )
    equipment: Mapped[list["CompanyEquipment"]] = relationship(
        lazy="raise", order_by="CompanyEquipment.id", cascade="all, delete-orphan"
    )


class CompanyIndustry(Base):
    """One JSIC code of a firm."""

    __tablename__ = "company_industries"

    company_id: Mapped[str] = mapped_column(ForeignKey("company_profiles.company_id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)  # "E2446"
    revision: Mapped[int] = mapped_column(default=14)
    position: Mapped[int] = mapped_column(default=0)  # 0 is the main one


class CompanyCertificate(Base):
    """A certificate that the firm holds; `expires_on` None if it does not expire."""

    __tablename__ = "company_certificates"

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("company_profiles.company_id"), index=True)
    name: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    expires_on: Mapped[date | None]


class CompanyCapability(Base):
    """One thing that the firm can make or do, with its bounds. Feeds the facets `process`, `material`, `lot`."""

    __tablename__ = "company_capabilities"
    __table_args__ = (
        CheckConstraint("size_min IS NULL OR size_max IS NULL OR size_min <= size_max", name="size_order"),
        CheckConstraint("lot_min IS NULL OR lot_max IS NULL OR lot_min <= lot_max", name="lot_order"),
        CheckConstraint("(size_min IS NULL AND size_max IS NULL) OR size_unit <> ''", name="size_has_unit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("company_profiles.company_id"), index=True)
    process: Mapped[str]  # code of data/processes.tsv
    materials: Mapped[list[str]] = mapped_column(default=list)  # codes of data/materials.tsv
    size_min: Mapped[float | None]
    size_max: Mapped[float | None]
    size_unit: Mapped[str] = mapped_column(default="")
    tolerance: Mapped[str] = mapped_column(default="")
    weight_max_kg: Mapped[float | None]
    lot_min: Mapped[int | None]  # pieces an order
    lot_max: Mapped[int | None]
    remark: Mapped[str] = mapped_column(default="")


class CompanyEquipment(Base):
    """A machine of the firm."""

    __tablename__ = "company_equipment"
    __table_args__ = (CheckConstraint("count >= 1", name="count_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("company_profiles.company_id"), index=True)
    name: Mapped[str]
    count: Mapped[int] = mapped_column(default=1)
    remark: Mapped[str] = mapped_column(default="")


class PublicOrder(Base):
    """An order of a public body that the firm won (官公需実績), as gBizINFO publishes it."""

    __tablename__ = "public_orders"
    __table_args__ = (
        UniqueConstraint("ordered_on", "title", "corporate_number"),
        Index("ix_public_orders_company", "corporate_number", "ordered_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    corporate_number: Mapped[str]  # may stand here before the company does
    ordered_on: Mapped[date]
    title: Mapped[str]
    amount_yen: Mapped[int | None] = mapped_column(BigInteger)
    department: Mapped[str] = mapped_column(default="")
    joint_signatures: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
    source_on: Mapped[date]
