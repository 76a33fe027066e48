"""What a mail says and how: short lines, whole links, a bare twin, and headers that no words can break."""

import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.core.labels import Label
from app.core.letters import Topic, msgid
from app.notices.composing import compose_letter
from app.notices.message import NotOneAddress, build, parse_address
from app.notices.models import Mail
from app.notices.wording import one_line, say, store
from app.notices.wrapping import COLUMNS, width, wrap
from tests.notices.factories import FIRM, SOFT, html_of, letter, letterhead, read_message, text_of

EVIL = "太郎\r\nBcc: thief@evil.example\r\n\r\n<script>alert(1)</script>\u2028\x00"


def _mail(subject: str = "件名", address: str = "taro@example.jp", **changes: str) -> Mail:
    values = {"text": "本文\n", "html": "<p>本文</p>\n", "topic": SOFT.name, **changes}
    return Mail(
        id="abc234def567",
        user_id="usr234def567",
        recipient="usr234def567",
        address=address,
        key="k",
        is_secret=False,
        subject=subject,
        created_at=clock.now(),
        **values,
    )


def _read(mail: Mail):
    return read_message(build(mail, letterhead()).as_bytes())


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_no_line_is_too_long_and_nothing_is_lost(text: str) -> None:
    lines = wrap(text)
    assert all(width(line) <= COLUMNS for line in lines if "://" not in line)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_link_stays_whole_between_words() -> None:
    url = "https://musubiba.example.jp/" + "a" * 90
    assert url in wrap(f"くわしくはこちらの長い文のあとにある {url} を開いてください。")


def test_signs_stand_neither_at_a_wrong_end_nor_at_a_wrong_beginning() -> None:
    lines = wrap("あ" * 34 + "、い" + "う" * 32 + "「え」" + "お" * 20 + "。")
    assert not [line for line in lines if line[0] in "、。」" or line[-1] == "「"]


def test_a_letter_says_result_link_contact_and_sender() -> None:
    mail = compose_letter(letter("u1"), "ja", letterhead(), user_id="u1")
    assert mail.subject == "【むすび場】役割が付きました"
    blocks = mail.text.split("\n\n")
    assert blocks[0].replace("\n", "") == "お知らせはまだありません。申請や公開に動きがあると、ここに届きます。"
    assert blocks[1] == "今日の仕事を開く\nhttps://musubiba.example.jp/dashboard"
    assert "029-000-0000" in blocks[2]
    assert "https://musubiba.example.jp/notices/stop/u1.corrections." in blocks[-1]
    assert all(width(line) <= COLUMNS for line in mail.text.splitlines() if not line.startswith("https://"))


def test_a_firm_letter_offers_no_way_to_stop_it() -> None:
    mail = compose_letter(letter("u1", topic=FIRM.name), "ja", letterhead(), user_id="u1")
    assert "/notices/stop/" not in mail.text + mail.html
    assert "https://musubiba.example.jp/account/notices" in mail.text


def test_a_letter_to_a_stranger_has_no_link_of_an_account() -> None:
    mail = compose_letter(letter(address="a@example.jp"), "ja", letterhead(), user_id=None)
    assert "/notices/" not in mail.text
    assert "/account/" not in mail.text


def test_the_twin_says_the_same_with_nothing_that_loads() -> None:
    mail = compose_letter(letter("u1"), "ja", letterhead(), user_id="u1")
    html5lib.HTMLParser(strict=True).parse(mail.html)
    assert not re.search(r"<(img|script|style|link|iframe)\b|style=|src=", mail.html)
    bare = re.sub(r"<[^>]+>", "", mail.html.split("<body>")[1])
    assert "".join(bare.split()) == "".join(mail.text.replace("-" * 35, "").split())


