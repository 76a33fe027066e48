"""Who acts for a firm, as rows."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

_CURRENT = text("ended_at IS NULL")


class CompanyMember(Base):
    """A person's role for a firm (core.actor.FirmRole: owner, editor, viewer), from when to when. Ended rows stay."""

    __tablename__ = "company_members"
    __table_args__ = (
        CheckConstraint("role IN ('owner', 'editor', 'viewer')", name="role_known"),
        Index("ix_company_members_user", "user_id", "ended_at"),
        Index(
            "uq_company_members_current",
            "company_id",
            "user_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("companies.id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    given_by: Mapped[str | None]
    given_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
