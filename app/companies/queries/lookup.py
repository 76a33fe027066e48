"""Finding the firm that a person wants to claim: by 法人番号 in any notation, or by its name. What can't be claimed says why."""

import re
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.companies.models import Company
from app.companies.numbers import LENGTH, is_corporate_number
from app.companies.queries import visible_ids
from app.core.letters import Text, msgid
from app.core.text import company_core, digits, nfkc, plain_hyphens

_NUMBER: Final = re.compile(r"T?[0-9][0-9 -]*", re.IGNORECASE)
_MOST: Final = 20
_SHORTEST_NAME: Final = 2  # characters: one would list half the register


@dataclass(frozen=True, slots=True)
class Found:
    """Firms that may be meant, or why there is none. `has_more`: not all of them are here."""

    companies: list[Company] = field(default_factory=list)
    problem: Text | None = None
    has_more: bool = False


def look_up(session: Session, typed: str) -> Found:
    """The firms that `typed` (a number or a name) may mean."""
    text = plain_hyphens(nfkc(typed))
    if not text:
        return Found(problem=msgid("法人番号か会社の名前を入力してください"))
    if _NUMBER.fullmatch(text):
        return _by_number(session, digits(text))
    return _by_name(session, text)


def _by_number(session: Session, number: str) -> Found:
    if len(number) != LENGTH:
        return Found(problem=msgid("法人番号は13桁の数字です。いま%(count)s桁あります。", count=len(number)))
    if not is_corporate_number(number):
        return Found(
            problem=msgid("法人番号の検査数字が合いません。13桁をもう一度確かめてください。1桁目が検査数字です。")
        )
    company = session.get(Company, number)
    if company is None:
        return Found(
            problem=msgid(
                "この法人番号の企業は、このサイトにまだ載っていません。番号が正しければ、窓口にお知らせください。"
            )
        )
    if company.removed_on:
        return Found(
            problem=msgid("この法人番号は、国税庁の登録から削除されています。別の番号がないか確かめてください。")
        )
    if company.closed_on:
        return Found(problem=msgid("この企業の登記は閉鎖されています。事業を引き継いだ企業の番号で探してください。"))
    return Found([company])


def _by_name(session: Session, text: str) -> Found:
    core = company_core(text)
    if len(core) < _SHORTEST_NAME:
        return Found(problem=msgid("会社の名前を2文字以上入力してください。株式会社などは省けます。"))
    begins = Company.name_core.startswith(core, autoescape=True)
    query = select(Company).where(Company.id.in_(visible_ids().order_by(None)), begins)
    order = (Company.name_core != core, Company.sort_kana, Company.id)  # the exact name first
    found = list(session.scalars(query.order_by(*order).limit(_MOST + 1)))
    if not found:
        return Found(
            problem=msgid(
                "この名前で始まる企業は見つかりませんでした。登記のとおりの名前か、法人番号の13桁で探してください。"
            )
        )
    return Found(found[:_MOST], has_more=len(found) > _MOST)
