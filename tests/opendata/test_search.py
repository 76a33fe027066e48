"""Search, completions and similar records over HTTP, on the demo site."""

from typing import Any

import pytest
from flask.testing import FlaskClient

FIELDS = {
    "type",
    "id",
    "code",
    "title",
    "url",
    "snippet",
    "municipality",
    "industry",
    "distance_km",
    "score",
    "reasons",
}


def find(client: FlaskClient, **wanted: Any) -> dict[str, Any]:
    """The answer to a search."""
    answer = client.get("/api/v1/search", query_string=wanted)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def test_a_search_has_the_shape_of_the_contract(demo: FlaskClient) -> None:
    found = find(demo, q="めっき", per_page=5)
    assert list(found) == ["query", "total", "page", "per_page", "took_ms", "suggestion", "facets", "results"]
    assert (found["query"], found["page"], found["per_page"]) == ("めっき", 1, 5)
    assert all(set(one) == FIELDS for one in found["results"])
    assert found["results"]
    assert all(one["reasons"] for one in found["results"])


def test_types_add_up_and_choosing_one_gives_its_count(demo: FlaskClient) -> None:
    counts = find(demo, q="株式会社 めっき")["facets"]["type"]
    assert sum(counts.values()) == find(demo, q="株式会社 めっき")["total"]
    for name, count in counts.items():
        assert find(demo, q="株式会社 めっき", type=name)["total"] == count


def test_pages_of_a_search_repeat_nothing(demo: FlaskClient) -> None:
    seen = [one["id"] for page in (1, 2, 3) for one in find(demo, q="製作所", page=page, per_page=20)["results"]]
    assert len(seen) == len(set(seen))


def test_a_result_leads_to_its_page_and_its_record(demo: FlaskClient) -> None:
    plural = {"company": "companies", "technology": "technologies", "patent": "patents"}
    for one in find(demo, q="めっき")["results"][:5]:
        assert demo.get(one["url"]).status_code == 200
        assert demo.get(f"/api/v1/{plural[one['type']]}/{one['id']}").status_code == 200


def test_reasons_speak_the_readers_language(demo: FlaskClient) -> None:
    answers = [
        demo.get("/api/v1/search?q=めっき", headers={"Accept-Language": language}).get_json()["results"][0]["reasons"]
        for language in ("ja", "en")
    ]
    assert answers[0] != answers[1]


def test_the_time_that_it_took_makes_no_new_etag(demo: FlaskClient) -> None:
    assert len({demo.get("/api/v1/search?q=溶接").headers["ETag"] for _ in range(3)}) == 1


@pytest.mark.parametrize(
    "query", ["type=nothing", "municipality=999999", "industry=ZZ", "sort=drop", "area=x", "within=x", "closed=x"]
)
def test_unknown_codes_are_refused(demo: FlaskClient, query: str) -> None:
    answer = demo.get(f"/api/v1/search?q=a&{query}")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


@pytest.mark.parametrize("route", ["search", "suggest"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "%00",
        "%ED%A0%80",
        "%FF%FE",
        "*",
        "a" * 2000,
        "%22" * 999,
        "あ" * 600,
        "a%20AND%20" * 200,
        "%28" * 900,
        "{{7*7}}",
    ],
)
def test_no_query_is_a_fault(demo: FlaskClient, route: str, query: str) -> None:
    assert demo.get(f"/api/v1/{route}?q={query}").status_code == 200


def test_snippets_are_safe_html(demo: FlaskClient) -> None:
    for one in find(demo, q="<script>alert(1)</script> めっき")["results"]:
        rest = one["snippet"].replace("<mark>", "").replace("</mark>", "")
        assert "<" not in rest


def test_completions_begin_as_typed_and_lead_to_a_search(demo: FlaskClient) -> None:
    name = demo.get("/api/v1/technologies").get_json()["results"][0]["title"]
    answer = demo.get("/api/v1/suggest", query_string={"q": name[:3]}).get_json()
    assert answer["query"] == name[:3]
    assert answer["results"]
    assert {key for one in answer["results"] for key in one} == {"text", "type", "count", "url"}
    assert demo.get(answer["results"][0]["url"]).status_code == 200


def test_similar_records_have_reasons_and_are_never_the_record_itself(demo: FlaskClient) -> None:
    one = find(demo, q="めっき", type="technology")["results"][0]
    answer = demo.get(f"/api/v1/technologies/{one['id']}/related").get_json()
    assert (answer["type"], answer["id"], answer["total"]) == ("technology", one["id"], len(answer["results"]))
    assert answer["results"]
    assert one["id"] not in [other["id"] for other in answer["results"]]
    assert all(other["reasons"] and set(other) == FIELDS for other in answer["results"])


def test_similar_records_can_be_of_chosen_kinds(demo: FlaskClient) -> None:
    one = find(demo, q="めっき", type="technology")["results"][0]
    answer = demo.get(f"/api/v1/technologies/{one['id']}/related?type=company").get_json()
    assert {other["type"] for other in answer["results"]} <= {"company"}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("companies/0/related", 404),
        ("needs/0/related", 404),
        ("companies/%00/related", 404),
    ],
)
def test_nothing_is_like_what_is_not_there(demo: FlaskClient, address: str, status: int) -> None:
    assert demo.get(f"/api/v1/{address}").status_code == status


def test_an_unknown_kind_of_similar_records_is_refused(demo: FlaskClient) -> None:
    id_ = demo.get("/api/v1/technologies").get_json()["results"][0]["id"]
    assert demo.get(f"/api/v1/technologies/{id_}/related?type=nothing").status_code == 400


def test_without_an_index_a_search_says_so_instead_of_finding_nothing(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=a")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert client.get("/api/v1/suggest?q=ab").get_json()["results"] == []
