"""The status line says what the transition table says, and nothing that we don't know."""

from datetime import timedelta

import pytest

from app.companies.claim_states import CLAIM
from app.core import clock
from app.core.labels import Label
from app.publishing.states import PUBLISHING
from app.web.status_line import status_line, usual_days


@pytest.mark.parametrize(
    ("state", "now", "then"),
    [
        ("submitted", "窓口", "申請した人"),
        ("letter_sent", "申請した人", "窓口"),
        ("confirmed", "窓口", "承認"),
        ("returned", "申請した人", "窓口"),
    ],
)
def test_it_says_who_has_it_and_what_comes_next(state: str, now: str, then: str) -> None:
    line = status_line(CLAIM, state)
    assert (line.now.ja, line.then.ja if line.then else None, line.is_over) == (now, then, False)


def test_sending_back_is_never_what_comes_next() -> None:
    line = status_line(PUBLISHING, "submitted")
    assert line.then == PUBLISHING.states["published"]


def test_the_room_may_know_better() -> None:
    assert status_line(CLAIM, "submitted", next_state="approved").then == Label("承認", "Approved")


def test_what_is_over_waits_for_nobody() -> None:
    line = status_line(CLAIM, "approved", due_on=clock.today() - timedelta(days=1), past_days=[3] * 9)
    assert (line.is_over, line.is_late, line.due_on, line.usual_days, line.then) == (True, False, None, None, None)


def test_the_day_itself_is_not_late() -> None:
    today = clock.today()
    assert not status_line(CLAIM, "submitted", due_on=today).is_late
    assert status_line(CLAIM, "submitted", due_on=today - timedelta(days=1)).is_late


@pytest.mark.parametrize(
    ("days", "usual"), [((), None), ((4,) * 4, None), ((4, 4, 4, 4, 6), 4), ((4, 5, 4, 5, 4, 5), 5), ((0,) * 5, 1)]
)
def test_the_usual_time_needs_a_past(days: tuple[int, ...], usual: int | None) -> None:
    assert usual_days(days) == usual
