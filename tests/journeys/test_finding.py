"""An owner, a buyer and an official look for something on the demo site, over HTTP."""

import re
import unicodedata

import pytest
from flask.testing import FlaskClient

from app.companies.numbers import number_of


def _search(client: FlaskClient, **parameters: str) -> dict:
    answer = client.get("/api/v1/search", query_string=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json


def _ids(found: dict) -> list[str]:
    return [result["id"] for result in found["results"]]


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def test_three_spellings_find_the_same_technologies(demo: FlaskClient) -> None:
    found = [
        set(_ids(_search(demo, q=word, type="technology", per_page="50")))
        for word in ("メッキ", "ﾒｯｷ", "めっき", "鍍金")
    ]
    assert found[0]
    assert found.count(found[0]) == 4


@pytest.mark.parametrize(
    "number",
    [
        "特願2018-990201",
        "特開2019-990201",
        "特許第9902001号",
        "特許9902001",
        "JP9902001B2",
        "9902001",
        _wide("特願2018-990201"),
        "特開２０１９－９９０２０１号公報",
    ],
)
def test_every_number_of_a_patent_in_any_notation_finds_it_first(demo: FlaskClient, number: str) -> None:
    first = _search(demo, q=number)["results"][0]
    assert first["id"] == "jp-app-2018-990201"
    assert "number" in [reason["kind"] for reason in first["reasons"]]


@pytest.mark.parametrize(
    "number", ["特願2018-990201", "特開2019-990201", "特許第9902001号", "jp-grant-9902001", "JP9902001B2"]
)
def test_every_number_is_an_address_of_its_patent(demo: FlaskClient, number: str) -> None:
    answer = demo.get(f"/patents/{number}")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/patents/jp-app-2018-990201")


@pytest.mark.parametrize(
    "written",
    ["{}", "T{}", "wide", "{0[0]}-{0[1]}{0[2]}{0[3]}{0[4]}-{0[5]}{0[6]}{0[7]}{0[8]}-{0[9]}{0[10]}{0[11]}{0[12]}"],
)
def test_a_corporate_number_finds_its_company_first(demo: FlaskClient, written: str) -> None:
    number = number_of("999902010000")
    text = _wide(number) if written == "wide" else written.format(number)
    assert _ids(_search(demo, q=text))[0] == number


def test_a_technology_code_leads_to_its_page(demo: FlaskClient) -> None:
    id_ = _ids(_search(demo, q="T-0201"))[0]
    answer = demo.get("/technologies/t-0201")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/technologies/{id_}")


@pytest.mark.parametrize(
    "name",
    [
        "有限会社高場メッキ工業所",
        "㈲高場メッキ工業所",
        "高場メッキ工業所",
        "（有）高場メッキ工業所",
        "たかばめっきこうぎょうしょ",
        "タカバメッキコウギョウショ",
    ],
)
def test_a_companys_own_name_finds_it_first(demo: FlaskClient, name: str) -> None:
    assert _ids(_search(demo, q=name))[0] == number_of("999902010000")


def test_a_place_in_the_words_is_offered_as_a_filter(demo: FlaskClient) -> None:
    page = demo.get("/search", query_string={"q": "つくば市 ソフト"}).text
    assert "つくば市に絞る" in page
    assert "municipality=082201" in page


def test_distance_reaches_over_the_border_and_is_shown(demo: FlaskClient) -> None:
    found = _search(demo, near="082040", within="20", sort="distance")
    distances = [result["distance_km"] for result in found["results"]]
    assert distances == sorted(distances)
    assert max(distances) <= 20


def test_choosing_a_facet_gives_its_count(demo: FlaskClient) -> None:
    counts = _search(demo, q="加工")["facets"]
    for name in ("type", "municipality", "area", "process", "material", "lot", "industry", "stage"):
        for value, count in list(counts[name].items())[:5]:
            assert _search(demo, q="加工", **{name: value})["total"] == count, (name, value)


def test_types_add_up_to_the_total(demo: FlaskClient) -> None:
    found = _search(demo, q="株式会社 金型")
    assert sum(found["facets"]["type"].values()) == found["total"]


def test_pages_repeat_nothing(demo: FlaskClient) -> None:
    ids = [id_ for page in "123" for id_ in _ids(_search(demo, type="company", page=page, per_page="50"))]
    assert len(ids) == len(set(ids)) == 150


def test_nothing_found_offers_wider_ways(demo: FlaskClient) -> None:
    page = demo.get("/search", query_string={"q": "めっき", "municipality": "083640"}).text
    assert "見つかりませんでした" in page
    assert "絞り込みをはずす" in page


def test_a_misspelt_word_is_asked_back(demo: FlaskClient) -> None:
    assert _search(demo, q="メッチ加工")["suggestion"] or _search(demo, q="メッチ加工")["total"]


def test_marks_are_the_only_html_of_a_snippet(demo: FlaskClient) -> None:
    for result in _search(demo, q="めっき")["results"]:
        assert "<" not in re.sub("</?mark>", "", result["snippet"])


def test_the_twins_hold_the_same_results(demo: FlaskClient) -> None:
    titles = [result["title"] for result in _search(demo, q="めっき", per_page="20")["results"]]
    table = demo.get("/search.csv", query_string={"q": "めっき"})
    feed = demo.get("/search.atom", query_string={"q": "めっき"}).text
    assert table.data.startswith("\ufeff".encode())
    assert all(title in table.text and title in feed for title in titles)


def test_typing_is_helped(demo: FlaskClient) -> None:
    texts = [entry["text"] for entry in demo.get("/api/v1/suggest", query_string={"q": "たかばめ"}).json["results"]]
    assert "有限会社高場メッキ工業所" in texts


def test_a_company_page_joins_what_is_known_under_its_number(demo: FlaskClient) -> None:
    page = demo.get(f"/companies/{number_of('999902010000')}").text
    for text in (
        "平たい小物が貼り付かない波板バレル",
        "めっき用回転バレル",
        "対応できる範囲",
        "似ているもの",
        "出典：",
    ):
        assert text in page


def test_english_pages_speak_english(demo: FlaskClient) -> None:
    page = demo.get("/search", query_string={"q": "zzzzqqqq", "lang": "en"}).text
    body = re.sub("<[^>]*>", "", page[page.index("<main") : page.index("</main>")])
    kana = [c for c in body if "HIRAGANA" in unicodedata.name(c, "")]
    assert kana == []


HOSTILE = [
    "*",
    "?*",
    "*生",
    "body:{a TO}",
    "a AND " * 2000 + "a",
    "(" * 3000,
    "あ" * 10_000,
    " ".join(f"語{i}" for i in range(2000)),
    '"' * 999,
    "NOT a",
    "-めっき",
    "^-1",
    "\\",
    "\x00",
    "か\u3099",
    "\u202eabc",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "../../etc/passwd",
    "　",
    "",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_query_breaks_a_page(demo: FlaskClient, text: str) -> None:
    for address in ("/search", "/api/v1/search", "/search.atom", "/search.csv", "/api/v1/suggest"):
        answer = demo.get(address, query_string={"q": text})
        assert answer.status_code == 200, address
        assert "<script>alert" not in answer.text or answer.mimetype == "application/json"


@pytest.mark.parametrize("query", ["q=%ED%A0%80", "q=%FF%FE", "q=%E3%81", "q=a%0d%0aSet-Cookie:x=1"])
def test_no_broken_encoding_breaks_a_page(demo: FlaskClient, query: str) -> None:
    answer = demo.get(f"/search?{query}")
    assert answer.status_code == 200
    assert "x=1" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize(
    "query",
    [
        "page=-1",
        "page=0",
        "page=1000000000",
        "page=abc",
        "municipality=999999",
        "industry=ZZ",
        "type=nothing",
        "sort=drop",
        "process=nope",
        "lot=nope",
        "near=1",
        "within=0&near=082015",
        "&".join(f"type=x{i}" for i in range(500)),
    ],
)
def test_senseless_parameters_are_a_400(demo: FlaskClient, query: str) -> None:
    assert demo.get(f"/search?q=a&{query}").status_code == 400
    problem = demo.get(f"/api/v1/search?q=a&{query}")
    assert (problem.status_code, problem.mimetype) == (400, "application/problem+json")
