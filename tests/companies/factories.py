"""Companies for tests."""

from datetime import date, timedelta
from typing import Any

from app.companies.models import Company, CompanyClaim, CompanyProfile
from app.companies.numbers import number_of
from app.core import clock
from app.core.ids import new_id
from app.core.text import company_core


def company(base: str = "050001000001", **values: Any) -> Company:
    """A corporation of Mito with the number of `base` (12 digits)."""
    number = number_of(base)
    name = values.pop("name", "株式会社水戸試作")
    facts: dict[str, Any] = {
        "id": number,
        "corporate_number": number,
        "name": name,
        "name_kana": "ミトシサク",
        "name_core": company_core(name),
        "sort_kana": values.get("name_kana", "ミトシサク"),
        "kind": "301",
        "prefecture_code": "08",
        "municipality_code": "082015",
        "prefecture_name": "茨城県",
        "city_name": "水戸市",
        "street": "三の丸１丁目１番１号",
        "postcode": "3100011",
        "process": "01",
        "registry_updated_on": date(2026, 8, 1),
        "source": "国税庁法人番号公表サイト",
        "source_on": date(2026, 11, 24),
        "row_digest": number,
        "updated_at": clock.now(),
    }
    return Company(**(facts | values))


def profile(of: Company, **values: Any) -> CompanyProfile:
    """A small profile of the company."""
    facts: dict[str, Any] = {
        "company_id": of.id,
        "summary": "アルミの薄い板を溶接します",
        "source": "本人の登録",
        "fresh_on": date(2026, 11, 1),
        "updated_at": clock.now(),
    }
    return CompanyProfile(**(facts | values))


def claim(user_id: str, office_id: str, company_id: str | None = None, **values: Any) -> CompanyClaim:
    """A claim that was just submitted, to be proved by a letter."""
    now = clock.now()
    facts: dict[str, Any] = {
        "id": new_id(),
        "company_id": company_id,
        "user_id": user_id,
        "office_id": office_id,
        "state": "submitted",
        "state_at": now,
        "position": "代表取締役",
        "phone": "029-301-0000",
        "firm_name": "株式会社水戸試作",
        "firm_address": "水戸市三の丸1-1-1",
        "proof": "letter",
        "letter_number": 0,
        "consented_at": now,
        "submitted_at": now,
        "created_at": now,
    }
    return CompanyClaim(**(facts | values))


def claim_in(state: str, user_id: str, office_id: str, company_id: str, **values: Any) -> CompanyClaim:
    """A claim in any state, with what the database asks of a row in it."""
    now = clock.now()
    needed: dict[str, dict[str, Any]] = {
        "letter_sent": {"letter_number": 1, "code_expires_at": now + timedelta(days=30)},
        "confirmed": {"letter_number": 1, "code_expires_at": now + timedelta(days=30), "confirmed_at": now},
        "returned": {"reason": "名前を直してください", "decided_by": "x"},
        "approved": {"decided_by": "x", "checked": "letter"},
        "rejected": {"decided_by": "x", "reason": "確認できません"},
    }
    return claim(user_id, office_id, company_id, state=state, **(needed.get(state, {}) | values))
