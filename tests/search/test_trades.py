"""Sixty trade queries, written before tuning, and names: rich profiles stand before bare names, and a whole name before all."""

import tomllib
from functools import lru_cache
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.core.kinds import SearchDocument
from app.core.text import company_core
from app.search.parameters import SearchRequest
from app.search.service import SearchService
from tests.search.library import Rack, Shelf, built, company, technology

ROOT = Path(__file__).resolve().parents[2]
BAR = 0.9
SHAPES = (
    "有限会社{}商店",
    "株式会社北{}工業",
    "{}東茨城株式会社",
    "合同会社{}サービス",
    "南{}組合",
    "株式会社{}技研",
    "有限会社大{}",
    "{}興業㈱",
)


@lru_cache(maxsize=1)
def queries() -> tuple[str, ...]:
    return tuple((Path(__file__).parent / "trade_queries.txt").read_text(encoding="utf-8").split("\n")[:-1])


def bare_names() -> list[SearchDocument]:
    words = sorted({word for text in queries() for word in text.split()})
    names = [shape.format(word) for word in words for shape in SHAPES]
    return [company(f"{n:013}", name, address="茨城県水戸市", municipality="082015") for n, name in enumerate(names)]


def profiles() -> tuple[list[SearchDocument], list[SearchDocument]]:
    firms, technologies = [], []
    for path in sorted((ROOT / "app" / "demo" / "data" / "trades").glob("*.toml")):
        trade = tomllib.loads(path.read_text(encoding="utf-8"))
        firms += [_firm(entry) for entry in trade["firm"]]
        technologies += [_technology(entry) for entry in trade.get("technology", ())]
    return firms, technologies


def _firm(entry: dict) -> SearchDocument:
    return company(
        entry["number"],
        entry["name"],
        kana=entry["kana"],
        keywords=tuple(entry["keywords"]),
        summary=entry["summary"],
        problems=tuple(entry["problems"]),
        body="\n".join((entry["strengths"], *(c.get("remark", "") for c in entry.get("capability", ())))),
        municipality=entry["municipality"],
        industries=tuple(entry["industries"]),
    )


def _technology(entry: dict) -> SearchDocument:
    return technology(
        entry["code"],
        entry["title"],
        keywords=tuple(entry["keywords"]),
        summary=entry["summary"],
        problems=tuple(entry["problems"]),
        body=entry["description"],
    )


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> SearchService:
    firms, technologies = profiles()
    return built(tmp_path_factory.mktemp("trades") / "index", Shelf(*firms, *bare_names()), Rack(*technologies))


def test_the_first_result_is_a_rich_record(search: SearchService) -> None:
    assert len(queries()) == 60
    poor = []
    for text in queries():
        found = search.search(Session(), SearchRequest(q=text, per_page=1))
        if not (found.results and found.results[0].document.summary):
            poor.append(text)
    assert len(poor) <= len(queries()) * (1 - BAR), poor


def test_a_whole_name_finds_its_firm_first(search: SearchService) -> None:
    firms = [*profiles()[0], *bare_names()[::9]]
    wrong = []
    for firm in firms:
        for typed in (firm.title, company_core(firm.title), firm.title.replace("株式会社", "㈱"), firm.kana):
            found = search.search(Session(), SearchRequest(q=typed, per_page=1)).results if typed else ()
            if typed and (not found or company_core(found[0].document.title) != company_core(firm.title)):
                wrong.append(typed)
    assert wrong == []
