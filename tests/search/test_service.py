"""Searching, from the request to results with reasons, as the pages and the API use it."""

import shutil
import time
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.search.parameters import SearchRequest
from app.search.results import SearchResponse
from app.search.service import SearchService
from tests.search.library import Rack, Shelf, built, company, service, technology

FIRMS = (
    company(
        "1000000000001",
        "青葉めっき工業株式会社",
        kana="アオバメッキコウギョウ",
        address="茨城県水戸市三の丸1丁目",
        municipality="082015",
    ),
    company(
        "1000000000002",
        "株式会社北浦塗装",
        kana="キタウラトソウ",
        keywords=("塗装", "鍍金の下地"),
        summary="鉄の塗装をします",
        problems=("さびが浮いて取引先に叱られた",),
        industries=("E2464",),
        municipality="082023",
        certificates=("ISO 9001",),
        processes=("painting",),
    ),
    company("1000000000003", "有限会社閉店めっき", is_closed=True),
    company("1000000000004", "株式会社かくれ里", is_hidden_by_name=True),
    company(
        "1000000000005", "有限会社つくば金型", kana="ツクバカナガタ", municipality="082201", address="茨城県つくば市"
    ),
)
TECHNOLOGIES = (
    technology("k1", "平たい小物のめっきかご", code="T-0101", numbers=("t-0101",), body="座金の鍍金", ipc=("C25D",)),
    technology(
        "k2", "注文をまとめる受注管理", keywords=("受注管理",), summary="電話とFAXの注文を一つに", ipc=("G06Q",)
    ),
    technology("k3", "めっき液の濃さを測る", body="座金のめっきのむらを減らす", ipc=("C25D",)),
)


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> SearchService:
    return built(tmp_path_factory.mktemp("search") / "index", Shelf(*FIRMS), Rack(*TECHNOLOGIES))


def ask(search: SearchService, q: str, **values: object) -> SearchResponse:
    return search.search(Session(), SearchRequest(q=q, **values))


def ids(response: SearchResponse) -> list[str]:
    return [result.document.id for result in response.results]


@pytest.mark.parametrize("text", ["メッキ", "ﾒｯｷ", "めっき", "鍍金"])
def test_every_spelling_finds_the_same(search: SearchService, text: str) -> None:
    assert set(ids(ask(search, text))) == {"1000000000001", "1000000000002", "k1", "k3"}


@pytest.mark.parametrize(
    "text",
    ["青葉めっき工業", "㈱青葉めっき工業", "青葉メッキ工業（株）", "アオバメッキコウギョウ", "あおばめっきこうぎょう"],
)
def test_a_firms_own_name_finds_it_first(search: SearchService, text: str) -> None:
    found = ask(search, text)
    assert ids(found)[0] == "1000000000001"
    assert found.results[0].reasons[0].text.ja == "名前が一致しました"


def test_names_are_found_by_part_and_kana(search: SearchService) -> None:
    assert ids(ask(search, "キタウラ")) == ["1000000000002"]
    assert ids(ask(search, "つくば金")) == ["1000000000005"]


def test_a_number_finds_one_thing_first_and_says_so(search: SearchService) -> None:
    found = ask(search, "１０００００００００００２")
    assert ids(found)[0] == "1000000000002"
    assert found.results[0].reasons[0].text.ja == "法人番号が一致しました"
    assert ids(ask(search, "Ｔ０１０１"))[0] == "k1"


def test_closed_and_hidden(search: SearchService) -> None:
    assert "1000000000003" not in ids(ask(search, "めっき"))
    assert "1000000000003" in ids(ask(search, "めっき", closed=True))
    assert ids(ask(search, "閉店めっき"))[0] == "1000000000003"
    assert ids(ask(search, "かくれ里")) == []
    assert ids(ask(search, "1000000000004"))[0] == "1000000000004"


