"""J-PlatPat's stages and the days of patent files."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.patents.dates import parse_day
from app.patents.stages import PatentStage, stage_of


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("（出願の）却下・拒絶", PatentStage.REFUSED),
        ("出願の却下・拒絶", PatentStage.REFUSED),
        ("特許 有効", PatentStage.IN_FORCE),
        ("特許　有効", PatentStage.IN_FORCE),
        ("実用新案 有効", PatentStage.IN_FORCE),
        ("特許 消滅", PatentStage.LAPSED),
        ("審査中", PatentStage.UNDER_EXAMINATION),
        ("審査請求前", PatentStage.AWAITING_REQUEST),
        ("査定不服", PatentStage.UNDER_APPEAL),
        ("査定不服 拒絶査定", PatentStage.UNDER_APPEAL),
        ("in_force", PatentStage.IN_FORCE),
        ("In force", PatentStage.IN_FORCE),
        ("", PatentStage.UNKNOWN),
        ("なにか", PatentStage.UNKNOWN),
    ],
)
def test_a_stage_by_its_words(text: str, stage: PatentStage) -> None:
    assert stage_of(text) is stage


def test_every_stage_is_read_from_its_own_labels() -> None:
    assert [stage_of(stage.label.ja) for stage in PatentStage] == list(PatentStage)
    assert [stage_of(stage.label.en) for stage in PatentStage] == list(PatentStage)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        ("-", None),
        ("Null", None),
        ("2005/04/28", date(2005, 4, 28)),
        ("2005/4/8", date(2005, 4, 8)),
        ("2005-04-28", date(2005, 4, 28)),
        ("20050428", date(2005, 4, 28)),
        ("２００５／０４／２８", date(2005, 4, 28)),
        ("2005年4月28日", date(2005, 4, 28)),
        ("2005/04/28 0:00:00", date(2005, 4, 28)),
        ("2020-03-31T00:00:00+09:00", date(2020, 3, 31)),
        ("2020-03-31T14:59:59Z", date(2020, 3, 31)),
        ("2020-03-31T15:00:00Z", date(2020, 4, 1)),
        ("2020-03-31 23:59:59", date(2020, 3, 31)),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "2005/02/30",
        "2005/13/01",
        "20050400",
        "2005-04",
        "2005/04-28",
        "200504",
        "昨日",
        "0001-01-01",
        "9999-12-31T23:59:59-23:59",
    ],
)
def test_no_days(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the text itself
        parse_day(text)


@given(st.one_of(st.text(max_size=40), st.text(alphabet="0123456789-/:TZ+. 年月日", max_size=30)))
def test_any_text_is_a_day_or_a_value_error(text: str) -> None:
    try:
        day = parse_day(text)
    except ValueError:
        return
    assert day is None or 1868 <= day.year <= 2200
