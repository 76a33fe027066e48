"""Lists and single records over HTTP, on the demo site."""

import pytest
from flask.testing import FlaskClient

KINDS = ("companies", "technologies", "patents")


@pytest.mark.parametrize("plural", KINDS)
def test_a_list_says_how_much_there_is_and_shows_one_page(demo: FlaskClient, plural: str) -> None:
    answer = demo.get(f"/api/v1/{plural}?page=1&per_page=3").get_json()
    assert (answer["page"], answer["per_page"], len(answer["results"])) == (1, 3, 3)
    assert answer["total"] > 3


@pytest.mark.parametrize("plural", KINDS)
def test_each_listed_record_has_an_address_of_its_own_with_the_same_content(demo: FlaskClient, plural: str) -> None:
    for record in demo.get(f"/api/v1/{plural}?per_page=3").get_json()["results"]:
        assert demo.get(f"/api/v1/{plural}/{record['id']}").get_json() == record
        assert demo.get(record["url"]).status_code == 200


def test_pages_show_every_record_once(demo: FlaskClient) -> None:
    total = demo.get("/api/v1/technologies").get_json()["total"]
    seen: list[str] = []
    for page in range(1, total // 50 + 2):
        seen += [one["id"] for one in demo.get(f"/api/v1/technologies?page={page}&per_page=50").get_json()["results"]]
    assert len(seen) == len(set(seen)) == total


def test_a_page_past_the_end_is_empty(demo: FlaskClient) -> None:
    answer = demo.get("/api/v1/companies?page=10000&per_page=100")
    assert (answer.status_code, answer.get_json()["results"]) == (200, [])


def test_closed_firms_are_listed_only_if_asked_for(demo: FlaskClient) -> None:
    closed = demo.get("/api/v1/companies?closed=1").get_json()["total"]
    assert demo.get("/api/v1/companies").get_json()["total"] < closed
    assert demo.get("/api/v1/companies?updated_since=2000-01-01").get_json()["total"] == closed


def test_nothing_has_changed_since_the_far_future(demo: FlaskClient) -> None:
    assert demo.get("/api/v1/companies?updated_since=2999-01-01").get_json()["total"] == 0


def test_unknown_parameters_are_ignored(demo: FlaskClient) -> None:
    assert demo.get("/api/v1/patents?colour=red").get_json() == demo.get("/api/v1/patents").get_json()


@pytest.mark.parametrize(
    "address",
    ["/api/v1/companies?per_page=2", "/api/v1/reference/municipalities", "/api/v1/openapi.json", "/api/v1/search?q=a"],
)
def test_what_the_client_has_is_not_sent_again(demo: FlaskClient, address: str) -> None:
    first = demo.get(address)
    again = demo.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"] == "public, max-age=60"


def test_a_record_is_compared_by_its_day_too(demo: FlaskClient) -> None:
    address = "/api/v1/technologies/" + demo.get("/api/v1/technologies").get_json()["results"][0]["id"]
    changed = demo.get(address).headers["Last-Modified"]
    assert demo.get(address, headers={"If-Modified-Since": changed}).status_code == 304
    assert demo.get(address, headers={"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}).status_code == 200


def test_a_list_is_compared_by_its_etag_only_because_a_row_that_leaves_makes_no_later_date(demo: FlaskClient) -> None:
    changed = demo.get("/api/v1/technologies").headers["Last-Modified"]
    assert demo.get("/api/v1/technologies", headers={"If-Modified-Since": changed}).status_code == 200


@pytest.mark.parametrize("address", ["/api/v1/companies", "/api/v1/companies/0", "/api/v1/no", "/api/v1/search?page=0"])
def test_pages_of_other_sites_may_read_and_no_cookie_is_set(demo: FlaskClient, address: str) -> None:
    answer = demo.get(address, headers={"Origin": "https://example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/companies/99999999999999999999", 404),
        ("/api/v1/companies/abc", 404),
        ("/api/v1/companies/%00", 404),
        ("/api/v1/companies/%ED%A0%80", 404),
        ("/api/v1/companies/" + "1" * 3000, 404),
        ("/api/v1/patents/x%27%20OR%201=1", 404),
        ("/api/v1/needs", 404),
        ("/api/v1/needs/1", 404),
        ("/api/v1/companies/", 404),
        ("/api/v1/downloads/needs.csv", 404),
        ("/api/v1/downloads/companies", 404),
        ("/api/v1/downloads/companies.xml", 404),
        ("/api/v1/companies?page=0", 400),
        ("/api/v1/companies?page=10001", 400),
        ("/api/v1/companies?page=１", 400),
        ("/api/v1/companies?page=1e9", 400),
        ("/api/v1/companies?page=%00", 400),
        ("/api/v1/companies?per_page=101", 400),
        ("/api/v1/companies?per_page=-1", 400),
        ("/api/v1/companies?updated_since=never", 400),
        ("/api/v1/companies?closed=yes", 400),
        ("/api/v1/reference/municipalities?prefecture=99", 400),
        ("/api/v1/reference/municipalities?former=x", 400),
        ("/api/v1/reference/industries?level=top", 400),
    ],
)
def test_what_has_no_meaning_is_a_problem_never_a_fault(demo: FlaskClient, address: str, status: int) -> None:
    answer = demo.get(address)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.get_json()["status"] == status


def test_only_reading_is_offered(demo: FlaskClient) -> None:
    answer = demo.delete("/api/v1/companies")
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")


def test_reference_tables_hold_the_home_prefecture_and_the_whole_classification(demo: FlaskClient) -> None:
    places = demo.get("/api/v1/reference/municipalities").get_json()
    assert (places["total"], places["results"][0]["code"]) == (44, "082015")
    assert demo.get("/api/v1/reference/municipalities?former=1").get_json()["total"] == 44 + 67
    assert demo.get("/api/v1/reference/municipalities?prefecture=all").get_json()["total"] == 1916
    industries = demo.get("/api/v1/reference/industries").get_json()
    assert [one["code"] for one in industries["results"][:3]] == ["A", "A01", "A010"]
    assert demo.get("/api/v1/reference/industries?level=major").get_json()["total"] == 20
