"""Both languages from the first commit: every text goes through gettext, and every msgid has its English."""

import re
from pathlib import Path

from scripts.messages import APP, JAPANESE, english, msgids

ROOT = Path(__file__).resolve().parents[2]


def test_every_text_has_its_english() -> None:
    done = english()
    assert sorted(message for message in msgids() if not done.get(message)) == []


def test_no_english_is_left_over() -> None:
    assert sorted(set(english()) - msgids()) == []


def test_places_in_a_text_are_the_same_in_both_languages() -> None:
    places = re.compile(r"%\(\w+\)s")
    assert [m for m, e in english().items() if sorted(places.findall(m)) != sorted(places.findall(e))] == []


def test_english_has_no_japanese_left() -> None:
    allowed = re.compile("[「」（）〜、・：]|法人番号|日本語|特開|特願|平|登録|鍍金|めっき|メッキ|干し芋|むすび場")
    assert [m for m, e in english().items() if JAPANESE.search(allowed.sub("", e))] == []


def test_templates_have_no_text_outside_gettext() -> None:
    outside = {}
    for path in APP.glob("*/templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        bare = re.sub(
            r"\{#.*?#\}|<code>.*?</code>|\{\{.*?\}\}|\{%.*?%\}|<a [^>]*lang=\"ja\"[^>]*>日本語</a>|〒|[「」（）〜、・：…]",
            "",
            text,
            flags=re.DOTALL,
        )
        if found := JAPANESE.findall(bare):
            outside[str(path.relative_to(ROOT))] = "".join(found)
    assert outside == {}
