"""Furigana: on where it was asked for, text nodes alone, valid markup, and nothing else changes."""

import re
from html.parser import HTMLParser

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.ruby import annotate, with_kana
from tests.conftest import MakeApp

PAGES = ("/", "/search?q=めっき", "/companies/", "/login", "/about", "/styleguide", "/no-such-page")


def _readings(text: str) -> list[tuple[str, str]]:
    """漢字 is read かんじ, everything else not at all."""
    return [(part, "かんじ" if part == "漢字" else "") for part in re.split("(漢字)", text) if part]


RUBY = "<ruby>漢字<rt>かんじ</rt></ruby>"


class _Text(HTMLParser):
    """The text of a page without what stands in `rt`."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self._in_rt = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_rt = self._in_rt or tag == "rt"

    def handle_endtag(self, tag: str) -> None:
        self._in_rt = self._in_rt and tag != "rt"

    def handle_data(self, data: str) -> None:
        self.text += "" if self._in_rt else data


def _text(page: str) -> str:
    reader = _Text()
    reader.feed(page)
    # What differs from page to page by itself: keys of forms and the number of the request.
    return re.sub(r"[0-9a-f]{32}|\s+", "", reader.text).replace("ふりがなを付ける", "").replace("ふりがなを消す", "")


def test_text_gets_furigana() -> None:
    assert annotate("<p>この漢字です</p>", _readings) == f"<p><span>この{RUBY}です</span></p>"


@pytest.mark.parametrize(
    "page",
    [
        '<p title="漢字">かな</p>',
        "<title>漢字</title>",
        "<script>var a = '<p>漢字</p>';</script>",
        "<textarea>漢字</textarea>",
        "<select><option>漢字</option></select>",
        "<code>漢字 <b>漢字</b></code>",
        "<ruby>漢字<rt>べつ</rt></ruby>",
        '<span class="mb-vh">漢字</span>',
        '<p lang="en">漢字 <b>漢字</b></p>',
        "<svg><title>漢字</title><text>漢字</text></svg>",
        "<!-- 漢字 -->",
        '<input value="漢字">',
        "<p>かなとABC &amp; &#28450;</p>",
    ],
)
def test_everything_else_passes_letter_by_letter(page: str) -> None:
    assert annotate(page, _readings) == page


def test_what_follows_a_part_left_alone_gets_furigana() -> None:
    assert annotate('<p lang="en"><p>x</p></p><p lang="ja">漢字</p>', _readings).endswith(f"<span>{RUBY}</span></p>")


def test_it_does_not_double() -> None:
    once = annotate("<p>漢字</p>", _readings)
    assert annotate(once, _readings) == once


def test_signs_stay_escaped() -> None:
    assert annotate("<p>&lt;漢字&gt;</p>", _readings) == f"<p><span>&lt;{RUBY}&gt;</span></p>"


@pytest.mark.parametrize("page", PAGES)
def test_pages_stay_valid_and_keep_their_text(demo: FlaskClient, page: str) -> None:
    joint = "&" if "?" in page else "?"
    without = demo.get(page).text
    found = demo.get(f"{page}{joint}ruby=1")
    html5lib.HTMLParser(strict=True).parse(found.text)
    assert found.text.count("<ruby>") > 10
    assert _text(found.text) == _text(without)
    assert re.findall("<rt>([^<]*[^ぁ-ゖー<][^<]*)</rt>", found.text) == []
    demo.delete_cookie("ruby")


def test_the_wish_is_remembered_until_it_is_taken_back(demo: FlaskClient) -> None:
    assert "<ruby>" not in demo.get("/about").text
    demo.get("/?ruby=1")
    assert "<ruby>" in demo.get("/about").text
    demo.get("/?ruby=0")
    assert "<ruby>" not in demo.get("/about").text


def test_english_pages_and_machines_have_none(demo: FlaskClient) -> None:
    assert "<ruby>" not in demo.get("/?lang=en&ruby=1").text
    assert "ruby=" not in demo.get("/?lang=en").text
    assert "<ruby>" not in demo.get("/api/v1/search?q=めっき&ruby=1").text
    demo.delete_cookie("ruby")
    demo.delete_cookie("lang")


def test_in_production_the_cookie_is_bound_to_the_host(make_app: MakeApp) -> None:
    app = make_app(
        APP_ENV="production",
        SECRET_KEY="k" * 48,
        BASE_URL="https://musubiba.example",
        RATE_LIMITS="on",
        PASSWORD_HASHING="full",
        SECOND_FACTOR="off",
    )
    answer = app.test_client().get("/about?ruby=1", base_url="https://musubiba.example")
    cookies = [cookie for cookie in answer.headers.getlist("Set-Cookie") if "ruby" in cookie]
    assert len(cookies) == 1
    assert cookies[0].startswith("__Host-ruby=1;")
    assert "Secure" in cookies[0]
    assert app.test_client().get("/styleguide", base_url="https://musubiba.example").status_code == 404


def test_a_firms_name_carries_the_registrys_reading(app: Flask) -> None:
    with app.test_request_context("/?ruby=1"):
        assert with_kana("常北<精工>株式会社", "ジョウホクセイコウ") == (
            "<ruby>常北&lt;精工&gt;<rt>じょうほくせいこう</rt></ruby>株式会社"
        )
        assert with_kana("むすび合同会社", "ムスビ") == "むすび合同会社"
    with app.test_request_context("/"):
        assert with_kana("常北精工株式会社", "ジョウホクセイコウ") == "常北精工株式会社"