def test_typed_words_are_escaped_in_the_twin_and_make_no_header() -> None:
    told = msgid("%(name)sさん", name=EVIL)
    composed = compose_letter(letter("u1", subject=told, lines=(told,)), "ja", letterhead(), user_id="u1")
    message = _read(_mail(composed.subject, text=composed.text, html=composed.html))
    assert message["Bcc"] is None
    assert message["Subject"] == "【むすび場】太郎 Bcc: thief@evil.example <script>alert(1)</script> さん"
    assert "<script>" not in html_of(message)
    assert "&lt;script&gt;" in html_of(message)


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=250))
def test_any_subject_comes_through_as_one_line(text: str) -> None:
    message = _read(_mail(text))
    assert message["Subject"] == one_line(text)
    assert sorted(message.keys()) == sorted(
        [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "List-Unsubscribe",
            "MIME-Version",
            "Content-Type",
        ]
    )


def test_blanks_of_a_long_mixed_subject_stay() -> None:
    subject = "漢いcx c23_（ 」【_?（2x「b1a==漢」「1漢==うa=-漢字 あxc あ】=）」c =3 2b-い2, a3「3字c? （ 」cx -1:=2:?"
    assert _read(_mail(subject))["Subject"] == subject


def test_headers_say_who_when_and_that_no_person_wrote_it() -> None:
    mail = _mail()
    message = _read(mail)
    assert message["From"].addresses[0].addr_spec == "no-reply@musubiba.example.jp"
    assert [a.addr_spec for a in message["To"].addresses] == ["taro@example.jp"]
    assert message["Message-ID"] == "<abc234def567@musubiba.example.jp>"
    assert message["Date"].datetime == mail.created_at.replace(microsecond=0)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"].startswith("<https://musubiba.example.jp/notices/stop/usr234def567.corrections.")
    assert text_of(message) == "本文\n"
    raw = build(mail, letterhead()).as_bytes()
    assert raw.isascii()
    assert build(mail, letterhead()).as_bytes() == raw
    assert b"\nList-Unsubscribe: <https://" in raw  # neither folded nor encoded: programs follow it as it stands


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example, d@e.example",
        "a@b.example\r\nBcc: x@y.example",
        "a@b.example\nX: y",
        "a@b@c.example",
        "<a@b.example>",
        "太郎 <a@b.example>",
        "a;b@c.example",
        "あ@b.example",
        "a..b@c.example",
        "a@b..example",
        "a\x00@b.example",
        "@b.example",
        "a@",
        "",
        "a" * 250 + "@b.example",
    ],
)
def test_what_is_not_one_address_is_refused(address: str) -> None:
    with pytest.raises(NotOneAddress):
        parse_address(address)


def test_a_domain_in_other_letters_is_written_in_ascii() -> None:
    assert parse_address("taro@日本.jp").addr_spec == "taro@xn--wgv71a.jp"


def test_labels_and_days_show_in_the_readers_language() -> None:
    stored = store(msgid("%(a)s %(b)s %(c)s %(d)s", a=Label("県", "Prefecture"), b=clock.today(), c=12, d="100%"))
    day = clock.today()
    assert say(stored, "en") == f"Prefecture {day.day} {day:%B %Y} 12 100%"
    assert say(stored, "ja").startswith("県 令和")


def test_a_message_without_values_may_hold_a_percent_sign() -> None:
    assert say(store(msgid("100%です。")), "ja") == "100%です。"


def test_a_link_to_stop_is_believed_only_if_we_wrote_it() -> None:
    head = letterhead()
    token = head.stop_path("usr234def567", SOFT.name).rpartition("/")[2]
    assert head.read_stop_token(token) == ("usr234def567", SOFT)
    user, topic, signature = token.split(".")
    for forged in (
        f"usr234def568.{topic}.{signature}",
        f"{user}.other.{signature}",
        f"{user}.{topic}.",
        user,
        "",
        "é.é.é",
    ):
        assert head.read_stop_token(forged) is None
    assert letterhead(secret="t" * 40).read_stop_token(token) is None
    firm = Topic(SOFT.name, SOFT.label, is_firm=True)
    assert letterhead(topics=(firm,)).read_stop_token(token) is None
