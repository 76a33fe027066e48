"""Technologies as rows."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Technology(Base):
    """One technology. `id` is random; `code` is the natural key of imported files."""

    __tablename__ = "technologies"
    __table_args__ = (
        Index("ix_technologies_updated", "updated_at", "id"),
        Index("ix_technologies_owner", "owner_number"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    problems: Mapped[list[str]] = mapped_column(default=list)  # troubles it solves, in the customers' words
    keywords: Mapped[list[str]] = mapped_column(default=list)
    owner_number: Mapped[str | None]  # 法人番号; may stand here before the company does
    owner_name: Mapped[str] = mapped_column(default="")
    ipc: Mapped[list[str]] = mapped_column(default=list)
    industry: Mapped[str | None]  # JSIC rev. 14 of those who would use it
    municipality_code: Mapped[str | None]  # 6 digits
    stage: Mapped[str]
    url: Mapped[str] = mapped_column(default="")
    is_it: Mapped[bool] = mapped_column(default=False)  # an IT service or product for small firms
    is_sample: Mapped[bool] = mapped_column(default=False)  # 見本
    source: Mapped[str]
    source_on: Mapped[date]
    fresh_on: Mapped[date]
    updated_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]  # its owner took it off the site; shown nowhere
