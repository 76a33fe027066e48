"""Pictures of a profile: sent into the draft, shown with words for everyone, and only where the page shows them."""

from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from tests.companies.people import Town, browser_of, make_town, send
from tests.companies.profiles import BASICS, draft_of, edit_address, publish_open, save
from tests.people import Browser


@pytest.fixture
def town(app: Flask) -> Town:
    """Firms with people."""
    return make_town(app.extensions["database"])


def _picture(kind: str = "PNG") -> BytesIO:
    target = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(target, kind)
    target.seek(0)
    return target


def _send(browser: Browser, firm: str, alt: str = "青い工場", file: BytesIO | None = None, name: str = "工場.png"):
    page, action = edit_address(firm, "pictures"), f"/companies/{firm}/profile/pictures"
    return browser.post(page, action, data={"alt": alt, "picture": (file or _picture(), name)})


def test_a_picture_comes_to_the_public_page_when_the_office_publishes(app: Flask, town: Town) -> None:
    firm, owner, visitor = town["firm"], browser_of(app, "owner"), app.test_client()
    save(owner, firm, "basics", BASICS)
    assert _send(owner, firm).status_code == 303
    [picture] = draft_of(app, firm)["pictures"]
    assert (picture["alt"], picture["width"], picture["height"]) == ("青い工場", 40, 30)
    public, own = (
        f"/companies/{firm}/pictures/{picture['file']}",
        f"/companies/{firm}/profile/pictures/{picture['file']}",
    )
    assert visitor.get(public).status_code == 404
    assert owner.get(own).mimetype == "image/jpeg"
    assert browser_of(app, "rival").get(own).status_code == 404
    official = browser_of(app, "official")
    assert official.get(own).status_code == 404
    send(owner, f"/companies/{firm}/profile/submit")
    assert official.get(own).status_code == 200
    publish_open(app, town, "company", firm)
    assert visitor.get(public).status_code == 200
    page = visitor.get(f"/companies/{firm}").text
    assert f'src="{public}" alt="青い工場" width="40" height="30" loading="lazy"' in page
    assert visitor.get(f"/companies/{town['other']}/pictures/{picture['file']}").status_code == 404


def test_words_and_removal_are_saved_and_foreign_files_are_not_taken(app: Flask, town: Town) -> None:
    firm, owner = town["firm"], browser_of(app, "owner")
    for alt in ("一枚目", "二枚目"):
        _send(owner, firm, alt)
    first, second = (one["file"] for one in draft_of(app, firm)["pictures"])
    rows = {
        "pictures-0-file": first,
        "pictures-0-removed": "1",
        "pictures-1-file": second,
        "pictures-1-alt": "新しい説明",
        "pictures-2-file": "23456789bcdf",
        "pictures-2-alt": "よその写真",
    }
    assert save(owner, firm, "pictures", rows).status_code == 303
    assert [(one["file"], one["alt"]) for one in draft_of(app, firm)["pictures"]] == [(second, "新しい説明")]


@pytest.mark.parametrize(
    ("alt", "content", "name", "message"),
    [
        ("", b"", "a.png", "写真の説明を書いてください"),
        ("説明", b"<script>alert(1)</script>", "a.png", "写真として読み取れませんでした"),
        ("説明", b"%PDF-1.7", "a.pdf", "写真はJPEGかPNGのファイルを選んでください"),
        ("説明", b"GIF89a", "a.svg", "受け取れるのは"),
    ],
)
def test_what_is_no_picture_or_has_no_words_is_refused(
    app: Flask, town: Town, alt: str, content: bytes, name: str, message: str
) -> None:
    file = BytesIO(content) if content else None
    answer = _send(browser_of(app, "owner"), town["firm"], alt, file, name)
    assert answer.status_code == 422
    assert message in answer.text
    assert draft_of(app, town["firm"]) == {}


def test_a_ninth_picture_is_refused(app: Flask, town: Town) -> None:
    firm, owner = town["firm"], browser_of(app, "owner")
    page, action = edit_address(firm, "pictures"), f"/companies/{firm}/profile/pictures"
    hidden = owner.hidden(page, action)
    for number in range(8):
        sent = {**hidden, "once": f"k{number}", "alt": f"写真{number}", "picture": (_picture(), "a.png")}
        assert owner.client.post(action, data=sent).status_code == 303
    answer = owner.client.post(action, data={**hidden, "once": "k9", "alt": "九", "picture": (_picture(), "a.png")})
    assert answer.status_code == 422
    assert "写真は8枚までです" in answer.text
    assert len(draft_of(app, firm)["pictures"]) == 8


def test_a_picture_without_words_is_not_handed_in(app: Flask, town: Town) -> None:
    firm, owner = town["firm"], browser_of(app, "owner")
    save(owner, firm, "basics", BASICS)
    _send(owner, firm)
    [picture] = draft_of(app, firm)["pictures"]
    save(owner, firm, "pictures", {"pictures-0-file": picture["file"], "pictures-0-alt": ""})
    answer = owner.post(f"/companies/{firm}/profile/", f"/companies/{firm}/profile/submit")
    assert answer.status_code == 422
    assert "写真の説明を書いてください" in answer.text
