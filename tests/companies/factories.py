"""Companies for tests."""

from datetime import date
from typing import Any

from app.companies.models import Company, CompanyProfile
from app.companies.numbers import number_of
from app.core import clock
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