def test_reasons_say_where_and_how(search: SearchService) -> None:
    texts = {r.document.id: [reason.text.ja for reason in r.reasons] for r in ask(search, "めっき 塗装").results}
    assert texts["1000000000002"] == [
        "「めっき」の言いかえ「鍍金」があります",
        "「塗装」が「名称」の欄にあります",
        "業種が「電気めっき業（表面処理鋼材製造業を除く）」です",
    ]
    (there,) = (r for r in ask(search, "めっき 水戸市").results if r.document.id == "1000000000001")
    assert "水戸市にあります" in [reason.text.ja for reason in there.reasons]
    (only, *_) = ask(search, "塗装 ISO9001").results
    assert "「ISO 9001」があります" in [reason.text.ja for reason in only.reasons]
    assert all(len(r.reasons) <= 4 for r in ask(search, "").results)


def test_distance_sorts_and_is_said(search: SearchService) -> None:
    from app.search.engine import Sort

    found = ask(search, "", near="082015", sort=Sort.DISTANCE, facets={"type": ("company",)})
    assert ids(found) == ["1000000000001", "1000000000005", "1000000000002"] or found.results[0].distance_km == 0
    distances = [result.distance_km for result in found.results if result.distance_km is not None]
    assert distances == sorted(distances)
    assert found.results[0].reasons[-1].text.ja.startswith("水戸市から約0km")
    assert ids(ask(search, "", near="082015", within=10)) == ["1000000000001"]


def test_a_place_is_offered_never_forced(search: SearchService) -> None:
    found = ask(search, "めっき 水戸市")
    assert {"1000000000001", "k1"} <= set(ids(found))
    assert [offer.label.ja for offer in found.offers] == ["水戸市に絞る"]
    assert found.offers[0].request.facets == {"municipality": ("082015",)}
    assert ask(search, "県北の塗装").offers[0].request.areas == ("県北",)


def test_few_hits_widen_and_say_so_whatever_the_facets(search: SearchService) -> None:
    found = ask(search, "塗装 受注管理")
    assert found.is_widened
    assert set(ids(found)) == {"1000000000002", "k2"}
    narrowed = ask(search, "塗装 受注管理", facets={"type": ("technology",)})
    assert narrowed.is_widened
    assert ids(narrowed) == ["k2"]
    assert found.facets["type"]["technology"] == narrowed.total


def test_facets_add_up(search: SearchService) -> None:
    found = ask(search, "めっき")
    assert sum(found.facets["type"].values()) == found.total
    chosen = ask(search, "めっき", facets={"type": ("company",)})
    assert chosen.facets["type"] == found.facets["type"]
    assert chosen.facets["type"]["company"] == chosen.total
    assert found.facets["area"] == {"県央": 1, "県北": 1}


def test_nothing_found_offers_ways_on(search: SearchService) -> None:
    narrowed = ask(search, "めっき", facets={"municipality": ("082201",)})
    assert (narrowed.total, [(o.label.ja, o.total) for o in narrowed.wider]) == (0, [("絞り込みをはずす", 4)])
    closed = ask(search, '"閉店めっ"')
    assert [(o.label.ja, o.total) for o in closed.wider] == [("閉鎖した企業も含める", 1)]


@pytest.mark.parametrize(
    ("typed", "meant"), [("めつき", "めっき"), ("受注菅理", "受注管理"), ("ほーむぺいじ", "ホームページ")]
)
def test_did_you_mean(search: SearchService, typed: str, meant: str) -> None:
    found = ask(search, typed)
    assert found.suggestion == (meant if ask(search, meant).total else None)


def test_suggestions_while_typing(search: SearchService) -> None:
    assert [c.text for c in search.suggest("青葉")] == ["青葉めっき工業株式会社"]
    assert [c.text for c in search.suggest("(株)きたう")] == ["株式会社北浦塗装"]
    assert [c.text for c in search.suggest("受注")] == ["受注管理"]
    assert search.suggest("閉店") == search.suggest("か") == search.suggest("\x00") == []


def test_related_records_say_what_they_share(search: SearchService) -> None:
    (first, *_) = search.related(Session(), "technology", "k1")
    assert first.document.id == "k3"
    assert "同じ特許分類 C25D" in [reason.text.ja for reason in first.reasons]
    assert search.related(Session(), "technology", "nothing") == ()
    assert all(r.type == "company" for r in search.related(Session(), "technology", "k1", types=("company",)))


