"""What every engine must do. A test class of an engine inherits `EngineConformance` and gives an `engine` with nothing in it."""

from collections.abc import Callable

import pytest

from app.core.errors import Conflict
from app.core.kinds import SearchDocument
from app.search.documents import AnalysedDocument, analyse
from app.search.engine import Engine, Filters, IndexUnavailable, Phrase, Plan, Sort, Term, Variant
from app.search.plan import Planner
from app.search.query import parse
from app.search.synonyms import default_synonyms
from tests.search.library import analyser, company, technology, thirteen_digits

PLATING = company("1", "青葉めっき工業株式会社", kana="アオバメッキコウギョウ", municipality="082015")
PAINT = company("2", "株式会社北浦塗装", summary="鉄の塗装とめっきの下地", industries=("E2464",), municipality="082023")
CLOSED = company("3", "有限会社閉店めっき", is_closed=True, municipality="082015")
HIDDEN = company("4000000000004", "株式会社隠れめっき", is_hidden_by_name=True)
BARREL = technology(
    "t1",
    "平たい小物のめっき",
    body="座金が貼り付かない波板バレル",
    ipc=("C25D",),
    processes=("plating",),
    licensable=True,
)
ALL = (PLATING, PAINT, CLOSED, HIDDEN, BARREL)


def analysed(*documents: SearchDocument) -> list[AnalysedDocument]:
    """Ready for an engine."""
    return [analyse(document, analyser()) for document in documents]


