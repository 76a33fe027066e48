"""The engine's scores against the formula written down plainly, over several segments with deletions."""

from math import log
from pathlib import Path

import pytest

from app.core.kinds import SearchDocument
from app.search import scoring
from app.search.documents import AnalysedDocument, analyse
from app.search.engine import Filters, Plan, Sort, Variant
from app.search.plan import Planner
from app.search.query import parse
from app.search.synonyms import default_synonyms
from app.search.whoosh_engine import WhooshEngine
from tests.search.library import analyser, company, technology

DOCUMENTS = (
    company(
        "1",
        "青葉めっき工業株式会社",
        kana="アオバメッキコウギョウ",
        address="茨城県水戸市三の丸1",
        municipality="082015",
    ),
    company(
        "2",
        "株式会社北浦塗装",
        keywords=("塗装", "めっき"),
        summary="鉄の塗装。めっきの下地も塗装します",
        municipality="082023",
    ),
    company(
        "3", "有限会社プラ工房", body="樹脂の射出成形と、プラスチックの切削。樹脂の検査", problems=("樹脂が割れる",)
    ),
    company("4", "合成樹脂研究所", kana="ゴウセイジュシケンキュウショ"),
    technology(
        "5", "注文管理のしくみ", body="受注管理を紙からタブレットへ。注文の管理がそろう", keywords=("受注", "管理")
    ),
    technology("6", "水戸市の納豆", summary="大豆と水戸", body="納豆の包装" * 9),
    technology("7", "鍍金液の分析", body="めっき液の濃さを測る。メッキの不良が減る", problems=("めっきがはがれる",)),
)
GONE = (company("8", "めっき樹脂塗装", body="めっき樹脂塗装納豆"), technology("9", "受注管理", body="受注管理"))
QUERIES = (
    "めっき",
    "鍍金",
    "樹脂",
    "プラスチック 切削",
    "受注管理",
    "水戸市 納豆",
    '"めっきの下地"',
    "塗装 -樹脂",
    "会社 めっき",
)


class Oracle:
    """The formula of docs/search.md in plain loops."""

    def __init__(self, documents: list[AnalysedDocument]) -> None:
        self.documents = documents

    def having(self, field: str) -> list[AnalysedDocument]:
        return [d for d in self.documents if d.counts.get(field)]

    def idf(self, field: str, word: str) -> float:
        n = len(self.having(field))
        df = sum(1 for d in self.having(field) if word in d.counts[field])
        return log(1 + (n - df + 0.5) / (df + 0.5))

    def bm25(self, document: AnalysedDocument, field: str, word: str) -> float:
        counts = document.counts.get(field, {})
        if word not in counts:
            return 0.0
        having = self.having(field)
        average = sum(sum(d.counts[field].values()) for d in having) / len(having)
        norm = 1 - 0.75 + 0.75 * sum(counts.values()) / average
        return self.idf(field, word) * counts[word] * 2.2 / (counts[word] + 1.2 * norm)

    def variant(self, document: AnalysedDocument, field: str, typed: Variant, variant: Variant) -> float:
        score = sum(self.bm25(document, field, word) for word in variant.words)
        if variant.weight == 1.0:
            return score
        if not all(word in document.counts.get(field, {}) for word in variant.words):
            return 0.0
        limit, own = (sum(self.idf(field, word) for word in v.words) for v in (typed, variant))
        return variant.weight * score * min(1.0, limit / own)

    def score(self, document: AnalysedDocument, plan: Plan) -> float:
        total = 0.0
        for term in plan.terms:
            for field, weight in scoring.WORD_FIELDS.items():
                best = max((self.variant(document, field, term.variants[0], v) for v in term.variants), default=0.0)
                total += weight * term.weight * best
        for pair in plan.bigrams:
            total += sum(weight * self.bm25(document, field, pair) for field, weight in scoring.BIGRAM_FIELDS.items())
        total *= 1.0 if document.is_rich else scoring.BARE
        return total + scoring.PLACE * bool(plan.places & set(document.facets.get("municipality", ())))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    """Three segments, two documents deleted."""
    made = WhooshEngine(Path(tmp_path_factory.mktemp("scores")) / "index", "test")

    def ready(*documents: SearchDocument) -> list[AnalysedDocument]:
        return [analyse(document, analyser()) for document in documents]

    with made.build() as build:
        build.add(ready(*DOCUMENTS[:3], GONE[0]))
        build.changed()
        build.switch()
    made.write((), ready(*DOCUMENTS[3:5], GONE[1]))
    made.write([(d.kind, d.id) for d in GONE], ready(*DOCUMENTS[5:]))
    assert len(made._current().leaves) == 3
    return made


@pytest.mark.parametrize("text", QUERIES)
def test_scores_are_the_formulas(engine: WhooshEngine, text: str) -> None:
    plan = Planner(analyser(), default_synonyms()).plan(parse(text), engine.frequencies, engine.bigram_frequencies)
    found = engine.search(plan, Filters(), Sort.RELEVANCE, 0, 50)
    oracle = Oracle([analyse(document, analyser()) for document in DOCUMENTS])
    by_id = {document.id: document for document in oracle.documents}
    assert found.hits
    for hit in found.hits:
        assert hit.score % scoring.FULL_NAME == pytest.approx(oracle.score(by_id[hit.id], plan), abs=1e-6), (
            text,
            hit.id,
        )


def test_the_functions_themselves() -> None:
    assert scoring.idf(0, 0) == pytest.approx(log(2))
    assert scoring.idf(10, 10) > 0
    assert scoring.saturation(1.0, 5.0, 5.0) == pytest.approx(1.0)
    assert scoring.synonym_scale(1.0, 4.0) == 0.25
    assert scoring.synonym_scale(4.0, 1.0) == 1.0