def test_typed_word_above_synonym_for_equal_documents(tmp_path: Path) -> None:
    common = [company(f"{n}", f"甲{n}", body="樹脂の部品") for n in range(10)]
    search = built(tmp_path / "index", Shelf(*common, company("99", "甲99", body="プラスチックの部品")))
    assert ids(ask(search, "樹脂"))[-1] == "99"
    assert ids(ask(search, "プラスチック"))[0] == "99"


def test_withdrawn_is_gone_from_the_next_search_on(tmp_path: Path) -> None:
    shelf = Shelf(*FIRMS)
    search = built(tmp_path / "index", shelf)
    del shelf.things["1000000000002"]
    assert ids(ask(search, "塗装")) == []  # even before the index knows
    search.index(Session(), {"company": ["1000000000002"]})
    assert ask(search, "塗装").total == 0
    assert search.suggest("キタウ") == []


def test_a_stale_index_shows_nothing_that_is_hidden_or_closed_now(tmp_path: Path) -> None:
    shelf = Shelf(company("1", "青葉", summary="塗装"), company("2", "若葉", summary="塗装"))
    search = built(tmp_path / "index", shelf)
    shelf.put(
        company("1", "青葉", summary="塗装", is_hidden_by_name=True),
        company("2", "若葉", summary="塗装", is_closed=True),
    )
    assert ids(ask(search, "塗装")) == []


def test_a_saved_record_is_found_at_once_by_other_processes(tmp_path: Path) -> None:
    shelf = Shelf(*FIRMS)
    writer = built(tmp_path / "index", shelf)
    reader = service(tmp_path / "index", shelf)
    assert ask(reader, "木工").total == 0
    started = time.monotonic()
    writer.index(Session(), {"company": shelf.put(company("7", "株式会社木工房", summary="木工と家具"))})
    assert ids(ask(reader, "木工")) == ["7"]
    assert time.monotonic() - started < 1


def test_without_an_index_a_search_says_so_and_the_next_write_mends_it(tmp_path: Path) -> None:
    search = service(tmp_path / "index", Shelf(*FIRMS))
    found = ask(search, "めっき")
    assert (found.has_failed, found.total, found.results) == (True, 0, ())
    assert search.suggest("青葉") == []
    assert search.related(Session(), "company", "1000000000001") == ()
    assert search.status().needs_rebuild
    search.index(Session(), {"company": ["1000000000001"]})
    assert not search.status().needs_rebuild
    assert ask(search, "めっき").total == 1 + 1


def test_a_folder_that_vanishes_breaks_nothing(tmp_path: Path) -> None:
    search = built(tmp_path / "index", Shelf(*FIRMS))
    shutil.rmtree(tmp_path / "index")
    assert ask(search, "めっき").has_failed
    assert search.rebuild(Session()) == len(FIRMS)
    assert not ask(search, "めっき").has_failed


def test_check_finds_and_mends_differences(tmp_path: Path) -> None:
    shelf = Shelf(*FIRMS)
    search = built(tmp_path / "index", shelf)
    assert search.check(Session()).is_equal
    shelf.put(company("8", "新しい会社"), company("1000000000002", "株式会社北浦塗装", summary="変わった"))
    del shelf.things["1000000000005"]
    report = search.check(Session(), repair=True)
    assert report.missing == (("company", "8"),)
    assert report.stale == (("company", "1000000000002"),)
    assert report.surplus == (("company", "1000000000005"),)
    assert search.check(Session()).is_equal


def test_a_rebuild_replays_what_changed_meanwhile(tmp_path: Path) -> None:
    shelf = Shelf(*FIRMS)
    search = built(tmp_path / "index", shelf)
    other = service(tmp_path / "index", shelf)
    changes = []

    def change_once(_done: int, _total: int) -> None:
        if not changes:
            changes.append(True)
            del shelf.things["1000000000001"]
            new = shelf.put(company("9", "株式会社途中", summary="木工"))
            other.index(Session(), {"company": ["1000000000001", *new]})

    search.rebuild(Session(), change_once)
    assert changes
    assert ids(ask(search, "木工")) == ["9"]
    assert "1000000000001" not in ids(ask(other, "青葉めっき工業"))
    assert search.check(Session()).is_equal
    assert len(list((tmp_path / "index").glob("index-*"))) == 2  # the old one stays an hour
