"""Nothing typed is lost when an action can't be done, no secret comes back, and no other site speaks through our pages."""

from flask.testing import FlaskClient

HERE = {"Origin": "http://localhost", "Referer": "http://localhost/corrections/new?type=company&id=1"}
TYPED = {
    "message": "電話番号が <b>違います</b>",
    "password": "himitsu-no-kotoba",
    "code": "123456",
    "once": "o" * 22,
    "tick": "1",
}


def test_what_was_typed_comes_back_escaped(client: FlaskClient) -> None:
    answer = client.post("/corrections/", data=TYPED, headers=HERE)
    assert answer.status_code == 400
    assert "入力した内容" in answer.text
    assert "電話番号が &lt;b&gt;違います&lt;/b&gt;" in answer.text
    assert 'href="/corrections/new?type=company&amp;id=1"' in answer.text


def test_secrets_and_keys_never_come_back(client: FlaskClient) -> None:
    page = client.post("/corrections/", data=TYPED, headers=HERE).text
    assert [value for value in ("himitsu-no-kotoba", "123456", "o" * 22) if value in page] == []


def test_another_site_can_not_speak_through_our_page(client: FlaskClient) -> None:
    for headers in ({"Origin": "https://evil.example", "Referer": "https://evil.example/a"}, {"Origin": "null"}, {}):
        page = client.post("/corrections/", data=TYPED, headers=headers).text
        assert "電話番号が" not in page
        assert "evil.example" not in page


def test_opening_an_address_shows_nothing_typed(client: FlaskClient) -> None:
    assert "入力した内容" not in client.get("/no-such-page?message=abc", headers=HERE).text


def test_a_body_that_is_too_large_is_told_so(client: FlaskClient) -> None:
    answer = client.post("/corrections/", data={"message": "あ" * 100_000}, headers=HERE)
    assert answer.status_code == 413
    assert "入力した内容" not in answer.text
