"""A form counts once: the receipt of each sent form, by the random key that was in it."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Index, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import clock
from app.core.db import Base, count_rows, insert_ignoring

KEPT: Final = timedelta(days=2)


class FormReceipt(Base):
    """One form that was sent, and where its answer led."""

    __tablename__ = "form_receipts"
    __table_args__ = (Index("ix_form_receipts_at", "at"),)

    key: Mapped[str] = mapped_column(primary_key=True)  # SHA-256 of the form's key and of who sent it
    location: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


def earlier_answer(session: Session, key: str) -> str | None:
    """Claim `key`: None if this is the first time; else where the first answer led. A second one that comes at the same
    moment waits for the first one's commit."""
    mark = clock.now()
    before = session.scalar(select(FormReceipt.location).where(FormReceipt.key == key))
    if before is not None:
        return before
    insert_ignoring(session, FormReceipt, [{"key": key, "location": "", "at": mark}])
    kept = session.execute(select(FormReceipt.location, FormReceipt.at).where(FormReceipt.key == key)).one()
    return None if kept.at == mark and kept.location == "" else str(kept.location)


def keep_answer(session: Session, key: str, location: str) -> None:
    """Remember where the answer led."""
    session.execute(update(FormReceipt).where(FormReceipt.key == key).values(location=location))


def forget_old(session: Session) -> int:
    """Drop receipts that nobody will ask for; how many."""
    return count_rows(session.execute(delete(FormReceipt).where(FormReceipt.at < clock.now() - KEPT)))
