"""Bodies and who acts for them, as rows."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

_CURRENT = text("ended_at IS NULL")


class Office(Base):
    """One body. `code` is what commands and files call it."""

    __tablename__ = "offices"

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # "pref", "mito", "mito-cci"
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    areas: Mapped[list[str]] = mapped_column(default=list)  # 6-digit municipality codes; empty: the whole prefecture
    takes_reviews: Mapped[bool] = mapped_column(default=False)  # claims and profiles of its area wait here
    postcode: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class OfficeStaff(Base):
    """A person's role for a body, from when to when. Ended rows stay: histories name them."""

    __tablename__ = "office_staff"
    __table_args__ = (
        Index("ix_office_staff_user", "user_id", "ended_at"),
        Index(
            "uq_office_staff_current",
            "office_id",
            "user_id",
            "role",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("offices.id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    given_by: Mapped[str | None]
    given_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
