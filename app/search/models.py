"""What people looked for, as rows without a person, and the groups of synonyms that the prefecture's office keeps.

`session` is a keyed hash over session and words whose key changes every day: it tells apart two people who look for the same
on one day, ties no two searches together, and leads back to nobody.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Binary


class SearchLook(Base):
    """Words that one session looked for on one day, and what came of it. However often it searched, it is one row."""

    __tablename__ = "search_looks"
    __table_args__ = (
        CheckConstraint("outcome IN ('found', 'widened', 'nothing')", name="outcome_known"),
        UniqueConstraint("day", "words", "session"),
        Index("ix_search_looks_words", "words", "outcome", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    words: Mapped[str] = mapped_column(Binary)  # folded and in order: めっき 溶接 and 溶接 メッキ are the same
    shown: Mapped[str] = mapped_column(Binary)  # as they were typed
    length: Mapped[int]  # how many words
    outcome: Mapped[str]
    session: Mapped[str]


class CompanyLook(Base):
    """Words whose search led one session to the page of a company on one day."""

    __tablename__ = "company_looks"
    __table_args__ = (
        UniqueConstraint("day", "words", "session", "company_id"),
        Index("ix_company_looks_company", "company_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    company_id: Mapped[str]  # of a room above: no foreign key
    words: Mapped[str] = mapped_column(Binary)
    shown: Mapped[str] = mapped_column(Binary)
    length: Mapped[int]
    session: Mapped[str]


class SearchDay(Base):
    """What is left of the looks of one day once they are folded: how many searches, and what came of them."""

    __tablename__ = "search_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    searches: Mapped[int]
    widened: Mapped[int]
    unfound: Mapped[int]


class UnfoundDismissal(Base):
    """Words that someone has dealt with: searches up to that day no longer count as not found."""

    __tablename__ = "unfound_dismissals"

    words: Mapped[str] = mapped_column(Binary, primary_key=True)
    dismissed_on: Mapped[date]
    dismissed_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))


class SynonymGroup(Base):
    """Words of one meaning, kept by the prefecture's office. A withdrawn one stays: the history names it."""

    __tablename__ = "synonym_groups"
    __table_args__ = (
        CheckConstraint("state IN ('active', 'withdrawn')", name="state_known"),
        Index("ix_synonym_groups_state", "state", "updated_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[list[str]]
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    updated_at: Mapped[datetime]
    updated_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