class EngineConformance:
    """The suite."""

    @pytest.fixture
    def fill(self, engine: Engine) -> Callable[..., None]:
        """Build the index of some documents; given groups, each becomes a commit of its own."""

        def fill(*groups: tuple[SearchDocument, ...]) -> None:
            with engine.build() as build:
                build.add(analysed(*groups[0]))
                build.changed()
                build.switch()
            for group in groups[1:]:
                engine.write((), analysed(*group))

        return fill

    @pytest.fixture
    def find(self, engine: Engine) -> Callable[..., list[str]]:
        """Ids that a query finds, in order."""
        planner = Planner(analyser(), default_synonyms())

        def find(text: str, sort: Sort = Sort.RELEVANCE, **filters: object) -> list[str]:
            plan = planner.plan(parse(text, (thirteen_digits,)), engine.frequencies, engine.bigram_frequencies)
            return [hit.id for hit in engine.search(plan, Filters(**filters), sort, 0, 100).hits]

        return find

    def test_nothing_to_search_is_unavailable(self, engine: Engine) -> None:
        with pytest.raises(IndexUnavailable):
            engine.search(Plan(is_browse=True), Filters(), Sort.NAME, 0, 10)
        assert engine.status().needs_rebuild

    def test_a_build_shows_nothing_until_it_is_switched_to(self, engine: Engine) -> None:
        with engine.build() as build:
            build.add(analysed(PLATING))
            build.changed()
            assert build.count() == 1
            assert build.has("company", "1")
        assert engine.status().needs_rebuild

    def test_only_one_build_at_a_time(self, engine: Engine) -> None:
        with engine.build(), pytest.raises(Conflict), engine.build():
            pass

    def test_finds_across_commits(self, fill, find) -> None:
        fill((PAINT,), (PLATING,), (BARREL,))
        assert set(find("めっき")) == {"1", "2", "t1"}

    def test_closed_and_hidden_records(self, fill, find) -> None:
        fill(ALL)
        assert "3" not in find("めっき")
        assert "3" in find("めっき", show_closed=True)
        assert find("閉店めっき") == ["3"]
        assert find("㈱隠れめっき") != ["4000000000004"]
        assert "4000000000004" not in find("")
        assert find("4000000000004")[0] == "4000000000004"

    def test_deleted_is_gone_and_replaced_is_new(self, engine: Engine, fill, find) -> None:
        fill((PLATING, PAINT), (BARREL,))
        engine.write([("company", "1"), ("technology", "t1"), ("company", "never")], ())
        assert find("めっき") == ["2"]
        engine.write((), analysed(company("2", "株式会社北浦塗装", summary="木の家具")))
        assert find("めっき") == []
        assert find("家具") == ["2"]
        assert find("") == ["2"]

    def test_the_same_document_twice_stays_one(self, engine: Engine, fill) -> None:
        fill((PLATING,))
        for _ in range(12):
            engine.write((), analysed(PLATING))
        assert engine.status().documents == 1
        assert [(kind, id_) for kind, id_, _ in engine.digests()] == [("company", "1")]

    def test_generation_changes_with_every_commit(self, engine: Engine, fill) -> None:
        fill((PLATING,))
        before = engine.generation()
        assert engine.generation() == before
        engine.write((), analysed(PAINT))
        assert engine.generation() != before

    def test_phrases_and_exclusions(self, fill, find) -> None:
        fill(ALL)
        assert find('"めっきの下地"') == ["2"]
        assert find('"下地のめっき"') == []
        assert set(find("めっき -塗装")) == {"1", "t1"}
        assert set(find('めっき -"めっきの下地"')) == {"1", "t1"}

    def test_a_phrase_of_two_letters_needs_both_together(self, engine: Engine, fill) -> None:
        fill((company("1", "甲", body="塗料と装置"), company("2", "乙", body="塗装")))
        plan = Plan(phrases=(Phrase("塗装", ("塗装",)),))
        assert [hit.id for hit in engine.search(plan, Filters(), Sort.NAME, 0, 9).hits] == ["2"]

    def test_orders(self, fill, find) -> None:
        from datetime import date

        fill(
            (company("1", "う", kana="ウ", municipality="082015", changed_on=date(2026, 1, 2)),),
            (
                company("2", "あ", kana="ア", municipality="082023", changed_on=date(2026, 1, 3)),
                company("3", "い", kana="イ"),
            ),
        )
        assert find("", Sort.NAME) == ["2", "3", "1"]
        assert find("", Sort.NEWEST) == ["2", "1", "3"]
        assert find("", Sort.DISTANCE, distances={"082015": 0.0, "082023": 30.0}) == ["1", "2", "3"]

    def test_ties_are_rich_before_bare_then_by_name_then_by_id(self, engine: Engine, fill) -> None:
        rich = company("9", "丙", kana="ヘイ", summary="何かをする")
        fill(
            (company("2", "乙", kana="オツ"), company("1", "乙", kana="オツ")), (company("3", "甲", kana="コウ"), rich)
        )
        found = engine.search(Plan(is_browse=True), Filters(), Sort.RELEVANCE, 0, 10)
        assert [hit.id for hit in found.hits] == ["9", "1", "2", "3"]

    def test_pages_join_without_gap_or_overlap(self, engine: Engine, fill) -> None:
        groups = [tuple(company(f"{n:02}", f"第{n % 7}工業") for n in range(start, start + 9)) for start in (0, 9, 18)]
        fill(*groups)
        plan = Plan(is_browse=True)
        pages = [engine.search(plan, Filters(), Sort.RELEVANCE, start, 4).hits for start in range(0, 28, 4)]
        whole = engine.search(plan, Filters(), Sort.RELEVANCE, 0, 27)
        assert [hit.id for page in pages for hit in page] == [hit.id for hit in whole.hits]
        assert whole.total == len({hit.id for hit in whole.hits}) == 27

    def test_a_facets_count_is_what_choosing_it_gives(self, engine: Engine, fill) -> None:
        fill((PLATING, PAINT), (BARREL, CLOSED, HIDDEN))
        plan = Plan(is_browse=True)
        for chosen in ({}, {"type": frozenset({"company"})}, {"municipality": frozenset({"082015"})}):
            found = engine.search(plan, Filters(chosen), Sort.NAME, 0, 10)
            for name, counts in found.facets.items():
                for code, count in counts.items() if name != "area" else ():
                    narrowed = Filters({**chosen, name: frozenset({code})})
                    assert engine.search(plan, narrowed, Sort.NAME, 0, 10).total == count, (chosen, name, code)
            types = found.facets["type"]
            assert sum(types[t] for t in chosen.get("type", types)) == found.total

    def test_industry_counts_at_every_level(self, engine: Engine, fill) -> None:
        fill((PAINT,))
        found = engine.search(Plan(is_browse=True), Filters(), Sort.NAME, 0, 10)
        assert found.facets["industry"] == {"E": 1, "E24": 1, "E246": 1, "E2464": 1}
        assert found.facets["licensable"] == {}

    def test_area_and_distance_narrow(self, find, fill) -> None:
        fill(ALL)
        assert find("", area=frozenset({"082015"})) == ["1"]
        assert find("", within=frozenset({"082023"})) == ["2"]

    def test_matched_counts_before_facets(self, engine: Engine, fill) -> None:
        fill(ALL)
        found = engine.search(Plan(is_browse=True), Filters({"type": frozenset({"technology"})}), Sort.NAME, 0, 10)
        assert (found.total, found.matched) == (1, 3)

    def test_completes_names_by_letters_and_kana_and_keywords(self, engine: Engine, fill) -> None:
        fill((PLATING, CLOSED, HIDDEN), (technology("t2", "甲", keywords=("青葉茶",)),))
        assert [(c.text, c.kind) for c in engine.complete("青葉", 10)] == [
            ("青葉茶", ""),
            ("青葉めっき工業株式会社", "company"),
        ]
        assert [c.text for c in engine.complete("アオバ", 10)] == ["青葉めっき工業株式会社"]
        assert engine.complete("閉店", 10) == engine.complete("隠レ", 10) == engine.complete("青", 10) == []
        engine.write([("company", "1")], ())
        assert engine.complete("アオバ", 10) == []

    def test_frequencies_count_documents(self, engine: Engine, fill) -> None:
        fill((PLATING,), (PAINT,))
        assert engine.frequencies(["塗装", "鍍金", "無い"]) == [1, 1, 0]
        assert engine.bigram_frequencies(["塗装", "ゝゝ"]) == [1, 0]

    def test_typed_above_synonym_in_equal_documents(self, engine: Engine, fill) -> None:
        """However rare the synonym and however common the typed word."""
        same = [company(f"c{n}", f"甲{n}", body="樹脂の部品") for n in range(20)]
        fill((*same, company("syn", "甲", body="ポリマーの部品")))
        term = Term("樹脂", (Variant(("樹脂",)), Variant(("ポリマ",), 0.7)))
        found = engine.search(Plan(terms=(term,)), Filters(), Sort.RELEVANCE, 0, 30)
        assert [hit.id for hit in found.hits][-1] == "syn"
        assert found.hits[-2].score > found.hits[-1].score > 0
