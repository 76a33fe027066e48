"""Public orders (官公需実績) into our table, set-wise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from app.companies.models import Company, PublicOrder
from app.core import clock
from app.core.db import upsert


@dataclass(frozen=True, slots=True)
class OrderInput:
    """One order that a firm won. Key: day, title, number; the amount is in yen with tax, None where it is not published."""

    corporate_number: str
    ordered_on: date
    title: str
    amount_yen: int | None = None
    department: str = ""
    joint_signatures: str = ""

    @property
    def key(self) -> tuple[date, str, str]:
        """What makes it one order."""
        return self.ordered_on, self.title, self.corporate_number


@dataclass(frozen=True, slots=True)
class OrderCounts:
    """What one batch did; `companies` are ids of ours whose orders are different now."""

    added: int
    changed: int
    unchanged: int
    companies: tuple[str, ...]


def write_orders(session: Session, orders: Sequence[OrderInput], source: str) -> OrderCounts:
    """Add orders, or change the one with the same key; of two with one key the last holds. Units: yen."""
    wanted = {order.key: order for order in orders}
    ours = _ours(session, list(wanted))
    written = [order for key, order in wanted.items() if ours.get(key) != order]
    upsert(
        session, PublicOrder, [_row(order, source) for order in written], ("ordered_on", "title", "corporate_number")
    )
    numbers = {order.corporate_number for order in written}
    companies = session.scalars(select(Company.id).where(Company.id.in_(numbers)).order_by(Company.id))
    changed = sum(order.key in ours for order in written)
    return OrderCounts(len(written) - changed, changed, len(wanted) - len(written), tuple(companies))


def _ours(session: Session, keys: Sequence[tuple[date, str, str]]) -> dict[tuple[date, str, str], OrderInput]:
    columns = (PublicOrder.ordered_on, PublicOrder.title, PublicOrder.corporate_number)
    found = session.scalars(select(PublicOrder).where(tuple_(*columns).in_(keys)))
    return {
        (row.ordered_on, row.title, row.corporate_number): OrderInput(
            corporate_number=row.corporate_number,
            ordered_on=row.ordered_on,
            title=row.title,
            amount_yen=row.amount_yen,
            department=row.department,
            joint_signatures=row.joint_signatures,
        )
        for row in found
    }


def _row(order: OrderInput, source: str) -> dict[str, Any]:
    return {
        "corporate_number": order.corporate_number,
        "ordered_on": order.ordered_on,
        "title": order.title,
        "amount_yen": order.amount_yen,
        "department": order.department,
        "joint_signatures": order.joint_signatures,
        "source": source,
        "source_on": clock.today(),
    }
