"""Whatever is typed, the answer comes in half a second and never as an error."""

import time
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.search.parameters import SearchRequest
from app.search.service import SearchService
from tests.search.library import Shelf, built, company

HOSTILE = {
    "long": "めっき加工" * 2_000,
    "terms": " ".join(f"語{n}" for n in range(500)),
    "nul": "めっ\x00き\x00",
    "surrogate": "\ud800めっき\udfff",
    "star": "*",
    "wildcards": "め* ?っき めっき~2 [a TO z] {a TO}",
    "brackets": "(" * 2_000,
    "quotes": '"' * 999,
    "minus": "-" * 999,
    "minus words": " ".join(["-めっき"] * 200),
    "fields": "name:めっき key:* row:x",
    "only minus": "-めっき",
    "one letter": "め",
    "separator": "青葉\x1fn\x1f",
    "percent": "%s %(a)s {0} ${x}",
    "emoji": "🏭" * 300,
    "combining": "か" + "゙" * 400,
    "ligature": "﷽" * 400,
    "direction": "\u202eきっめ\u202c",
    "phrase of one letter": '"業"',
    "many phrases": '"業務" ' * 100,
    "digits": "1234567 " * 60,
}


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> SearchService:
    firms = [company(f"{n}", f"第{n}めっき工業株式会社", body="業務の説明" * 20) for n in range(1_500)]
    made = built(Path(tmp_path_factory.mktemp("hostile")) / "index", Shelf(*firms))
    made.search(Session(), SearchRequest(q="はじめ"))
    return made


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_queries(search: SearchService, name: str) -> None:
    started = time.process_time()
    found = search.search(Session(), SearchRequest(q=HOSTILE[name]))
    assert not found.has_failed
    search.suggest(HOSTILE[name])
    assert time.process_time() - started < 0.5


def test_a_phrase_that_many_could_hold_is_cut_and_says_so(
    search: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = search.search(Session(), SearchRequest(q='"業務の説明"'))
    assert (whole.total, whole.is_cut) == (1_500, False)
    monkeypatch.setattr("app.search.whoosh_match.PHRASE_CHECKS", 100)
    monkeypatch.setattr("app.search.whoosh_match.Budget.__init__.__defaults__", (100,))
    cut = search.search(Session(), SearchRequest(q='"業務の説明"'))
    assert (cut.total, cut.is_cut) == (100, True)
