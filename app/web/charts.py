"""What charts need before they are drawn: steps in words for a map, heights for bars. Drawn by `components/charts.html` as inline SVG."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_STEPS: Final = 5
_NICE: Final = (1, 2, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Step:
    """One class of a map: from `low` to `high`, both in it; `high` None: and more."""

    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in a drawing 640 × 240: x and width, top and height, in its units."""

    text: str
    value: int
    x: float
    width: float
    top: float
    height: float
    is_open: bool = False  # the period is not over


def steps_of(values: Iterable[int]) -> tuple[Step, ...]:
    """Five classes of about as many places each, with round bounds; fewer where the values are few."""
    ranked = sorted(values)
    if not ranked:
        return (Step(0, None),)
    marks = [ranked[len(ranked) * part // _STEPS] for part in range(1, _STEPS)]
    bounds = sorted({_rounded(mark) for mark in marks if mark > 0})
    lows = [0, *bounds]
    return tuple(
        Step(low, high - 1 if high is not None else None) for low, high in zip(lows, [*bounds, None], strict=True)
    )


def step_of(value: int, steps: Sequence[Step]) -> int:
    """The class that a value falls into, counted from 0."""
    return max(number for number, step in enumerate(steps) if value >= step.low)


def bars_of(rows: Mapping[str, int], *, last_is_open: bool = False) -> list[Bar]:
    """Bars of equal width; the highest is 170 high and stands on y = 200."""
    most = max([*rows.values(), 1])
    width = 640 / max(1, len(rows))
    names = list(rows)
    return [
        Bar(
            text=name,
            value=rows[name],
            x=round(number * width + width * 0.15, 1),
            width=round(width * 0.7, 1),
            top=round(200 - 170 * rows[name] / most, 1),
            height=round(170 * rows[name] / most, 1),
            is_open=last_is_open and number == len(names) - 1,
        )
        for number, name in enumerate(names)
    ]


def _rounded(value: int) -> int:
    scale = 10 ** max(0, len(str(value)) - 2)
    return max(1, value // scale * scale) if value >= _NICE[-1] else value
