"""The look's own law: every variable defined, nothing inline, colours that can be read, light files."""

import gzip
import re
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[2] / "app"
STATIC = APP / "web" / "static"
TEMPLATES = sorted(APP.glob("*/templates/**/*.html"))
TOKENS = (STATIC / "dads-tokens.css").read_text(encoding="utf-8")
SHEET = (STATIC / "musubi.css").read_text(encoding="utf-8")
WHITE = "#ffffff"


def _values(css: str) -> dict[str, str]:
    return {name: value.strip() for name, value in re.findall(r"(--[\w-]+)\s*:\s*([^;}]+)", css)}


def _ordinary() -> dict[str, str]:
    """The variables without anybody's wish for more contrast."""
    return _values(TOKENS) | _values(SHEET.split("@media(prefers-contrast", 1)[0])


def _stronger() -> dict[str, str]:
    wish = SHEET.split("@media(prefers-contrast:more){", 1)[1].split("}}", 1)[0]
    return _ordinary() | _values(wish)


def _colour(name: str, values: dict[str, str]) -> str:
    value = values.get(name, name)
    while reference := re.fullmatch(r"var\((--[\w-]+)\)", value):
        value = values[reference[1]]
    return value


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str, values: dict[str, str]) -> float:
    """The contrast of two colours by WCAG's formula."""
    lights = sorted((_luminance(_colour(first, values)), _luminance(_colour(second, values))), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def test_every_variable_is_defined() -> None:
    used = set(re.findall(r"var\((--[\w-]+)", SHEET))
    assert sorted(used - set(_ordinary())) == []


def test_every_rule_lies_in_a_layer() -> None:
    names = ["tokens", "base", "layout", "components", "utilities", "print"]
    assert f"@layer {', '.join(names)};" in SHEET
    bare = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
    depth, outside = 0, ""
    for sign in bare:
        depth -= sign == "}"
        outside += sign if depth == 0 else ""
        depth += sign == "{"
    assert [part.strip() for part in outside.replace("}", "").split("{") if part.strip()] == [
        f"@layer {', '.join(names)};\n\n@layer tokens",
        *(f"@layer {name}" for name in names[1:]),
    ]
    assert "!important" not in bare.split("@layer print{", 1)[0]  # on paper, what is closed on the screen lies open


def test_nothing_is_inline() -> None:
    inline = re.compile(
        r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style\b|<script(?![^>]*\ssrc=)|javascript:""", re.IGNORECASE
    )
    papers = re.compile(r"/papers/templates/")
    assert [
        str(path.relative_to(APP))
        for path in TEMPLATES
        if not papers.search(path.as_posix()) and inline.search(path.read_text(encoding="utf-8"))
    ] == []


def test_every_class_of_ours_is_in_the_sheet() -> None:
    known = set(re.findall(r"\.(mb-[\w-]+)", SHEET))
    used = {
        name
        for path in TEMPLATES
        for attribute in re.findall(r'class="([^"]*)"', re.sub(r"{[{%].*?[%}]}", "…", path.read_text(encoding="utf-8")))
        for name in attribute.split()
        if name.startswith("mb-") and "…" not in name
    }
    assert sorted(used - known) == []
    assert len(used) > 50


PAIRS = [
    ("--mb-ink", WHITE, 7),
    ("--mb-text", WHITE, 7),
    ("--mb-text", "--mb-bg2", 7),
    ("--mb-sub", WHITE, 4.5),
    ("--mb-sub", "--mb-bg2", 4.5),
    ("--mb-sub", "--mb-tint", 4.5),
    ("--mb-key", WHITE, 7),
    ("--mb-key", "--mb-tint", 7),
    ("--mb-key-d", "--color-primitive-blue-200", 7),
    (WHITE, "--mb-key-dd", 7),
    ("--mb-visited", WHITE, 7),
    ("--mb-err", WHITE, 4.5),
    ("--mb-err", "--color-primitive-red-50", 4.5),
    ("--mb-ok", WHITE, 4.5),
    ("--mb-warn", "--mb-bg2", 4.5),
    ("--color-primitive-green-900", "--color-primitive-green-50", 7),
    ("--color-primitive-orange-1000", "--color-primitive-orange-50", 7),
    ("--mb-edge", WHITE, 3),
    ("--mb-ink", "--mb-focus", 7),
    ("--mb-text", "--mb-mark", 7),
]


@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_colours_can_be_read(front: str, ground: str, least: float) -> None:
    assert _contrast(front, ground, _ordinary()) >= least


@pytest.mark.parametrize(
    "front", ["--mb-text", "--mb-sub", "--mb-key", "--mb-visited", "--mb-err", "--mb-ok", "--mb-warn"]
)
def test_who_wishes_for_contrast_gets_more(front: str) -> None:
    assert _contrast(front, WHITE, _stronger()) >= 7
    assert _contrast(front, WHITE, _stronger()) >= _contrast(front, WHITE, _ordinary())


def test_style_and_script_stay_light() -> None:
    style = sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in ("dads-tokens.css", "musubi.css"))
    script = len(gzip.compress((STATIC / "musubi.js").read_bytes(), 9))
    assert style <= 12 * 1024
    assert script <= 6 * 1024
